import { Dec, type Exact, ONE, Rational, minOf, wholeQuotient } from '../kernel/index.js';
import { bookedDecimals, type Market } from '../market/index.js';
import {
  closedAtMark,
  credited,
  distance,
  measureLine,
  type MarginPool,
  type Valuation,
} from '../margin/index.js';
import { liquidationFee } from './liquidation-fee.js';
import { stepOf, tierLimits } from './quantity-steps.js';

/** Distance to the target after closing a number of steps; the search asks it repeatedly. */
interface Search {
  readonly distanceAfter: (steps: Dec) => Exact;
  readonly restores: (steps: Dec) => boolean;
}

/**
 * The smallest number of lots that restores the target when filled at the mark with the fee paid;
 * the whole position if none does. Requirements are convex in the size within a tier, so the
 * distance to the target is concave in the closed quantity there and each tier is searched by
 * bisection, smallest quantity first. Between whole tiers it jumps, so each starts anew.
 */
export function justEnough(market: Market, pool: MarginPool, valuation: Valuation): Dec {
  const { position, instrument } = valuation;
  const step = stepOf(instrument);
  const search = searchOf(market, pool, valuation, step);
  const most = wholeQuotient(position.quantity, step);
  let low = ONE;
  for (const bound of [...tierBounds(valuation, step), most]) {
    const high = minOf(bound, most);
    if (high.lt(low)) continue;
    const found = firstRestoring(search, low, high);
    if (found !== undefined) return minOf(found.times(step), position.quantity);
    low = high.plus(ONE);
  }
  return position.quantity;
}

/** The greatest number of steps that leaves the position in each tier, highest tier first. */
function tierBounds(valuation: Valuation, step: Dec): Dec[] {
  const quantity = Rational.ofDecimal(valuation.position.quantity);
  const size = Rational.ofDecimal(step);
  return tierLimits(valuation)
    .map((limit) => quantity.minus(limit).over(size).toDecimal(0, 'floor'))
    .reverse();
}

function searchOf(market: Market, pool: MarginPool, valuation: Valuation, step: Dec): Search {
  const { liquidation, boundary } = market.configuration;
  const decimals = bookedDecimals(market, valuation.instrument.payAsset);
  const distanceAfter = (steps: Dec): Exact => {
    const quantity = steps.times(step);
    const closed = closedAtMark(market, pool, valuation.position, quantity, decimals);
    const { payAsset, notional } = closed;
    const fee = liquidationFee(market, closed.pool, payAsset, notional, decimals);
    const after = fee.isZero()
      ? closed.pool
      : credited(market, closed.pool, payAsset, fee.negated());
    return distance(measureLine(market, after), liquidation.target);
  };
  const restores = (steps: Dec): boolean => {
    const sign = distanceAfter(steps).sign();
    return boundary === 'below' ? sign >= 0 : sign > 0;
  };
  return { distanceAfter, restores };
}

/** The smallest restoring number of steps in [low, high], over which the distance is concave. */
function firstRestoring(search: Search, low: Dec, high: Dec): Dec | undefined {
  if (search.restores(low)) return low;
  if (search.restores(high)) return bisect(search.restores, low, high);
  const peak = highest(search.distanceAfter, low, high);
  return search.restores(peak) ? bisect(search.restores, low, peak) : undefined;
}

/** The smallest integer above `low` that restores, given that `high` does and `low` does not. */
function bisect(restores: Search['restores'], low: Dec, high: Dec): Dec {
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
function highest(distanceAfter: Search['distanceAfter'], low: Dec, high: Dec): Dec {
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
