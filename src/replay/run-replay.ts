import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScheduleWarning, Situation } from '../../domain/index.js';
import { FileJournal } from '../adapters/file-journal.js';
import type { MarginEngine } from '../application/margin-engine.js';
import type { AccountStore, Journal } from '../ports/ports.js';
import { CoverHistogram } from './cover-histogram.js';
import { importBook } from './import-book.js';
import { marketSetup, type MarketSetup } from './market-setup.js';
import { openMarket, playMarket } from './play-market.js';
import type { Progress } from './progress.js';
import { readInputs, type ReplayInputs } from './replay-inputs.js';
import { configure, engineFor } from './replay-engine.js';
import { ReplayError } from './replay-error.js';
import { openNewStore } from './replay-store.js';
import type { ReplayOptions } from './replay-options.js';
import { sameExposure } from './same-exposure.js';
import type { Tally } from './tally.js';
import { tellMisses } from './tell-misses.js';
import type { WatchReport } from './watch-times.js';
import { WORST, storiesFrom, type Stories } from './worst-stories.js';

/** A finished run: everything the tables and the page are made from. */
export interface ReplayRun extends ReplayInputs {
  readonly options: ReplayOptions;
  readonly setup: MarketSetup;
  readonly engine: MarginEngine;
  readonly tally: Tally;
  /** Pools and equity when the book is in and nothing is judged yet, and at the end. */
  readonly before: CoverHistogram;
  readonly after: CoverHistogram;
  /** Prices when the book is in, and the account that lost the most as it was then. */
  readonly opening: Situation;
  /** The last event before anything was judged. */
  readonly opened: number;
  readonly stateHash: string;
  /** The liquidated accounts that lost the most, worst first, each with its liquidations. */
  readonly worst: Stories;
  readonly warnings: readonly ScheduleWarning[];
  readonly watch: WatchReport;
}

/**
 * Runs a market over a book of accounts and writes the tape, under its name only once the run is
 * whole: a run that fails leaves what an earlier one wrote.
 * @throws WatchMiss when the self-audit finds one, once `misses.json` says how to find it again
 */
export async function runReplay(options: ReplayOptions, progress: Progress): Promise<ReplayRun> {
  const inputs = await readInputs(options);
  await mkdir(options.out, { recursive: true });
  const tape = join(options.out, 'events.jsonl');
  const unfinished = `${tape}.unfinished`;
  const store = options.store === undefined ? undefined : await openNewStore(options.store);
  const journal = new FileJournal(unfinished);
  try {
    const run = await play(options, inputs, { journal, accounts: store?.accounts }, progress);
    await journal.close();
    await store?.close();
    const { tally, opened, opening } = run;
    const worst = await storiesFrom(journal, tally.worst(WORST), opened);
    await rename(unfinished, tape);
    const { stories, before } = worst;
    const accounts = new Map(before === undefined ? [] : [[before.id, before] as const]);
    return { ...run, opening: { ...opening, accounts }, worst: stories };
  } catch (problem) {
    progress.stop();
    await tellMisses(problem, options.out);
    await journal.close().catch(() => undefined);
    await store?.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw problem;
  }
}

async function play(
  options: ReplayOptions,
  inputs: ReplayInputs,
  ports: { readonly journal: Journal; readonly accounts: AccountStore | undefined },
  progress: Progress,
): Promise<Omit<ReplayRun, 'worst'>> {
  const { preset, series, tiers, stamps } = inputs;
  const setup = marketSetup(preset, series, inputs.book.header, tiers);
  const book = sameExposure(inputs.book, setup);
  const { engine, tally, times } = engineFor(options, ports, setup);
  const { path, audit } = options;
  const played = { engine, tally, setup, series, path, audit };
  const warnings = await configure(engine, setup, options.fund);
  await openMarket(played);
  progress.start('reading the book', book.entries);
  const before = new CoverHistogram();
  let opening: Situation | undefined;
  let opened = tally.events;
  await importBook(engine, book, {
    decided: (done) => {
      if (done % 1000 === 0) progress.advance(done);
    },
    imported: async (accounts) => {
      const { market } = engine;
      for (const id of accounts) {
        const account = await engine.account(id);
        if (account !== undefined) before.take(account, market);
      }
    },
    beforeJudging: async () => {
      opening = await engine.situation([]);
      opened = tally.events;
    },
  });
  progress.stop();
  opening ??= await engine.situation([]);
  tally.endBatch(engine.fundBalance(book.header.settlement));
  await playMarket(played, stamps, progress);
  const after = new CoverHistogram();
  const { market } = engine;
  const stateHash = await engine.stateHash((account) => after.take(account, market));
  const [deaf] = engine.sinkFailures;
  if (deaf !== undefined) throw new ReplayError(`events were not told: ${deaf.message}`);
  return {
    ...inputs,
    book,
    options,
    setup,
    engine,
    tally,
    opening,
    opened,
    before,
    after,
    stateHash,
    warnings,
    watch: times.report(options.watch ?? 'trigger'),
  };
}
