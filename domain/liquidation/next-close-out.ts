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
  const open = valuations.filter(({ position }) => !unfilled.has(position.key));
  const [first, next] = firstTwo(open, order);
  if (first === undefined) return { kind: 'waiting', line };
  const quantity = closingQuantity(market, pool, first);
  return { kind: 'close', line, valuation: first, quantity, ...(next && { next }) };
}

/** The first two in order, in one pass: a run closes one at a time, so no more is ever needed. */
function firstTwo(open: readonly Valuation[], order: ClosingOrder): Valuation[] {
  let first: Valuation | undefined;
  let second: Valuation | undefined;
  for (const valuation of open) {
    if (first === undefined || order(valuation, first) < 0) {
      second = first;
      first = valuation;
    } else if (second === undefined || order(valuation, second) < 0) {
      second = valuation;
    }
  }
  return [first, second].filter((valuation) => valuation !== undefined);
}
