import { Dec, type Exact, ONE, Rational, minOf, wholeQuotient } from '../kernel/index.js';
import { bookedDecimals, type Market } from '../market/index.js';
import {
  closedAtMark,
  credited,
  lineOf,
  valuePool,
  type MarginPool,
  type Valuation,
} from '../margin/index.js';
import { targetGoal, type Goal } from './goal.js';
import { liquidationFee } from './liquidation-fee.js';
import { stepOf, tierLimits } from './quantity-steps.js';

/** What closing a number of steps leads to; the search for the smallest number asks repeatedly. */
export interface ClosingTrial {
  /** Distance to the goal afterwards: concave in the steps within a tier. */
  readonly distanceAfter: (steps: Dec) => Exact;
  readonly restores: (steps: Dec) => boolean;
}

/**
 * The smallest number of lots that meets the goal when filled at the mark with the fee paid; the
 * whole position if none does.
 */
export function justEnough(
  market: Market,
  pool: MarginPool,
  valuation: Valuation,
  goal: Goal = targetGoal(market),
): Dec {
  const trial = trialOf(market, pool, valuation, goal);
  return leastClosing(valuation, trial) ?? valuation.position.quantity;
}

/**
 * The smallest quantity whose closing restores, in whole lots; undefined when none does.
 * Requirements are convex in the size within a tier, so the distance to the goal is concave in the
 * closed quantity there and each tier is searched by bisection, smallest quantity first. Between
 * whole tiers it jumps, so each starts anew.
 */
export function leastClosing(valuation: Valuation, trial: ClosingTrial): Dec | undefined {
  const { position, instrument } = valuation;
  const step = stepOf(instrument);
  const most = wholeQuotient(position.quantity, step);
  let low = ONE;
  for (const bound of [...tierBounds(valuation, step), most]) {
    const high = minOf(bound, most);
    if (high.lt(low)) continue;
    const found = firstRestoring(trial, low, high);
    if (found !== undefined) return minOf(found.times(step), position.quantity);
    low = high.plus(ONE);
  }
  return undefined;
}

/** The greatest number of steps that leaves the position in each tier, highest tier first. */
function tierBounds(valuation: Valuation, step: Dec): Dec[] {
  const quantity = Rational.ofDecimal(valuation.position.quantity);
  const size = Rational.ofDecimal(step);
  return tierLimits(valuation)
    .map((limit) => quantity.minus(limit).over(size).toDecimal(0, 'floor'))
    .reverse();
}

function trialOf(market: Market, pool: MarginPool, valuation: Valuation, goal: Goal): ClosingTrial {
  const step = stepOf(valuation.instrument);
  const decimals = bookedDecimals(market, valuation.instrument.payAsset);
  const afterwards = (steps: Dec): MarginPool => {
    const quantity = steps.times(step);
    const closed = closedAtMark(market, pool, valuation.position, quantity, decimals);
    const { payAsset, notional } = closed;
    const fee = liquidationFee(market, closed.pool, valuation.instrument, notional, decimals);
    return fee.isZero() ? closed.pool : credited(market, closed.pool, payAsset, fee.negated());
  };
  const measured = (steps: Dec): Parameters<Goal['distance']> => {
    const after = afterwards(steps);
    const valuations = valuePool(market, after);
    return [lineOf(market, after, valuations), valuations];
  };
  return {
    distanceAfter: (steps) => goal.distance(...measured(steps)),
    restores: (steps) => goal.isMet(...measured(steps)),
  };
}

/** The smallest restoring number of steps in [low, high], over which the distance is concave. */
function firstRestoring(trial: ClosingTrial, low: Dec, high: Dec): Dec | undefined {
  if (trial.restores(low)) return low;
  if (trial.restores(high)) return bisect(trial.restores, low, high);
  const peak = highest(trial.distanceAfter, low, high);
  return trial.restores(peak) ? bisect(trial.restores, low, peak) : undefined;
}

/** The smallest integer above `low` that restores, given that `high` does and `low` does not. */
function bisect(restores: ClosingTrial['restores'], low: Dec, high: Dec): Dec {
  let below = low;
  let above = high;
  while (above.minus(below).gt(ONE)) {
    const middle = wholeQuotient(above.plus(below), new Dec(2));
    if (restores(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** Where a concave function of an integer is highest. */
function highest(distanceAfter: ClosingTrial['distanceAfter'], low: Dec, high: Dec): Dec {
  let below = low;
  let above = high;
  while (above.gt(below)) {
    const middle = wholeQuotient(above.plus(below), new Dec(2));
    const rises = distanceAfter(middle.plus(ONE)).cmp(distanceAfter(middle)) > 0;
    if (rises) below = middle.plus(ONE);
    else above = middle;
  }
  return below;
}
