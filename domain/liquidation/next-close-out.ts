import { type Dec } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import type { MarginPool, Valuation } from '../margin/index.js';
import type { ClosingOrder, ClosingSituation } from './closing-order.js';
import { closingQuantity, type ClosingSizes } from './closing-size.js';
import { caseGoal } from './goal.js';
import type { LiquidationCase } from './liquidation-case.js';
import { foremost, rankedBy } from './ranking.js';

/** The position that is closed next, and how much of it. */
export interface CloseOut {
  readonly valuation: Valuation;
  readonly quantity: Dec;
  /** The position that would have been next; for the story of the case. */
  readonly next?: Valuation | undefined;
}

/** A pool in liquidation as it was just measured. */
export interface CaseMeasure {
  readonly pool: MarginPool;
  readonly valuations: readonly Valuation[];
}

/**
 * The first position of the closing order that may be closed, and how much of it; undefined when
 * there is none.
 * @param without keys of positions that are left out
 */
export function nextCloseOut(
  market: Market,
  { pool, valuations }: CaseMeasure,
  order: ClosingOrder,
  without: ReadonlySet<string>,
  open: Pick<LiquidationCase, 'reason'> = {},
  sizes?: ClosingSizes,
): CloseOut | undefined {
  const goal = caseGoal(market, open);
  const quantityOf = (one: Valuation): Dec => closingQuantity(market, pool, one, goal, sizes);
  const situation = { market, pool, valuations, quantityOf };
  const [first, next] = firstTwo(order, situation, without);
  return first && { valuation: first, quantity: quantityOf(first), next };
}

/** Where the first two are not spared, nobody asks about all the others. */
function firstTwo(
  order: ClosingOrder,
  situation: ClosingSituation,
  without: ReadonlySet<string>,
): readonly Valuation[] {
  const ranked =
    typeof order === 'function' && without.size === 0
      ? foremost(order, situation.pool, situation.valuations)
      : rankedWithout(order, situation, without).slice(0, 2);
  const [first, next] = ranked;
  const isAnySpared =
    (first !== undefined && isSpared(first)) || (next !== undefined && isSpared(next));
  return isAnySpared ? closingSequence(order, situation, without) : ranked;
}

/**
 * The positions of a pool in the order in which they are closed. Those of own money ask for no
 * margin, so closing them restores nothing: they come last.
 * @param without keys of positions to leave out
 */
export function closingSequence(
  order: ClosingOrder,
  situation: ClosingSituation,
  without: ReadonlySet<string> = new Set(),
): readonly Valuation[] {
  return sparedLast(rankedWithout(order, situation, without));
}

function rankedWithout(
  order: ClosingOrder,
  situation: ClosingSituation,
  without: ReadonlySet<string>,
): readonly Valuation[] {
  const { pool, valuations } = situation;
  const all =
    typeof order === 'function' ? rankedBy(order, pool, valuations) : order.rank(situation);
  return without.size === 0 ? all : all.filter(({ position }) => !without.has(position.key));
}

function sparedLast(ranked: readonly Valuation[]): readonly Valuation[] {
  if (!ranked.some(isSpared)) return ranked;
  return [...ranked.filter((one) => !isSpared(one)), ...ranked.filter(isSpared)];
}

function isSpared({ instrument, exposure }: Valuation): boolean {
  return instrument.margin.spares?.(exposure) === true;
}
