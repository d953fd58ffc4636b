import { inThousands, type Figure } from '../report.js';
import type { Armed } from './accounts.js';
import { Bed, mean, told, type Timing } from './bed.js';
import { drawBook } from './book.js';
import { largestFigures } from './largest.js';
import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import type { BenchMarket } from './market.js';
import { ticksOf } from './path.js';

const SIZES = [10_000, 100_000, 1_000_000];
const ORDINARY = 0.3;
const STRESSED = 0.05;
const WARM_UP = { ticks: 200, seed: 4 };
const CALM = { ticks: 2_000, seed: 5 };
const ROUGH = { ticks: 400, seed: 6, volatility: 5 };
/** Of the books that are drawn in another way. */
const MIDDLE = 100_000;

interface Means {
  readonly size: number;
  readonly calm: number;
  readonly rough: number;
}

/**
 * Batches of all factors every second in books of each size, and what else the largest can tell.
 * @param plain milliseconds that decimal.js needs for one account
 */
export function* calmFigures(
  market: BenchMarket,
  accounts: number,
  plain: number,
): Generator<Figure> {
  const sizes = SIZES.filter((size) => size <= accounts);
  const means: Means[] = [];
  for (const size of sizes) {
    const bed = warmed(bedOf(market, size, ORDINARY));
    const calm = bed.run(ticksOf(market, bed.prices, CALM));
    const of = inThousands(size);
    yield batchFigure(`calm batch, ${of}`, calm, { most: 0.1, aim: 0.05 });
    if (size === sizes.at(-1)) yield* largestFigures(bed, mean(calm.times), plain);
    const rough = bed.run(ticksOf(market, bed.prices, ROUGH));
    yield batchFigure(`five times the volatility, ${of}`, rough);
    means.push({ size, calm: mean(calm.times), rough: mean(rough.times) });
  }
  yield* growth(means);
  const middle = Math.min(accounts, MIDDLE);
  const stressed = warmed(bedOf(market, middle, STRESSED));
  const calm = stressed.run(ticksOf(market, stressed.prices, CALM));
  yield batchFigure(`calm batch, stressed book, ${inThousands(middle)}`, calm);
  const alert = warmed(bedOf(market, middle, ORDINARY, 'alerts'));
  const told = alert.run(ticksOf(market, alert.prices, CALM));
  yield batchFigure(`calm batch, alert lines on both sides, ${inThousands(middle)}`, told);
}

function bedOf(market: BenchMarket, count: number, slack: number, armed?: Armed): Bed {
  return new Bed(market, drawBook(market, { count, seed: 2, slack }), new TriggerWatch(), armed);
}

/** After it has run long enough to be compiled. */
function warmed(bed: Bed): Bed {
  bed.run(ticksOf(bed.market, bed.prices, WARM_UP));
  return bed;
}

function batchFigure(what: string, timing: Timing, target?: Figure['target']): Figure {
  const figure = { what, value: mean(timing.times), unit: 'ms', note: told(timing) };
  return target === undefined ? figure : { ...figure, target };
}

/** The exponents with which the mean of a batch grows with the book. */
function* growth(means: readonly Means[]): Generator<Figure> {
  const [small, large] = [means[0], means.at(-1)];
  if (small === undefined || large === undefined || small === large) return;
  const ratio = Math.log(large.size / small.size);
  const span = `${inThousands(small.size)} to ${inThousands(large.size)}`;
  const exponent = (of: 'calm' | 'rough'): number => Math.log(large[of] / small[of]) / ratio;
  const common = { unit: 'exponent' };
  const calm = { value: exponent('calm'), target: { most: 0.2, aim: 0 } };
  yield { what: `growth of a calm batch, ${span}`, ...calm, ...common };
  const rough = { value: exponent('rough'), target: { most: 0.6, aim: 0.45 } };
  yield { what: `growth at five times the volatility, ${span}`, ...rough, ...common };
}
