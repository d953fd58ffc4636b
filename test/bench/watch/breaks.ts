import { inThousands, type Figure } from '../report.js';
import { Bed, quantile, told } from './bed.js';
import { drawBook } from './book.js';
import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import type { BenchMarket } from './market.js';
import { tickAt, ticksOf } from './path.js';

/** Fresh books that are broken one after the other, so that the code that breaks them is warm. */
const GAPS = 9;
const CRASHES = 5;
const ORDINARY = 0.3;
const CALM = { ticks: 200, seed: 4 };
const CRASH = { ticks: 120, seed: 8, volatility: 5, fall: 0.25 };
const GAP = 0.9;

/** What the worst moments of an ordinary book take: a gap in one tick, and a crash. */
export function* breakFigures(market: BenchMarket, count: number): Generator<Figure> {
  const book = drawBook(market, { count, seed: 2, slack: ORDINARY });
  const gaps = Array.from({ length: GAPS }, () => {
    const bed = new Bed(market, book, new TriggerWatch());
    bed.run(ticksOf(market, bed.prices, CALM));
    return bed.run([
      tickAt(
        market,
        bed.prices.map((price) => price * GAP),
      ),
    ]);
  });
  const times = Float64Array.from(gaps, ({ times: [time] }) => time!);
  const cold = `the first, before its code was compiled, took ${times[0]!.toFixed(1)} ms`;
  yield {
    what: `gap of -10 % in one tick, candidates known, ${inThousands(count)}`,
    value: quantile(times.sort(), 0.5),
    unit: 'ms',
    target: { most: 6, aim: 5 },
    note: `median of ${GAPS} books; ${cold}; ${gaps[0]!.named} named and breached`,
  };
  const crashes = Array.from({ length: CRASHES }, () => {
    const bed = new Bed(market, book, new TriggerWatch());
    bed.run(ticksOf(market, bed.prices, CALM));
    return bed.run(ticksOf(market, bed.prices, CRASH));
  });
  const worst = Float64Array.from(crashes, (crash) => quantile(crash.times, 0.99)).sort();
  yield {
    what: `crash of 25 % over 120 s, p99 of a batch, ${inThousands(count)}`,
    value: quantile(worst, 0.5),
    unit: 'ms',
    target: { most: 12, aim: 8 },
    note: `median of ${CRASHES} books, of which the first: ${told(crashes[0]!)}`,
  };
}
