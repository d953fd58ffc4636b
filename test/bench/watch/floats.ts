import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import { processorTimeOf } from '../clock.js';
import { inThousands, type Figure } from '../report.js';
import { idOf } from './accounts.js';
import type { Book } from './book.js';
import { SYMBOLS, type BenchMarket } from './market.js';
import { tickAt } from './path.js';

/** Lines are drawn up in lots, so that a million of them do not burden the collector. */
const LOT = 10_000;

/** The index of a book built from floats: what a commit takes once its account has been read. */
export function floatsFigure(market: BenchMarket, book: Book): Figure {
  const watch = new TriggerWatch();
  watch.onPrices(tickAt(market, market.prices).prices);
  const numbers = market.factors.map((factor) => watch.factorNumber(factor)!);
  const schedules = market.factors.map((_, index) =>
    watch.scheduleNumber(index < SYMBOLS ? market.pieces[index] : undefined)!,
  );
  const factors = book.factor.map((index) => numbers[index]!);
  const pieces = book.factor.map((index) => schedules[index]!);
  let building = 0;
  for (let from = 0; from < book.count; from += LOT) {
    const length = Math.min(LOT, book.count - from);
    const lines = Array.from({ length }, (_, index) => {
      const account = from + index;
      const [first, end] = [book.offsets[account]!, book.offsets[account + 1]!];
      const line = {
        constant: book.constant[account]!,
        below: 1,
        above: NaN,
        factors: factors.subarray(first, end),
        slopes: book.slope.subarray(first, end),
        schedules: pieces.subarray(first, end),
      };
      return [idOf(account), line] as const;
    });
    building += processorTimeOf(() => {
      for (const [id, line] of lines) watch.commitFloats(id, line);
    });
  }
  // The first batch puts in order what was added, which is a part of building.
  building += processorTimeOf(() => watch.onPrices(new Map()));
  return {
    what: `commit of an account from floats, ${inThousands(book.count)}`,
    value: (building / book.count) * 1000,
    unit: 'us',
    target: { most: 0.6, aim: 0.5 },
    note: 'index building alone: all that a commit does once the account has been read',
  };
}
