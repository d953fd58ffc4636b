import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import { processorTimeOf } from '../clock.js';
import { inThousands, type Figure } from '../report.js';
import { idOf } from './accounts.js';
import type { Book } from './book.js';
import { SYMBOLS, type BenchMarket } from './market.js';
import { tickAt } from './path.js';

/** Lines are drawn up in lots, and again in the same place: collecting them is not building. */
const LOT = 10_000;

/** The index of a book built from floats: what a commit takes once its account has been read. */
export function floatsFigure(market: BenchMarket, book: Book): Figure {
  const watch = new TriggerWatch();
  watch.onPrices(tickAt(market, market.prices).prices);
  const numbers = market.factors.map((factor) => watch.factorNumber(factor)!);
  const schedules = market.factors.map((_, index) =>
    watch.scheduleNumber(index < SYMBOLS ? market.pieces[index] : undefined)!,
  );
  const lot = Array.from({ length: LOT }, () => ({
    id: '',
    line: {
      constant: 0,
      below: 1,
      above: NaN,
      factors: [] as number[],
      slopes: [] as number[],
      schedules: [] as number[],
    },
  }));
  let building = 0;
  for (let from = 0; from < book.count; from += LOT) {
    const drawn = lot.slice(0, book.count - from);
    for (const [index, account] of drawn.entries()) {
      const { line } = account;
      account.id = idOf(from + index);
      line.constant = book.constant[from + index]!;
      for (const list of [line.factors, line.slopes, line.schedules]) list.length = 0;
      for (let at = book.offsets[from + index]!; at < book.offsets[from + index + 1]!; at += 1) {
        line.factors.push(numbers[book.factor[at]!]!);
        line.slopes.push(book.slope[at]!);
        line.schedules.push(schedules[book.factor[at]!]!);
      }
    }
    building += processorTimeOf(() => {
      for (const { id, line } of drawn) watch.commitFloats(id, line);
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
