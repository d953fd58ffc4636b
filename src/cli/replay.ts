import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Table from 'cli-table3';
import { warningText } from '../application/refusal-text.js';
import { csvLine } from '../history/csv.js';
import { renderReplayReport } from '../report/page.js';
import { shown } from '../report/escape.js';
import { accountLines, reportOf } from '../replay/report-of.js';
import type { ReplayReport } from '../replay/replay-report.js';
import type { Reported } from '../replay/compare-runs.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import { runReplay, type ReplayRun } from '../replay/run-replay.js';
import type { WatchReport } from '../replay/watch-times.js';
import { progressBar } from './progress-bar.js';
import { EXIT, paint, printJson, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** `plimsoll replay`: runs a market over a book; writes the tape, the accounts and the page. */
export async function replay(
  terminal: Terminal,
  options: ReplayOptions,
  { json = false }: { json?: boolean },
): Promise<number> {
  const { run, report } = await reportedRun(terminal, options).catch((problem: unknown) => {
    throw asUsage(problem);
  });
  if (json) printJson(terminal, { ...summaryOf(report), watch: run.watch });
  else printTables(terminal, report, options.out);
  if (!json) printWatch(terminal, run.watch);
  return EXIT.ok;
}

/** Runs a replay and writes its tape, its accounts and its page. */
export async function reportedRun(terminal: Terminal, options: ReplayOptions): Promise<Reported> {
  const run = await runReplay(options, progressBar(terminal));
  const report = reportOf(run);
  await writeFile(join(options.out, 'report.html'), renderReplayReport(report));
  await writeAccounts(join(options.out, 'accounts.csv'), run);
  return { run, report };
}

async function writeAccounts(path: string, run: ReplayRun): Promise<void> {
  const lines = async function* (): AsyncGenerator<string> {
    for await (const cells of accountLines(run)) yield csvLine(cells);
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

/** Times of this run; no file has them, because they are never the same. */
function printWatch(
  terminal: Terminal,
  { watch, finding, committing, measuring, measured }: WatchReport,
): void {
  const seconds = (value: number): string => `${value.toFixed(3)} s`;
  terminal.out(
    `watch ${watch}: finding ${seconds(finding)}, committing ${seconds(committing)}, ` +
      `measuring ${measured} safe accounts ${seconds(measuring)}`,
  );
}

function summaryOf(report: ReplayReport): object {
  const { title, preset, path, settlement, from, to, batches, stateHash, totals } = report;
  const { byInstrument, worst, simulated, generatedBook, notes, halted, warnings } = report;
  return {
    title,
    preset,
    path,
    settlement,
    from,
    to,
    batches,
    stateHash,
    simulated,
    generatedBook,
    notes,
    totals,
    halted,
    warnings,
    byInstrument,
    worst: worst.map(({ story: _story, ...account }) => account),
  };
}

function printTables(terminal: Terminal, report: ReplayReport, out: string): void {
  const colour = paint(terminal);
  const { totals, settlement } = report;
  terminal.out(colour.bold(report.title));
  if (report.simulated !== undefined) terminal.out(colour.yellow(report.simulated));
  if (report.generatedBook) terminal.out(colour.yellow('generated accounts, not real ones'));
  if (report.path === 'ohlc') terminal.out(colour.yellow('the order inside a candle is assumed'));
  for (const note of report.notes) terminal.out(colour.yellow(note));
  for (const warning of report.warnings) {
    terminal.out(colour.yellow(`warning  ${warningText(warning)}`));
  }
  for (const { account, message } of report.halted) {
    terminal.out(colour.red(`halted  ${account}: ${message}`));
  }
  const summary = plainTable();
  const money = (amount: string): string => `${shown(amount)} ${settlement}`;
  summary.push(
    ['accounts / pools with positions', `${totals.accounts} / ${totals.pools}`],
    ['pools breached', String(totals.breached)],
    [
      '  restored / closed / bankrupt',
      `${totals.restored} / ${totals.closed} / ${totals.bankrupt}`,
    ],
    ['close-outs', String(totals.closeOuts)],
    ['liquidated notional', money(totals.liquidatedNotional)],
    ['deficits', money(totals.deficits)],
    [
      '  fund / debts / venue',
      [totals.coveredByFund, totals.carried, totals.absorbed].map((a) => shown(a)).join(' / '),
    ],
    ['owed against other collateral', money(totals.uncovered)],
    ['insurance fund before / after', `${shown(totals.fundBefore)} / ${shown(totals.fundAfter)}`],
  );
  terminal.out(summary.toString());
  if (report.byInstrument.length > 0) {
    const table = plainTable(['instrument', 'close-outs', 'notional', 'profit', 'fee']);
    for (const { instrument, closeOuts, notional, profit, fee } of report.byInstrument) {
      table.push([instrument, String(closeOuts), shown(notional), shown(profit), shown(fee)]);
    }
    terminal.out(table.toString());
    const worst = plainTable(['worst accounts', 'close-outs', 'lost', 'deficit', 'equity after']);
    for (const { account, closeOuts, realizedLoss, deficit, equityAfter } of report.worst) {
      worst.push([
        account,
        String(closeOuts),
        shown(realizedLoss),
        shown(deficit),
        shown(equityAfter),
      ]);
    }
    terminal.out(worst.toString());
  }
  terminal.out(`state hash ${report.stateHash}`);
  const files = ['report.html', 'accounts.csv', 'events.jsonl'].map((file) => join(out, file));
  terminal.out(`written: ${files.join(', ')}`);
}

function plainTable(head: string[] = []): Table.Table {
  const columns = head.length === 0 ? 2 : head.length;
  return new Table({
    head,
    style: { head: [], border: [] },
    colAligns: ['left', ...Array.from({ length: columns - 1 }, () => 'right' as const)],
  });
}
