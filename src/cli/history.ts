import Table from 'cli-table3';
import type { LotMethod } from '../../domain/index.js';
import { refusalText } from '../application/refusal-text.js';
import { csvOf } from '../history/csv.js';
import {
  historyOf,
  type HistoryKind,
  type HistoryPage,
  HISTORY_COLUMNS,
} from '../history/questions.js';
import { accountAt } from './scenario-stage.js';
import { EXIT, UsageError, printJson, type Terminal } from './terminal.js';
import { toldBy } from './told.js';

/** Options of `history`. */
export interface HistoryOptions {
  readonly account?: string;
  readonly kind: HistoryKind;
  readonly from?: string;
  readonly to?: string;
  readonly method?: LotMethod;
  readonly limit?: number;
  readonly cursor?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** `plimsoll history`: what happened to an account, from a tape or a scenario. */
export async function history(
  terminal: Terminal,
  path: string,
  options: HistoryOptions,
): Promise<number> {
  const told = await toldBy(path, undefined);
  const account = await accountAt({ stage: told }, options.account);
  const { kind, csv, json, account: _, ...asked } = options;
  const answer = await told.engine.query({ ask: 'history', account, kind, ...asked });
  if (!answer.ok) throw new UsageError(refusalText(answer.error));
  // Without a page size the whole history is wanted, however long it is.
  const page: HistoryPage =
    asked.limit === undefined && asked.cursor === undefined
      ? { ...whole(answer.value), rows: historyOf(told.tape, { account, kind, ...asked }) }
      : answer.value;
  if (csv === true) terminal.out(csvOf(page.columns, page.rows).trimEnd());
  else if (json === true) printJson(terminal, page);
  else print(terminal, page);
  return EXIT.ok;
}

function whole({ next: _, ...page }: HistoryPage): HistoryPage {
  return page;
}

/** Columns that say the same in every row of one account, or that only a program reads. */
const LEFT_OUT: ReadonlySet<string> = new Set(['id', 'account', 'command', 'closeOut', 'method']);

function print(terminal: Terminal, { kind, rows, next }: HistoryPage): void {
  if (rows.length === 0) {
    terminal.out(`no ${kind}`);
    return;
  }
  const columns = HISTORY_COLUMNS[kind].filter((column) => !LEFT_OUT.has(column));
  const table = new Table({ head: columns, style: { head: [], border: [], compact: true } });
  for (const row of rows) {
    const cells = row as object as Readonly<Record<string, string | undefined>>;
    table.push(columns.map((column) => cells[column] ?? ''));
  }
  terminal.out(table.toString());
  if (next !== undefined) terminal.out(`more follow: --cursor ${next}`);
}
