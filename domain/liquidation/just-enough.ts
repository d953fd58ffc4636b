import {
  Dec,
  type Exact,
  ONE,
  Rational,
  ZERO,
  maxOf,
  minOf,
  wholeQuotient,
} from '../kernel/index.js';
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
import { riskLimits } from './risk-limits.js';

/** What closing leads to: how far the pool is from the goal then, and whether it is there. */
export interface Closed {
  readonly distance: Exact;
  readonly restored: boolean;
}

/**
 * Tries closing a number of steps; undefined where that cannot be done. Within a tier the distance
 * is concave in the steps.
 */
export type ClosingTrial = (steps: Dec) => Closed | undefined;

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
  const bends = riskLimits(valuePool(market, pool), valuation);
  return leastClosing(valuation, trial, bends) ?? valuation.position.quantity;
}

/**
 * The smallest quantity whose closing restores, in whole lots; undefined when none does.
 * Requirements are convex in the size within a tier, so the distance to the goal is concave in the
 * closed quantity there and each tier is searched by narrowing, smallest quantity first. Between
 * whole tiers it jumps, so each starts anew.
 * @param bends quantities at which the requirement of the pool as a whole is not convex
 */
export function leastClosing(
  valuation: Valuation,
  trial: ClosingTrial,
  bends: readonly Rational[] = [],
): Dec | undefined {
  const { position, instrument } = valuation;
  const step = stepOf(instrument);
  const most = wholeQuotient(position.quantity, step);
  let low = ONE;
  for (const bound of [...tierBounds(valuation, step, bends), most]) {
    const high = minOf(bound, most);
    if (high.lt(low)) continue;
    const found = firstRestoring(trial, low, high);
    if (found !== undefined) return minOf(found.times(step), position.quantity);
    low = high.plus(ONE);
  }
  return undefined;
}

/** The greatest number of steps that leaves the position in each tier, highest tier first. */
function tierBounds(valuation: Valuation, step: Dec, bends: readonly Rational[]): Dec[] {
  const quantity = Rational.ofDecimal(valuation.position.quantity);
  const size = Rational.ofDecimal(step);
  const limits = [...tierLimits(valuation), ...bends].sort((a, b) => a.cmp(b));
  return limits.map((limit) => quantity.minus(limit).over(size).toDecimal(0, 'floor')).reverse();
}

function trialOf(market: Market, pool: MarginPool, valuation: Valuation, goal: Goal): ClosingTrial {
  const step = stepOf(valuation.instrument);
  const decimals = bookedDecimals(market, valuation.instrument.payAsset);
  const afterwards = (steps: Dec): MarginPool => {
    const quantity = steps.times(step);
    const closed = closedAtMark(market, pool, valuation.position, quantity, decimals);
    const { payAsset, notional } = closed;
    const fee = liquidationFee(
      market,
      () => closed.pool,
      valuation.instrument,
      () => notional,
      decimals,
    );
    return fee.isZero() ? closed.pool : credited(market, closed.pool, payAsset, fee.negated());
  };
  return (steps) => {
    const after = afterwards(steps);
    const valuations = valuePool(market, after);
    const line = lineOf(market, after, valuations);
    return {
      distance: goal.distance(line, valuations),
      restored: goal.isMet(line, valuations),
    };
  };
}

/** The smallest restoring number of steps in [low, high], over which the distance is concave. */
function firstRestoring(trial: ClosingTrial, low: Dec, high: Dec): Dec | undefined {
  const least = trial(low);
  if (least?.restored === true) return low;
  const most = trial(high);
  if (most?.restored === true) return narrowed(trial, [low, least], [high, most]);
  const peak = highest(trial, low, high);
  const best = trial(peak);
  return best?.restored === true ? narrowed(trial, [low, least], [peak, best]) : undefined;
}

/** A number of steps and what it leads to. */
type Point = readonly [Dec, Closed | undefined];

const TWO = new Dec(2);

/**
 * The smallest restoring number of steps, given one that does not restore and a larger one that
 * does. The line between the two is followed to the goal, which within a tier is nearly where it
 * lies; every other step halves what is left, so that a curved distance costs no more than that.
 */
function narrowed(trial: ClosingTrial, below: Point, above: Point): Dec {
  let [low, high] = [below, above];
  for (let halves = false; high[0].minus(low[0]).gt(ONE); halves = !halves) {
    const middle = wholeQuotient(high[0].plus(low[0]), TWO);
    const steps = halves ? middle : (onTheLine(low, high) ?? middle);
    const here: Point = [steps, trial(steps)];
    if (here[1]?.restored === true) high = here;
    else low = here;
    // Where the guess was right the answer is its neighbour.
    const next = here === high ? steps.minus(ONE) : steps.plus(ONE);
    if (halves || next.lte(low[0]) || next.gte(high[0])) continue;
    const beside: Point = [next, trial(next)];
    if (beside[1]?.restored === true) high = beside;
    else low = beside;
  }
  return high[0];
}

/** Digits that are enough to guess with. */
const GUESS_DIGITS = 30;

/** Where the straight line between two points meets the goal, strictly between them. */
function onTheLine([low, under]: Point, [high, over]: Point): Dec | undefined {
  if (under === undefined || over === undefined) return undefined;
  const rise = over.distance.minus(under.distance).rounded(GUESS_DIGITS, 'up');
  if (rise.lte(ZERO)) return undefined;
  const missing = under.distance.negated().rounded(GUESS_DIGITS, 'up');
  const guess = low.plus(wholeQuotient(high.minus(low).times(missing), rise));
  return minOf(maxOf(guess, low.plus(ONE)), high.minus(ONE));
}

/** Where a concave function of an integer is highest; what cannot be tried counts as lowest. */
function highest(trial: ClosingTrial, low: Dec, high: Dec): Dec {
  const rises = (steps: Dec): boolean => {
    const after = trial(steps.plus(ONE));
    const before = trial(steps);
    if (after === undefined || before === undefined) return before === undefined;
    return after.distance.cmp(before.distance) > 0;
  };
  if (low.lt(high) && rises(high.minus(ONE))) return high;
  let below = low;
  let above = high;
  while (above.gt(below)) {
    const middle = wholeQuotient(above.plus(below), TWO);
    if (rises(middle)) below = middle.plus(ONE);
    else above = middle;
  }
  return below;
}
