import { type Dec, ZERO, isoOf, instantOf, text } from '../../domain/index.js';
import { markPath } from '../adapters/market-files/mark-path.js';
import { COVER_EDGES } from './cover-histogram.js';
import type { BatchTally } from './tally.js';
import type { ReplayReport, Series, WorstAccount } from './replay-report.js';
import type { ReplayRun } from './run-replay.js';
import { worstShocks } from './worst-shocks.js';
import { storyLines } from './story.js';

/** The report of a finished run. */
export function reportOf(run: ReplayRun): ReplayReport {
  const { options, series, book, tally, before, after, notes } = run;
  const times = tally.batches.map(({ time }) => time / 1000);
  const { simulated } = series;
  const settlement = book.header.settlement;
  const { outcomes, money } = tally;
  const byInstrument = tally.byInstrument();
  const [worst] = run.worst.keys();
  const shocks = worst === undefined ? undefined : worstShocks(run.opening, worst);
  const ended = outcomes.restored + outcomes.closed + outcomes.bankrupt;
  return {
    title: `${series.file} over ${book.size} accounts`,
    prices: series.file,
    ...(simulated === undefined ? {} : { simulated }),
    book: fileName(options.book),
    generatedBook: book.header.generated === true,
    preset: [options.preset, ...(options.presetOptions ?? [])].join(' + '),
    path: options.path,
    settlement,
    from: isoOf(instantOf((times[0] ?? 0) * 1000)),
    to: isoOf(instantOf((times.at(-1) ?? 0) * 1000)),
    batches: times.length,
    notes,
    stateHash: run.stateHash,
    totals: {
      accounts: book.size,
      pools: before.pools,
      breached: tally.breached,
      ...outcomes,
      waiting: tally.breached - ended,
      closeOuts: byInstrument.reduce((sum, { closeOuts }) => sum + closeOuts, 0),
      liquidatedNotional: total(byInstrument.map(({ notional }) => notional)),
      deficits: text(money.deficits),
      coveredByFund: text(money.covered),
      carried: text(money.carried),
      absorbed: text(money.absorbed),
      fundBefore: options.fund,
      uncovered: after.uncovered,
      fundAfter: run.engine.fundBalance(settlement),
    },
    halted: tally.halted,
    warnings: run.warnings,
    byInstrument,
    times,
    closes: closesOf(run),
    liquidated: perBatch(run, (batch) => batch.notional),
    closeOutCounts: perBatch(run, (batch) => batch.counts),
    fund: tally.batches.map(({ fund }) => Number(fund)),
    coverEdges: COVER_EDGES,
    coverBefore: before.counts,
    coverAfter: after.counts,
    worst: worstOf(run),
    ...(shocks === undefined ? {} : { shocks }),
  };
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function total(amounts: readonly string[]): string {
  return text(amounts.reduce((sum, amount) => sum.plus(amount), ZERO));
}

/** The price of every instrument at each batch: the first open, then the marks as they came. */
function closesOf({ series, setup, options }: ReplayRun): Series[] {
  const [first] = series.batches;
  const marks = [...markPath(series, options.path)].map((batch) => batch.marks);
  return setup.instruments.map(({ id }) => ({
    label: id,
    values: [first?.candles.get(id)?.open, ...marks.map((prices) => prices[id])].map((price) =>
      price === undefined ? null : Number(price),
    ),
  }));
}

function perBatch(
  { tally, setup }: ReplayRun,
  pick: (batch: BatchTally) => ReadonlyMap<string, Dec | number>,
): Series[] {
  return setup.instruments
    .map(({ id }) => ({
      label: id,
      values: tally.batches.map((batch) => Number(pick(batch).get(id) ?? 0)),
    }))
    .filter(({ values }) => values.some((value) => value > 0));
}

function worstOf({ tally, before, after, worst }: ReplayRun): WorstAccount[] {
  return [...worst].map(([account, stories]) => {
    const { loss = ZERO, deficit = ZERO, closeOuts = 0 } = tally.accounts.get(account) ?? {};
    return {
      account,
      equityBefore: before.equity.get(account) ?? '0',
      equityAfter: after.equity.get(account) ?? '0',
      realizedLoss: text(loss),
      deficit: text(deficit),
      closeOuts,
      story: storyLines(stories),
    };
  });
}

/** One line per account for `accounts.csv`, the header first. */
export async function* accountLines(run: ReplayRun): AsyncGenerator<string[]> {
  const { book, tally, before, after } = run;
  yield ['account', 'positions', 'equity_before', 'equity_after', 'close_outs', 'loss', 'deficit'];
  for await (const { account, positions } of book.accounts()) {
    const { loss = ZERO, deficit = ZERO, closeOuts = 0 } = tally.accounts.get(account) ?? {};
    yield [
      account,
      String(positions.length),
      before.equity.get(account) ?? '0',
      after.equity.get(account) ?? '0',
      String(closeOuts),
      text(loss),
      text(deficit),
    ];
  }
}
