import { type Dec } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import {
  lineOf,
  valuePool,
  type MarginPool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import type { ClosingOrder, ClosingSituation } from './closing-order.js';
import { closingQuantity, type ClosingSizes } from './closing-size.js';
import { caseGoal } from './goal.js';
import type { LiquidationCase } from './liquidation-case.js';
import { rankedBy } from './ranking.js';

/** What a running case does next. */
export type CaseStep =
  | { readonly kind: 'restored'; readonly line: PoolLine }
  | { readonly kind: 'emptied'; readonly line: PoolLine }
  /** Every position was tried in this run and the venue left something open. */
  | { readonly kind: 'waiting'; readonly line: PoolLine }
  | {
      readonly kind: 'close';
      readonly line: PoolLine;
      readonly valuation: Valuation;
      readonly quantity: Dec;
      /** The position that would have been next; for the story of the case. */
      readonly next?: Valuation;
    };

/**
 * Measures the pool and decides the next step of its liquidation: stop as soon as the target is
 * met, else close the first position of the closing order that this run has not yet left unfilled.
 */
export function nextCloseOut(
  market: Market,
  pool: MarginPool,
  order: ClosingOrder,
  unfilled: ReadonlySet<string>,
  open: Pick<LiquidationCase, 'reason'> = {},
  sizes?: ClosingSizes,
): CaseStep {
  const valuations = valuePool(market, pool);
  const line = lineOf(market, pool, valuations);
  if (valuations.length === 0) return { kind: 'emptied', line };
  const goal = caseGoal(market, open);
  if (goal.isMet(line, valuations)) return { kind: 'restored', line };
  const quantityOf = (one: Valuation): Dec => closingQuantity(market, pool, one, goal, sizes);
  const situation = { market, pool, valuations, quantityOf };
  const [first, next] = closingSequence(order, situation, unfilled);
  if (first === undefined) return { kind: 'waiting', line };
  const quantity = quantityOf(first);
  return { kind: 'close', line, valuation: first, quantity, ...(next && { next }) };
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
  const { pool, valuations } = situation;
  const all =
    typeof order === 'function' ? rankedBy(order, pool, valuations) : order.rank(situation);
  const ranked =
    without.size === 0 ? all : all.filter(({ position }) => !without.has(position.key));
  if (ranked[0] === undefined || !isSpared(ranked[0])) return ranked;
  return [...ranked.filter((one) => !isSpared(one)), ...ranked.filter(isSpared)];
}

function isSpared({ instrument, exposure }: Valuation): boolean {
  return instrument.margin.spares?.(exposure) === true;
}
