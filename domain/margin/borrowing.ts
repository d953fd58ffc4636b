import { Dec, Exact, ONE, maxOf } from '../kernel/index.js';
import { type Market } from '../market/index.js';
import { borrowedBy } from '../position/index.js';
import { freeMargin } from './levels.js';
import type { PoolMeasure } from './measure.js';
import { inSettlement, type Valuation } from './valuation.js';

/** What a position borrows, in settlement: quote at its rate, a short's coins at the mark. */
export function borrowedOf(valuation: Valuation): Exact {
  const { position, notional, rate } = valuation;
  if (position.loan === undefined) return Exact.ZERO;
  return position.side === 'short' ? notional : inSettlement(borrowedBy(position), rate);
}

/** Borrowed funds of all positions of a pool, in settlement. */
export function poolBorrowed({ valuations }: PoolMeasure): Exact {
  return Exact.sum(valuations.map(borrowedOf));
}

/**
 * What the pool could borrow on top, in settlement: each unit of free margin carries leverage - 1
 * borrowed units, at the account's leverage, else at the highest that a spot-margin instrument
 * allows. Limits of a lending pool are not in it.
 * @formula max(0, free margin) x (leverage - 1)
 */
export function borrowingCapacity(market: Market, measure: PoolMeasure): Exact {
  const free = freeMargin(measure).max(Exact.ZERO);
  const leverage = measure.pool.leverage.account ?? highestLeverage(market);
  return free.scaled(maxOf(leverage.minus(1), new Dec(0)));
}

/** The highest leverage that a spot-margin instrument allows; one without any. */
export function highestLeverage({ instruments }: Market): Dec {
  let highest = ONE;
  for (const { kind, maxLeverage } of instruments.values()) {
    if (kind === 'spot-margin' && maxLeverage?.gt(highest) === true) highest = maxLeverage;
  }
  return highest;
}
