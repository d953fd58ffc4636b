import { Dec } from '../../../domain/index.js';
import type { Candle, PriceSeries } from './price-file.js';

/** Which prices inside a candle become marks. `ohlc` is an assumption about their order. */
export type PricePath = 'close' | 'ohlc';

/** One batch of marks, judged once. */
export interface MarkBatch {
  readonly at: number;
  readonly marks: Readonly<Record<string, string>>;
}

/** How many batches of marks a series gives. */
export function batchCount({ batches }: PriceSeries, path: PricePath): number {
  return batches.length * (path === 'close' ? 1 : 4);
}

/**
 * The marks of a series in order of time. `close`: one batch per candle, when it closes. `ohlc`:
 * four, one at the end of each quarter of the candle, on one clock for all symbols: the open, then
 * low and high if the close is not below the open, else high and low, then the close.
 */
export function* markPath({ batches, step }: PriceSeries, path: PricePath): Generator<MarkBatch> {
  for (const { time, candles } of batches) {
    if (path === 'close') {
      yield { at: time + step, marks: pick(candles, ({ close }) => close) };
      continue;
    }
    for (let part = 0; part < 4; part += 1) {
      const at = time + Math.floor((step * (part + 1)) / 4);
      yield { at, marks: pick(candles, (candle) => ordered(candle)[part]!) };
    }
  }
}

function ordered({ open, high, low, close }: Candle): readonly string[] {
  return new Dec(close).gte(open) ? [open, low, high, close] : [open, high, low, close];
}

function pick(
  candles: ReadonlyMap<string, Candle>,
  price: (candle: Candle) => string,
): Record<string, string> {
  return Object.fromEntries([...candles].map(([symbol, candle]) => [symbol, price(candle)]));
}
