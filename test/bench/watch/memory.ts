import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inThousands, type Figure } from '../report.js';
import { Bed } from './bed.js';
import { drawBook } from './book.js';
import { TriggerWatch } from '../../../src/watch/trigger-watch.js';
import type { BenchMarket } from './market.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that live on the heap and in buffers, after what is not needed was let go. */
export function bytesHeld(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

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
}
