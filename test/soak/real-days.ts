import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Dec } from '../../domain/index.js';
import {
  readPriceFile,
  type Candle,
  type PriceSeries,
} from '../../src/adapters/market-files/price-file.js';
import type { SeededRandom } from '../../src/generate/seeded-random.js';
import { sharedPath } from '../support/shared-material.js';
import { drawContract, indexOf, type Contract } from './contracts.js';
import type { Prices, SoakMarket } from './market.js';

/** Where recorded days of crashes lie, beside the checkout. */
export const DAYS = 'data/crashes';

/** The recorded days, in the order of their names. */
export async function readDays(): Promise<PriceSeries[]> {
  const folder = sharedPath(DAYS);
  const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return Promise.all(files.sort().map((name) => readPriceFile(join(folder, name))));
}

const ORDER: readonly (keyof Candle)[] = ['open', 'low', 'high', 'close'];

/** A recorded day: four batches a candle, from a candle drawn on to the end of the record. */
export function realDay(series: PriceSeries, random: SeededRandom): SoakMarket {
  const contracts = new Map<string, Contract>();
  for (const symbol of series.symbols) contracts.set(symbol, drawContract(random, symbol));
  const { batches } = series;
  let at = random.integer(0, Math.floor(batches.length / 2));
  let inside = 0;
  let first = true;
  return {
    name: `day ${series.file}`,
    style: { sizes: 'short', notional: 2_000, aimed: 0.3 },
    contracts: [...contracts.values()],
    next: () => {
      const batch = batches[at];
      if (batch === undefined) return undefined;
      const prices: Prices = new Map();
      if (first) prices.set('rate:USDT', new Dec(1)).set('rate:BTC', new Dec(50_000));
      for (const [symbol, candle] of batch.candles) {
        const contract = contracts.get(symbol)!;
        const price = new Dec(candle[ORDER[inside]!]);
        prices.set(contract.mark, price);
        if (contract.basis === 'index') prices.set(indexOf(contract), price);
        if (symbol === 'BTCUSDT') prices.set('rate:BTC', price);
      }
      first = false;
      inside = (inside + 1) % ORDER.length;
      if (inside === 0) at += 1;
      return prices;
    },
  };
}
