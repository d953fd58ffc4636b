import { processorTime } from '../clock.js';
import { inThousands, type Figure } from '../report.js';
import { mean, told, type Bed } from './bed.js';
import { recomputeInC } from './compare-c.js';
import { floatsFigure } from './floats.js';
import { ticksOfOne } from './path.js';

const ONE_SYMBOL = { ticks: 2_000, seed: 5 };
const SWEEPS = 7;

/**
 * What the largest book can tell besides its batches.
 * @param calm milliseconds of a calm batch of it
 * @param plain milliseconds that decimal.js needs for one account
 */
export function* largestFigures(bed: Bed, calm: number, plain: number): Generator<Figure> {
  const { count } = bed.book;
  const of = inThousands(count);
  yield {
    what: `decimal.js naive / calm batch, ${of}`,
    value: (plain * count) / calm,
    unit: 'x',
    target: { least: 100_000 },
    note: 'decimal.js was measured in the smaller book above and scaled by count',
  };
  yield* besideC(bed, calm);
  const one = bed.run(ticksOfOne(bed.market, bed.prices, 0, ONE_SYMBOL));
  yield {
    what: `tick of the most-held symbol, ${of}`,
    value: mean(one.times) * 1000,
    unit: 'us',
    target: { most: 15, aim: 10 },
    note: told(one),
  };
  yield {
    what: `commit of an account from its exact view, ${of}`,
    value: (bed.building / count) * 1000,
    unit: 'us',
    target: { most: 0.6, aim: 0.5 },
  };
  yield floatsFigure(bed.market, bed.book);
}

/** A sweep of everybody, and a calm batch, beside a full recompute in C. */
function* besideC({ market, book, watch }: Bed, calm: number): Generator<Figure> {
  const of = inThousands(book.count);
  const inNanoseconds = (batch: number): number => (batch / book.count) * 1e6;
  const sweeps = Array.from({ length: SWEEPS }, () => {
    const start = processorTime();
    watch.sweep();
    return processorTime() - start;
  });
  const sweep = sweeps.sort((a, b) => a - b)[Math.floor(SWEEPS / 2)]!;
  const target = { most: 50, aim: 45 };
  yield { what: `sweep, a pool, ${of}`, value: inNanoseconds(sweep), unit: 'ns', target };
  const c = recomputeInC(market, book);
  if (c === undefined) {
    process.stderr.write('skipped: the comparison with C, as there is no gcc\n');
    return;
  }
  const note = `a batch takes ${c.batch.toFixed(2)} ms; ${c.uncertain} pools are uncertain`;
  yield { what: `C filter, a pool, ${of}`, value: inNanoseconds(c.batch), unit: 'ns', note };
  const common = { unit: 'x' };
  const swept = { value: sweep / c.batch, target: { most: 2 } };
  yield { what: `sweep / C filter, ${of}`, ...swept, ...common };
  const recomputed = { value: c.batch / calm, target: { least: 100 } };
  yield { what: `C full recompute / calm batch, ${of}`, ...recomputed, ...common };
}
