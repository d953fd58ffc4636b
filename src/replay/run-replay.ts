import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isoOf, instantOf } from '../../domain/index.js';
import { FileJournal } from '../adapters/file-journal.js';
import { FixedClock } from '../adapters/fixed-clock.js';
import { readFundingFile, type FundingStamp } from '../adapters/market-files/funding-file.js';
import { batchCount, markPath } from '../adapters/market-files/mark-path.js';
import { readPriceFile, type PriceSeries } from '../adapters/market-files/price-file.js';
import { readTierFile } from '../adapters/market-files/tier-file.js';
import { SimulatedVenue } from '../adapters/simulated-venue.js';
import type { Command } from '../application/commands.js';
import type { Answer } from '../application/answer.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../di/index.js';
import type { EngineState } from '../application/state.js';
import { choosePreset } from '../presets/index.js';
import type { BookAccount } from './book-format.js';
import { CoverHistogram } from './cover-histogram.js';
import { marketSetup, type MarketSetup } from './market-setup.js';
import { readBook, type Book } from './read-book.js';
import type { ReplayOptions } from './replay-options.js';
import { Tally } from './tally.js';

/** Told how far a run is. */
export interface Progress {
  start(stage: string, total: number): void;
  advance(done: number): void;
  stop(): void;
}

/** A finished run: everything the tables and the page are made from. */
export interface ReplayRun {
  readonly options: ReplayOptions;
  readonly series: PriceSeries;
  readonly book: Book;
  readonly setup: MarketSetup;
  readonly engine: MarginEngine;
  readonly tally: Tally;
  readonly before: CoverHistogram;
  readonly after: CoverHistogram;
  readonly times: readonly number[];
  readonly fund: readonly number[];
  readonly fundBefore: string;
  readonly stateHash: string;
}

/** A run could not begin; the message names the file, the account and the reason. */
export class ReplayError extends Error {}

/** Runs a market over a book of accounts and writes the tape. */
export async function runReplay(options: ReplayOptions, progress: Progress): Promise<ReplayRun> {
  const { preset: name, presetOptions = [] } = options;
  const preset = choosePreset({ name, options: presetOptions });
  if (!preset.ok) throw new ReplayError(preset.error);
  const series = await readPriceFile(options.prices, { skipBad: options.skipBad });
  const book = await readBook(options.book);
  const tiers = options.tiers === undefined ? undefined : await readTierFile(options.tiers);
  const stamps = await readFunding(options.funding ?? [], series);
  const setup = marketSetup(preset.value, series, book.header, tiers);
  await mkdir(options.out, { recursive: true });
  const journal = new FileJournal(join(options.out, 'events.jsonl'));
  const tally = new Tally();
  const engine = engineFor(options, journal, tally);
  await configure(engine, setup, options.fund);
  await importBook(engine, setup, series, book, progress);
  const before = await CoverHistogram.measure(engine);
  const fundBefore = engine.fundBalance(book.header.settlement);
  const { times, fund } = await playMarket(engine, tally, setup, series, stamps, options, progress);
  const after = await CoverHistogram.measure(engine);
  await journal.close();
  const stateHash = await engine.stateHash();
  return {
    options,
    series,
    book,
    setup,
    engine,
    tally,
    before,
    after,
    times,
    fund,
    fundBefore,
    stateHash,
  };
}

function engineFor(options: ReplayOptions, journal: FileJournal, tally: Tally): MarginEngine {
  const states: EngineState[] = [];
  const venue = new SimulatedVenue(
    {
      markOf: (instrument) => states[0]?.marks.get(instrument)?.price,
      lotOf: (instrument) => states[0]?.instruments.get(instrument)?.lot,
    },
    { seed: options.seed, slippage: options.slippage },
  );
  const clock = new FixedClock();
  const container = new PlimsollContainer(partsModule({ journal, sink: tally, venue, clock }));
  const state = container.get(ENGINE_STATE);
  states.push(state);
  return container.engine();
}

async function readFunding(
  files: readonly string[],
  series: PriceSeries,
): Promise<readonly FundingStamp[]> {
  const all: FundingStamp[] = [];
  for (const file of files) all.push(...(await readFundingFile(file)));
  const from = series.batches[0]?.time ?? 0;
  const to = (series.batches.at(-1)?.time ?? 0) + series.step;
  return all
    .filter(({ time, symbol }) => time >= from && time <= to && series.symbols.includes(symbol))
    .sort((a, b) => a.time - b.time);
}

