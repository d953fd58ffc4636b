import { Dec } from '../../../domain/index.js';
import { MemoryJournal } from '../../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule, type Command } from '../../../src/index.js';
import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import { processorTime } from '../clock.js';
import { inThousands, type Figure } from '../report.js';
import { idOf } from './accounts.js';
import { drawBook, type Book } from './book.js';
import { SYMBOLS, sixDigits, termsOf, type BenchMarket } from './market.js';

/** Accounts that are imported with one append. */
const LOT = 500;
const GAP = 0.9;

/** A gap of -10 % through a whole engine: everybody who is breached is closed, with events. */
export async function* liquidationFigures(
  market: BenchMarket,
  count: number,
): AsyncGenerator<Figure> {
  const book = drawBook(market, { count, seed: 2, slack: 0.3 });
  const journal = new MemoryJournal();
  const engine = new PlimsollContainer(
    partsModule({ journal, watch: new TriggerWatch() }),
  ).engine();
  await engine.handle({ type: 'setConfiguration', configuration: {} });
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    await engine.handle({ type: 'listInstrument', instrument: termsOf(symbol) });
  }
  await engine.onMarks(marksOf(market.prices));
  for (let from = 0; from < count; from += LOT) {
    const length = Math.min(LOT, count - from);
    const accounts = Array.from({ length }, (_, index) => from + index);
    const answers = await engine.import(accounts.flatMap((at) => commandsOf(market, book, at)));
    const refused = answers.find(({ ok }) => !ok);
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
  }
  const before = journal.envelopes.length;
  const [start, since] = [processorTime(), performance.now()];
  await engine.onMarks(marksOf(market.prices.map((price) => price * GAP)));
  const [value, passed] = [processorTime() - start, performance.now() - since];
  const events = journal.envelopes.slice(before).map(({ event }) => event.type);
  const cases = events.filter((type) => type === 'LiquidationStarted').length;
  yield {
    what: `gap of -10 %, all of the breached liquidated, ${inThousands(count)}`,
    value,
    unit: 'ms',
    note:
      `${passed.toFixed(0)} ms elapsed; ${cases} accounts liquidated with ${events.length} events, ` +
      `${((value / cases) * 1000).toFixed(0)} us each; collateral in USD`,
  };
}

function marksOf(prices: Float64Array): Record<string, string> {
  const marks: Record<string, string> = {};
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    marks[`S${symbol}`] = written(sixDigits(prices[symbol]!));
  }
  return marks;
}

function written(value: number): string {
  return new Dec(value).toFixed();
}

/** Positions at the first prices, and all that backs them in USD. */
function commandsOf(market: BenchMarket, book: Book, index: number): Command[] {
  const account = idOf(index);
  const commands: Command[] = [];
  let equity = book.constant[index]!;
  for (let at = book.offsets[index]!; at < book.offsets[index + 1]!; at += 1) {
    const [factor, slope] = [book.factor[at]!, book.slope[at]!];
    const price = market.prices[factor]!;
    equity += slope * price;
    if (factor >= SYMBOLS) continue;
    commands.push({
      type: 'book',
      account,
      instrument: `S${factor}`,
      side: slope < 0 ? 'short' : 'long',
      quantity: written(Math.abs(slope)),
      entry: written(price),
      mode: 'cross',
    });
  }
  return [{ type: 'balance', account, asset: 'USD', amount: equity.toFixed(4) }, ...commands];
}
