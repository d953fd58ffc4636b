import { type Dec, Rational, ZERO } from '../kernel/index.js';
import {
  instrumentIn,
  markOf,
  type Instrument,
  type Market,
  type PriceRounding,
} from '../market/index.js';
import { entryPriceOf, type Position } from '../position/index.js';
import { breachedAt, firstCrossing, type BreachedAt, type Direction } from './crossing.js';
import type { MarginPool } from './pool.js';
import { priceLine, type PriceLine } from './pool-line.js';
import { isMeasuredWhole } from './portfolio/pool-risk.js';
import { valuePool } from './value-pool.js';

/** Where a position's price meets the line of its pool. */
export interface PriceAnswer {
  /** The exact price, before buffer and rounding; null when no positive price reaches the line. */
  readonly exact: Rational | null;
  /** The pool was on the wrong side already: the price is where it would be safe again. */
  readonly alreadyBreached: boolean;
}

/**
 * The price of the position's instrument at which its pool would be breached, all other marks and
 * all rates held still, every position of the instrument in the pool moving together and tiers
 * re-selected at the solution. Healthy pool: the nearest price against the position; if there is
 * none, the nearest on the other side. Breached pool: the nearest at which it would cease to be.
 * A pool that is measured as a whole has none: see its scenario table.
 * @example
 * // With the engine of the example of `MarginEngine`:
 * const alice = (await engine.account('alice'))!;
 * const pool = marginPool(alice, engine.market, 'cross');
 * // 290 + 2 x (P - 1000) = 0.05 x 2 x P
 * liquidationPrice(engine.market, pool, pool.positions[0]!).exact; // => '900'
 */
export function liquidationPrice(
  market: Market,
  pool: MarginPool,
  position: Position,
): PriceAnswer {
  const { boundary, liquidation } = market.configuration;
  if (isMeasuredWhole(market, pool, valuePool(market, pool))) {
    return { exact: null, alreadyBreached: false };
  }
  const breached: BreachedAt = boundary === 'below' ? (sign) => sign < 0 : (sign) => sign <= 0;
  return priceAtLine(market, pool, position, liquidation.trigger, breached);
}

/** The price at which the pool's equity would be zero; fees left out, never rounded. */
export function equityZeroPrice(market: Market, pool: MarginPool, position: Position): PriceAnswer {
  return priceAtLine(market, pool, position, ZERO, (sign) => sign <= 0);
}

function priceAtLine(
  market: Market,
  pool: MarginPool,
  position: Position,
  ratio: Dec,
  breached: BreachedAt,
): PriceAnswer {
  const instrument = instrumentIn(market, position.instrument);
  const line = priceLine(market, pool, instrument.id, ratio);
  const start = toVariable(instrument, presentPrice(market, instrument, position));
  if (start.sign() <= 0) return { exact: null, alreadyBreached: false };
  const alreadyBreached = breachedAt(line, start, breached);
  const crossing = alreadyBreached
    ? nearestCure(line, start, breached, instrument)
    : nearestBreach(line, start, breached, adverse(instrument, position));
  const exact = crossing === null ? null : toVariable(instrument, crossing);
  return { exact, alreadyBreached };
}

function presentPrice(market: Market, instrument: Instrument, position: Position): Rational {
  const mark = markOf(market, instrument.id);
  return mark === undefined ? entryPriceOf(instrument, position) : Rational.ofDecimal(mark);
}

/** The variable of the line is the price, or its reciprocal in inverse contracts, and back. */
export function toVariable(instrument: Instrument, price: Rational): Rational {
  return instrument.kind === 'inverse' && price.sign() !== 0 ? Rational.ONE.over(price) : price;
}

/** The direction along the variable in which the position loses. */
function adverse(instrument: Instrument, { side }: Position): Direction {
  const falls = (side === 'long') !== (instrument.kind === 'inverse');
  return falls ? 'down' : 'up';
}

function nearestBreach(
  line: PriceLine,
  start: Rational,
  breached: BreachedAt,
  against: Direction,
): Rational | null {
  const other = against === 'up' ? 'down' : 'up';
  return (
    firstCrossing(line, start, against, breached, false) ??
    firstCrossing(line, start, other, breached, false)
  );
}

function nearestCure(
  line: PriceLine,
  start: Rational,
  breached: BreachedAt,
  instrument: Instrument,
): Rational | null {
  const up = firstCrossing(line, start, 'up', breached, true);
  const down = firstCrossing(line, start, 'down', breached, true);
  if (up === null || down === null) return up ?? down;
  const price = toVariable(instrument, start);
  const far = (x: Rational) => toVariable(instrument, x).minus(price).abs();
  return far(down).cmp(far(up)) <= 0 ? down : up;
}

/**
 * The price as reported: moved toward the entry by the configured buffer, then rounded where the
 * configuration says so. The trigger itself never moves.
 */
export function reportedLiquidationPrice(
  market: Market,
  position: Position,
  exact: Rational,
): Rational {
  const { liquidationPriceBuffer: buffer, liquidationPriceRounding } = market.configuration;
  const instrument = instrumentIn(market, position.instrument);
  const entry = entryPriceOf(instrument, position);
  const moved = buffer.isZero()
    ? exact
    : exact.plus(entry.minus(exact).times(Rational.ofDecimal(buffer)));
  return roundedPrice(moved, entry, liquidationPriceRounding, instrument.tick);
}

function roundedPrice(
  price: Rational,
  entry: Rational,
  rounding: PriceRounding,
  tick: Dec | undefined,
): Rational {
  if (rounding === 'none') return price;
  if (typeof rounding === 'object') {
    return Rational.ofDecimal(price.toDecimal(rounding.decimals, rounding.rounding));
  }
  if (tick === undefined) return price;
  if (rounding === 'one-tick-early') return oneTickEarly(price, entry, tick);
  const upward = rounding === 'up' || (rounding === 'toward-entry' && price.cmp(entry) < 0);
  const step = Rational.ofDecimal(tick);
  const steps = price.over(step).toDecimal(0, upward ? 'ceiling' : 'floor');
  return Rational.ofDecimal(steps.times(tick));
}

/** One tick nearer to the entry, which it never passes. */
function oneTickEarly(price: Rational, entry: Rational, tick: Dec): Rational {
  const step = Rational.ofDecimal(tick);
  if (price.cmp(entry) < 0) {
    const early = price.plus(step);
    return early.cmp(entry) < 0 ? early : entry;
  }
  const early = price.minus(step);
  return early.cmp(entry) > 0 ? early : entry;
}
