import { Dec } from '../../../domain/index.js';
import type { Factor, FactorPrices } from '../../../src/ports/watch.js';
import { SeededRandom } from '../../../src/generate/seeded-random.js';
import { sixDigits, type BenchMarket } from './market.js';

const SECONDS_PER_YEAR = 365.25 * 24 * 3600;
/** The share of each variance that one common factor explains. */
const COMMON_SHARE = 0.6;

/** How a market moves from second to second. */
export interface Weather {
  readonly ticks: number;
  readonly seed: number;
  /** Volatility as a multiple of the ordinary; default 1. */
  readonly volatility?: number;
  /** By what share all prices fall over the whole of it; default none. */
  readonly fall?: number;
}

/** All prices after a tick: exact ones for the watch, floats for whoever looks on. */
export interface Tick {
  readonly prices: FactorPrices;
  readonly floats: Float64Array;
}

/** Every factor moves every second, from the prices given on, which are left as they are. */
export function* ticksOf(
  market: BenchMarket,
  from: Float64Array,
  { ticks, seed, volatility = 1, fall = 0 }: Weather,
): Generator<Tick> {
  const random = new SeededRandom(seed);
  const drift = Math.log(1 - fall) / ticks;
  const floats = Float64Array.from(from);
  const deviations = market.volatility.map(
    (yearly) => (volatility * yearly) / Math.sqrt(SECONDS_PER_YEAR),
  );
  const [shared, own] = [Math.sqrt(COMMON_SHARE), Math.sqrt(1 - COMMON_SHARE)];
  for (let tick = 0; tick < ticks; tick += 1) {
    const common = random.normal();
    for (const [index, deviation] of deviations.entries()) {
      const move = drift + deviation * (shared * common + own * random.normal());
      floats[index] = floats[index]! * Math.exp(move);
    }
    yield tickAt(market, floats);
  }
}

/** One tick of all factors to those prices, printed with six digits. */
export function tickAt({ factors }: BenchMarket, at: Float64Array): Tick {
  const floats = at.map(sixDigits);
  const prices = new Map<Factor, Dec>();
  for (const [index, factor] of factors.entries()) prices.set(factor, new Dec(floats[index]!));
  return { prices, floats };
}

/** Ticks of one factor alone, at the volatility of a second. */
export function* ticksOfOne(
  market: BenchMarket,
  from: Float64Array,
  index: number,
  { ticks, seed }: Weather,
): Generator<Tick> {
  const random = new SeededRandom(seed);
  const floats = Float64Array.from(from);
  const deviation = market.volatility[index]! / Math.sqrt(SECONDS_PER_YEAR);
  for (let tick = 0; tick < ticks; tick += 1) {
    floats[index] = sixDigits(floats[index]! * Math.exp(deviation * random.normal()));
    const prices = new Map([[market.factors[index]!, new Dec(floats[index])]]);
    yield { prices, floats };
  }
}
