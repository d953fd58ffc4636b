import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Dec } from '../../../domain/index.js';
import type { Factor, PriceTrigger, TrailingTrigger } from '../../../src/ports/watch.js';
import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import { inThousands, type Figure } from '../report.js';
import { idOf } from './accounts.js';
import { Bed } from './bed.js';
import { drawBook } from './book.js';
import { SYMBOLS, sixDigits, type BenchMarket } from './market.js';
import { tickAt } from './path.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that live on the heap and in buffers, after what is not needed was let go. */
export function bytesHeld(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Of each account that only its triggers are measured of. */
const TRIGGERS = 8;

/** What the watch keeps of an account with five positions and collateral in settlement. */
export function* memoryFigures(market: BenchMarket, count: number): Generator<Figure> {
  const book = drawBook(market, { count, seed: 2, slack: 0.3, positions: 5 });
  const before = bytesHeld();
  const bed = new Bed(market, book, new TriggerWatch(), 'alerts');
  const value = (bytesHeld() - before) / count;
  yield {
    what: 'memory of an account of 5 positions, lines on both sides armed',
    value,
    unit: 'bytes',
    target: { most: 256, aim: 207 },
    note: `heap and buffers of the process, ${inThousands(bed.book.count)} accounts, ids included`,
  };
  yield triggerFigure(market, count, 'stop at a price', (factor, price) => ({
    factor,
    when: 'at-or-below',
    price: new Dec(sixDigits(price * 0.9)),
  }));
  yield triggerFigure(market, count, 'trailing stop', (factor, price) => ({
    factor,
    side: 'long',
    best: new Dec(price),
    distance: { percent: new Dec(10) },
  }));
}

type Trigger = PriceTrigger | TrailingTrigger;

function triggerFigure(
  market: BenchMarket,
  count: number,
  what: string,
  triggerOf: (factor: Factor, price: number) => Trigger,
): Figure {
  const { factors, prices } = market;
  const before = bytesHeld();
  const watch = new TriggerWatch();
  watch.onPrices(tickAt(market, prices).prices);
  for (let account = 0; account < count; account += 1) {
    const triggers = Array.from({ length: TRIGGERS }, (_, index) => {
      const symbol = (account * 7 + index * 31) % SYMBOLS;
      return triggerOf(factors[symbol]!, prices[symbol]!);
    });
    watch.commit({ account: idOf(account), lines: [], triggers, exactOn: [] });
  }
  const held = bytesHeld() - before;
  return {
    what: `memory of a protective trigger, ${what}`,
    value: held / watch.counts.triggers,
    unit: 'bytes',
    note: `${TRIGGERS} of each of ${inThousands(count)} accounts, whose ids are counted in`,
  };
}
