import { writeFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { refusalText } from '../application/refusal-text.js';
import type { ReportedCell, StressReport } from '../application/stress-report.js';
import { shown } from '../report/escape.js';
import { renderStressPage } from '../report/stress-page.js';
import {
  STATE_WORDS,
  axisName,
  cellState,
  shownShare,
  type CellState,
} from '../report/stress-cells.js';
import { accountAt, stageAt } from './scenario-stage.js';
import { readAxes } from './shock-range.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';

/** Options of `stress`. */
export interface StressOptions {
  readonly at?: number;
  readonly account?: string;
  readonly all?: string;
  readonly asset?: readonly string[];
  readonly slippage: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plimsoll stress`: a grid of shocks over an account as a scenario leaves it. */
export async function stressScenario(
  terminal: Terminal,
  path: string,
  options: StressOptions,
): Promise<number> {
  const axes = readAxes(options.all, options.asset);
  const at = await stageAt(path, options.at);
  const account = await accountAt(at, options.account);
  const { engine } = at.stage;
  const answer = await engine.stress(account, { ...axes, slippage: options.slippage });
  if (!answer.ok) throw new UsageError(refusalText(answer.error));
  const report = answer.value;
  if (options.out !== undefined) await writeFile(options.out, renderStressPage(report));
  if (options.json === true) printJson(terminal, report);
  else print(terminal, report, at.step, options.out);
  return EXIT.ok;
}

function print(
  terminal: Terminal,
  report: StressReport,
  step: number,
  out: string | undefined,
): void {
  const colour = paint(terminal);
  const { account, settlement } = report;
  terminal.out(colour.bold(`${account} after step ${step}, amounts in ${settlement}`));
  const table = report.columns === undefined ? list(terminal, report) : grid(terminal, report);
  terminal.out(table.toString());
  if (report.columns !== undefined) {
    const signs = Object.entries(SIGNS).filter(([, sign]) => sign !== ' ');
    const legend = signs.map(([state, sign]) => `${sign} ${STATE_WORDS[state as CellState]}`);
    terminal.out(`what is left of the equity; ${legend.join(', ')}`);
  }
  if (out !== undefined) terminal.out(`written: ${out}`);
}

/** One axis: a row for each shock, with everything that is known of it. */
function list(terminal: Terminal, report: StressReport): Table.Table {
  const table = new Table({
    head: [axisName(report.rows), 'equity', '', 'closes first', 'close-outs', 'left', 'deficit'],
    style: { head: [], border: [] },
    colAligns: ['right', 'right', 'left', 'left', 'right', 'right', 'right'],
  });
  for (const [cell] of report.cells) {
    if (cell === undefined) continue;
    const { first, left } = cell;
    table.push([
      shownShare(cell.row),
      shown(cell.equity),
      tinted(terminal, cell, STATE_WORDS[cellState(cell)]),
      first === null ? '' : `${first.side} ${first.quantity} ${first.position}`,
      cell.closeOuts === 0 ? '' : String(cell.closeOuts),
      shown(left.equity),
      left.deficit === '0' ? '' : shown(left.deficit),
    ]);
  }
  return table;
}

const SIGNS: Readonly<Record<CellState, string>> = {
  safe: ' ',
  called: 'c',
  breached: 'B',
  liquidated: 'L',
  closed: 'X',
  bankrupt: '!',
};

/** Two axes: what would be left in each cell, and a sign for its state. */
function grid(terminal: Terminal, report: StressReport): Table.Table {
  const { rows, columns = { shares: [] }, cells } = report;
  const table = new Table({
    head: [`${axisName(rows)} \\ ${axisName(columns)}`, ...columns.shares.map(shownShare)],
    style: { head: [], border: [], 'padding-left': 0 },
    colAligns: ['right', ...columns.shares.map(() => 'right' as const)],
  });
  for (const row of cells) {
    const [first] = row;
    if (first === undefined) continue;
    table.push([
      shownShare(first.row),
      ...row.map((cell) => {
        const sign = SIGNS[cellState(cell)];
        return tinted(terminal, cell, `${shown(cell.left.equity, 0)} ${sign}`);
      }),
    ]);
  }
  return table;
}

function tinted(terminal: Terminal, cell: ReportedCell, words: string): string {
  const colour = paint(terminal);
  switch (cellState(cell)) {
    case 'safe':
      return colour.green(words);
    case 'called':
      return colour.yellow(words);
    case 'breached':
    case 'liquidated':
    case 'closed':
      return colour.red(words);
    case 'bankrupt':
      return colour.bold(colour.red(words));
  }
}
