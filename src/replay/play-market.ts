import { isoOf, instantOf } from '../../domain/index.js';
import type { FundingStamp } from '../adapters/market-files/funding-file.js';
import { batchCount, markPath, type PricePath } from '../adapters/market-files/mark-path.js';
import type { PriceSeries } from '../adapters/market-files/price-file.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { demandAccepted } from './import-book.js';
import { splitMarks, type MarketSetup } from './market-setup.js';
import type { Progress } from './progress.js';
import type { Tally } from './tally.js';

interface Played {
  readonly engine: MarginEngine;
  readonly tally: Tally;
  readonly setup: MarketSetup;
  readonly series: PriceSeries;
  readonly path: PricePath;
  /** How many accounts the self-audit measures after each batch. */
  readonly audit?: number | undefined;
}

/** Sets the first prices, at which the book comes in. */
export async function openMarket({ engine, tally, setup, series }: Played): Promise<void> {
  const [first] = series.batches;
  if (first === undefined) return;
  tally.beginBatch(first.time);
  const at = isoOf(instantOf(first.time));
  const opening = [...first.candles].map(([symbol, { open }]) => [symbol, open] as const);
  const { marks, rates } = splitMarks(setup, Object.fromEntries(opening));
  const command = { type: 'mark' as const, at, marks, rates: { ...setup.fixedRates, ...rates } };
  demandAccepted([await engine.handle(command)], () => 'the first prices');
}

/** Runs every batch of prices, and each funding payment when it is due. */
export async function playMarket(
  { engine, tally, setup, series, path, audit: accounts }: Played,
  stamps: readonly FundingStamp[],
  progress: Progress,
): Promise<void> {
  const due = [...stamps];
  progress.start('running the market', batchCount(series, path));
  let done = 0;
  for (const batch of markPath(series, path)) {
    tally.beginBatch(batch.at);
    while (due[0] !== undefined && due[0].time <= batch.at) {
      const { time, symbol: instrument, rate, mark } = due.shift()!;
      const priced = mark === undefined ? {} : { mark };
      const at = isoOf(instantOf(Math.max(time, engine.market.now)));
      await engine.handle({ type: 'funding', at, instrument, rate, ...priced });
    }
    const { marks, rates } = splitMarks(setup, batch.marks);
    const at = isoOf(instantOf(batch.at));
    const answer = await engine.handle({ type: 'mark', at, marks, rates });
    demandAccepted([answer], () => `prices of ${at}`);
    if (accounts !== undefined) await engine.audit({ accounts });
    tally.endBatch(engine.fundBalance(setup.configuration.settlement ?? 'USD'));
    done += 1;
    progress.advance(done);
  }
  progress.stop();
}
