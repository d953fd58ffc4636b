import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import { processorTime } from '../clock.js';
import { inThousands, type Figure } from '../report.js';
import { idOf } from './accounts.js';
import type { Book } from './book.js';
import { SYMBOLS, type BenchMarket } from './market.js';
import { tickAt } from './path.js';

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
  const lines = Array.from({ length: book.count }, (_, account) => {
    const [from, to] = [book.offsets[account]!, book.offsets[account + 1]!];
    return {
      constant: book.constant[account]!,
      below: 1,
      above: NaN,
      factors: factors.subarray(from, to),
      slopes: book.slope.subarray(from, to),
      schedules: pieces.subarray(from, to),
    };
  });
  const ids = lines.map((_, account) => idOf(account));
  const start = processorTime();
  for (const [account, line] of lines.entries()) watch.commitFloats(ids[account]!, line);
  const building = processorTime() - start;
  return {
    what: `commit of an account from floats, ${inThousands(book.count)}`,
    value: (building / book.count) * 1000,
    unit: 'us',
    target: { most: 0.6, aim: 0.5 },
    note: 'index building alone: all that a commit does once the account has been read',
  };
}