async function configure(
  engine: MarginEngine,
  { configuration, instruments }: MarketSetup,
  fund: string,
): Promise<void> {
  const { settlement = 'USD', engine: policies } = configuration;
  const insuranceFund = { [settlement]: fund };
  const funded = { ...configuration, engine: { ...policies, insuranceFund } };
  const commands: Command[] = [
    { type: 'setConfiguration', configuration: funded },
    ...instruments.map((instrument) => ({ type: 'listInstrument' as const, instrument })),
  ];
  demandAccepted(await engine.handleTogether(commands), () => 'the configuration');
}

/** The first prices come in before the book, so that every account is judged at them once. */
async function importBook(
  engine: MarginEngine,
  setup: MarketSetup,
  series: PriceSeries,
  book: Book,
  progress: Progress,
): Promise<void> {
  const first = series.batches[0];
  if (first === undefined) return;
  const at = isoOf(instantOf(first.time));
  const opening = [...first.candles].map(([symbol, { open }]) => [symbol, open] as const);
  const marks = splitMarks(setup, Object.fromEntries(opening));
  const rates = { ...setup.fixedRates, ...marks.rates };
  demandAccepted(
    [await engine.handle({ type: 'mark', at, marks: marks.marks, rates })],
    () => 'the first prices',
  );
  progress.start('reading the book', book.accounts.length);
  const commands: Command[] = [];
  const owners: string[] = [];
  for (const account of book.accounts) {
    for (const command of commandsFor(account)) {
      commands.push(command);
      owners.push(account.account);
    }
  }
  const answers = await engine.import(commands, (done) => {
    if (done % 1000 === 0)
      progress.advance(Math.round((done / commands.length) * book.accounts.length));
  });
  progress.stop();
  demandAccepted(answers, (index) => `account ${owners[index] ?? ''} of the book`);
}

function* commandsFor(account: BookAccount): Generator<Command> {
  for (const { asset, amount } of account.balances) {
    yield { type: 'deposit', account: account.account, asset, amount };
  }
  for (const position of account.positions) {
    yield { type: 'book', account: account.account, ...position };
  }
}

function demandAccepted(answers: readonly Answer[], what: (index: number) => string): void {
  answers.forEach((answer, index) => {
    if (answer.ok) return;
    const { code, message } = answer.error;
    throw new ReplayError(`${what(index)} was refused: ${code}, ${message}`);
  });
}

async function playMarket(
  engine: MarginEngine,
  tally: Tally,
  setup: MarketSetup,
  series: PriceSeries,
  stamps: readonly FundingStamp[],
  options: ReplayOptions,
  progress: Progress,
): Promise<{ times: number[]; fund: number[] }> {
  const times: number[] = [];
  const fund: number[] = [];
  const due = [...stamps];
  const { settlement = 'USD' } = setup.configuration;
  progress.start('running the market', batchCount(series, options.path));
  for (const batch of markPath(series, options.path)) {
    tally.beginBatch();
    while (due[0] !== undefined && due[0].time <= batch.at) {
      const { time, symbol: instrument, rate, mark } = due.shift()!;
      const priced = mark === undefined ? {} : { mark };
      const at = isoOf(instantOf(Math.max(time, engine.market.now)));
      await engine.handle({ type: 'funding', at, instrument, rate, ...priced });
    }
    const { marks, rates } = splitMarks(setup, batch.marks);
    const at = isoOf(instantOf(batch.at));
    demandAccepted(
      [await engine.handle({ type: 'mark', at, marks, rates })],
      () => `prices of ${at}`,
    );
    times.push(batch.at / 1000);
    fund.push(Number(engine.fundBalance(settlement)));
    progress.advance(times.length);
  }
  progress.stop();
  return { times, fund };
}

/** Prices of instruments are marks; prices of collateral assets are rates too. */
function splitMarks(
  setup: MarketSetup,
  prices: Readonly<Record<string, string>>,
): { marks: Record<string, string>; rates: Record<string, string> } {
  const listed = new Set(setup.instruments.map(({ id }) => id));
  const collateral = new Set((setup.configuration.assets ?? []).map(({ asset }) => asset));
  const marks: Record<string, string> = {};
  const rates: Record<string, string> = {};
  for (const [symbol, price] of Object.entries(prices)) {
    if (listed.has(symbol)) marks[symbol] = price;
    const asset = setup.rates.get(symbol);
    if (asset !== undefined && collateral.has(asset)) rates[asset] = price;
  }
  return { marks, rates };
}
