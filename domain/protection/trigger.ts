import { type Dec, Exact, ZERO, dec, minOf } from '../kernel/index.js';
import { bestPrice, priceFrom, type Instrument, type Market } from '../market/index.js';
import type { Side } from '../position/index.js';
import type { Leg, Legs, PriceLeg, TrailingLeg } from './protection.js';

/** What a protected position must tell for its orders to be judged. */
export interface Protected {
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: Dec;
}

/** An order whose trigger price was reached. */
export interface Trigger {
  readonly leg: Leg;
  readonly order: PriceLeg | TrailingLeg;
  /** The price it waited for, and the one that reached it. */
  readonly trigger: Dec;
  readonly price: Dec;
}

const PERCENT = dec('0.01');

/**
 * The price at which a trailing stop triggers now: its distance from the best price since it was
 * set. Undefined before any price of its source came.
 * @formula long: highest - amount, or highest x (1 - percent / 100); short: lowest, mirrored
 */
export function trailingPrice(
  market: Market,
  { instrument, side }: Pick<Protected, 'instrument' | 'side'>,
  { on, amount, percent, since }: TrailingLeg,
): Dec | undefined {
  const best = bestPrice(market, on, instrument, side, since);
  if (best === undefined) return undefined;
  const distance =
    amount ??
    best
      .abs()
      .times(percent ?? ZERO)
      .times(PERCENT);
  return side === 'long' ? best.minus(distance) : best.plus(distance);
}

/** Orders in the order in which they take effect when one price reaches several of them. */
const LEGS: readonly [keyof Legs, Leg][] = [
  ['stopLoss', 'stop-loss'],
  ['trailing', 'trailing'],
  ['takeProfit', 'take-profit'],
];

/**
 * The first order that the present prices trigger: a stop-loss or trailing stop of a long at or
 * below its trigger price, a take-profit at or above it; for a short mirrored. Stops come first.
 */
export function triggered(market: Market, held: Protected, legs: Legs): Trigger | undefined {
  for (const [key, leg] of LEGS) {
    const order = legs[key];
    if (order === undefined) continue;
    const price = priceFrom(market, order.on, held.instrument);
    const trigger = 'price' in order ? order.price : trailingPrice(market, held, order);
    if (price === undefined || trigger === undefined) continue;
    if (reaches(held.side, leg, price, trigger)) return { leg, order, trigger, price };
  }
  return undefined;
}

function reaches(side: Side, leg: Leg, price: Dec, trigger: Dec): boolean {
  const falling = (side === 'long') !== (leg === 'take-profit');
  return falling ? price.lte(trigger) : price.gte(trigger);
}

/**
 * Contracts that a triggered order closes, in (0, held]: a share up to the lot, and everything
 * where less than the minimum quantity would be left.
 */
export function protectedQuantity(
  { lot, minQuantity }: Instrument,
  held: Dec,
  { quantity, share }: { readonly quantity?: Dec; readonly share?: Dec },
): Dec {
  let part = minOf(quantity ?? held, held);
  if (share !== undefined) {
    const step = lot ?? dec('0.00000001');
    part = Exact.quotient(held.times(share), step).rounded(0, 'ceiling').times(step);
  }
  const rest = held.minus(part);
  return rest.lte(ZERO) || rest.lt(minQuantity ?? ZERO) ? held : part;
}
