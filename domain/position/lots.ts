import { type Dec, Rational, ZERO, minOf, type Instant } from '../kernel/index.js';
import type { Instrument } from '../market/index.js';
import { valueSign } from './payoff.js';
import type { Side } from './side.js';

/** Contracts that were added to a position at once, as far as they are still held. */
export interface Lot {
  /** Rank of the fill that opened it; a smaller one is older. */
  readonly opened: number;
  readonly at: Instant;
  readonly quantity: Dec;
  /** Opening cost of what is held, in the pay asset. */
  readonly cost: Rational;
}

/**
 * Which contracts a close takes first. `highest-cost` takes those that yield the least profit: of
 * a long the dearest, of a short the cheapest. `average` makes no difference between them.
 */
export type LotMethod = 'first-in-first-out' | 'last-in-first-out' | 'highest-cost' | 'average';

/** The names of all methods. */
export const LOT_METHODS: readonly LotMethod[] = [
  'first-in-first-out',
  'last-in-first-out',
  'highest-cost',
  'average',
];

/** What a close took of the lots, in the order it took them, and the lots that are left. */
export interface TakenLots {
  readonly taken: readonly Lot[];
  readonly left: readonly Lot[];
}

/** The lots with one more; with `average` all of them are one lot. */
export function addLot(lots: readonly Lot[], lot: Lot, method: LotMethod): readonly Lot[] {
  const [held] = lots;
  if (method !== 'average' || held === undefined) return [...lots, lot];
  const quantity = held.quantity.plus(lot.quantity);
  return [{ ...held, quantity, cost: held.cost.plus(lot.cost) }];
}

/** Takes contracts out of lots by a method. A lot taken in part keeps the rest of its cost. */
export function takeLots(
  lots: readonly Lot[],
  quantity: Dec,
  method: LotMethod,
  { instrument, side }: { readonly instrument: Instrument; readonly side: Side },
): TakenLots {
  const order = [...lots].sort(closingOrder(method, valueSign(instrument, { side })));
  const taken: Lot[] = [];
  const left = new Set(lots);
  const rests: Lot[] = [];
  let missing = quantity;
  for (const lot of order) {
    if (missing.lte(ZERO)) break;
    const part = partOf(lot, minOf(missing, lot.quantity));
    taken.push(part);
    left.delete(lot);
    missing = missing.minus(part.quantity);
    const rest = lot.quantity.minus(part.quantity);
    if (rest.gt(ZERO)) rests.push({ ...lot, quantity: rest, cost: lot.cost.minus(part.cost) });
  }
  return { taken, left: [...rests, ...left].sort(oldestFirst) };
}

function partOf(lot: Lot, quantity: Dec): Lot {
  if (quantity.eq(lot.quantity)) return lot;
  const share = Rational.ofDecimal(quantity).over(Rational.ofDecimal(lot.quantity));
  return { ...lot, quantity, cost: lot.cost.times(share) };
}

type LotOrder = (a: Lot, b: Lot) => number;

const oldestFirst: LotOrder = (a, b) => a.opened - b.opened;

function closingOrder(method: LotMethod, sign: 1 | -1): LotOrder {
  if (method === 'last-in-first-out') return (a, b) => oldestFirst(b, a);
  if (method !== 'highest-cost') return oldestFirst;
  const unit = ({ cost, quantity }: Lot) => cost.over(Rational.ofDecimal(quantity));
  return (a, b) => sign * unit(b).cmp(unit(a)) || oldestFirst(a, b);
}
