import { type Dec } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import {
  isAtTarget,
  lineOf,
  valuePool,
  type MarginPool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import type { ClosingOrder } from './closing-order.js';
import { closingQuantity } from './closing-size.js';
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
): CaseStep {
  const valuations = valuePool(market, pool);
  const line = lineOf(market, pool, valuations);
  if (valuations.length === 0) return { kind: 'emptied', line };
  if (isAtTarget(market, line)) return { kind: 'restored', line };
  const ranked = rankedBy(order, pool, valuations);
  const open =
    unfilled.size === 0 ? ranked : ranked.filter(({ position }) => !unfilled.has(position.key));
  const [first, next] = open[0] !== undefined && isSpared(open[0]) ? sparedLast(open) : open;
  if (first === undefined) return { kind: 'waiting', line };
  const quantity = closingQuantity(market, pool, first);
  return { kind: 'close', line, valuation: first, quantity, ...(next && { next }) };
}

/** Positions of own money ask for no margin, so closing them restores nothing: they come last. */
function sparedLast(ranked: readonly Valuation[]): readonly Valuation[] {
  return [...ranked.filter((one) => !isSpared(one)), ...ranked.filter(isSpared)];
}

function isSpared({ instrument, exposure }: Valuation): boolean {
  return instrument.margin.spares?.(exposure) === true;
}
