import {
  LOT_METHODS,
  parseInstant,
  refuse,
  type Instant,
  type LotMethod,
} from '../../domain/index.js';
import type { Tape } from './tape.js';
import { chargesOf, type ChargeRow } from './charges.js';
import { fillsOf, type FillRow } from './fills.js';
import { ledgerOf, type LedgerRow } from './ledger.js';
import { liquidationRows, type LiquidationRow } from './liquidation-rows.js';
import { lotRows, type LotRow } from './lots.js';
import { positionLives, type PositionRow } from './position-lives.js';

/** What a history may be of, with the rows each gives and the columns of its table. */
export interface HistoryRows {
  /** Positions from their opening to their end. */
  readonly positions: PositionRow;
  readonly fills: FillRow;
  /** Every movement of the account's money with its running balance. */
  readonly ledger: LedgerRow;
  readonly fees: ChargeRow;
  readonly interest: ChargeRow;
  readonly funding: ChargeRow;
  readonly liquidations: LiquidationRow;
  /** Realized profit, lot by lot. */
  readonly lots: LotRow;
}

/** What a history lists. */
export type HistoryKind = keyof HistoryRows;

const CHARGE_COLUMNS = [
  'id',
  'at',
  'account',
  'pool',
  'instrument',
  'position',
  'event',
  'asset',
  'amount',
  'rate',
  'liquidity',
  'command',
] as const satisfies readonly (keyof ChargeRow)[];

/** The columns of each table, in order. */
export const HISTORY_COLUMNS: {
  readonly [K in HistoryKind]: readonly (keyof HistoryRows[K] & string)[];
} = {
  positions: [
    'id',
    'account',
    'pool',
    'instrument',
    'position',
    'side',
    'openedAt',
    'closedAt',
    'opened',
    'closed',
    'left',
    'entry',
    'exit',
    'asset',
    'profit',
    'fees',
    'funding',
    'interest',
    'coinInterest',
    'closedBy',
  ],
  fills: [
    'id',
    'at',
    'account',
    'pool',
    'instrument',
    'position',
    'side',
    'action',
    'cause',
    'quantity',
    'price',
    'profit',
    'fee',
    'left',
    'closeOut',
    'command',
  ],
  ledger: [
    'id',
    'at',
    'account',
    'entry',
    'asset',
    'reason',
    'amount',
    'balance',
    'counterparty',
    'event',
    'pool',
    'instrument',
    'position',
    'rate',
    'command',
  ],
  fees: CHARGE_COLUMNS,
  interest: CHARGE_COLUMNS,
  funding: CHARGE_COLUMNS,
  liquidations: [
    'id',
    'at',
    'account',
    'pool',
    'case',
    'equity',
    'maintenance',
    'closeOuts',
    'profit',
    'fees',
    'deficit',
    'outcome',
    'endedAt',
  ],
  lots: [
    'id',
    'at',
    'account',
    'pool',
    'instrument',
    'position',
    'side',
    'quantity',
    'openedAt',
    'openedBy',
    'entry',
    'exit',
    'profit',
    'asset',
    'method',
    'cause',
  ],
};

/** The names of all kinds. */
export const HISTORY_KINDS = Object.keys(HISTORY_COLUMNS) as readonly HistoryKind[];

/** Asks for a page of an account's history. */
export interface HistoryQuestion<K extends HistoryKind = HistoryKind> {
  readonly ask: 'history';
  readonly account: string;
  readonly kind: K;
  /** ISO 8601 UTC: rows at or after `from` and before `to`. */
  readonly from?: string;
  readonly to?: string;
  /** Which contracts a close takes first, for `lots`; default `first-in-first-out`. */
  readonly method?: LotMethod;
  /** Rows a page, 1 to 1000; default 100. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly cursor?: string;
}

/** A page of a history. `next` is there as long as more rows follow. */
export interface HistoryPage<R = HistoryRows[HistoryKind]> {
  readonly kind: HistoryKind;
  readonly columns: readonly string[];
  readonly rows: readonly R[];
  readonly next?: string;
}

/** Rows of a page at most. */
export const MOST_ROWS = 1000;

/**
 * A page of an account's history, in journal order. A cursor names the last row it follows, so
 * pages neither repeat nor miss a row while the tape grows.
 * @rejects `input.invalid` naming the field, `history.incomplete`
 */
export function historyPage(tape: Tape, question: HistoryQuestion): HistoryPage {
  const { kind, limit = 100, cursor } = question;
  checkKind(kind, question.method);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS) {
    refuse('input.invalid', `limit must be a whole number from 1 to ${MOST_ROWS}`, {
      field: 'limit',
      figure: String(limit),
      limit: String(MOST_ROWS),
    });
  }
  const after = cursor === undefined ? undefined : rankOf(cursor);
  const all = historyOf(tape, question);
  const rows = after === undefined ? all : all.filter(({ id }) => isAfter(rankOf(id), after));
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? { next: last.id } : {};
  return { kind, columns: HISTORY_COLUMNS[kind], rows: page, ...next };
}

/** All rows of a history between two instants. @rejects `input.invalid`, `history.incomplete` */
export function historyOf(
  tape: Tape,
  { account, kind, from, to, method }: Omit<HistoryQuestion, 'ask' | 'limit' | 'cursor'>,
): readonly HistoryRows[HistoryKind][] {
  const since = from === undefined ? -Infinity : readInstant('from', from);
  const until = to === undefined ? Infinity : readInstant('to', to);
  const rows = rowsOf(tape, account, kind, method ?? 'first-in-first-out');
  return rows.filter((row) => {
    const at = Date.parse('at' in row ? row.at : row.openedAt);
    return at >= since && at < until;
  });
}

function rowsOf(
  tape: Tape,
  account: string,
  kind: HistoryKind,
  method: LotMethod,
): readonly HistoryRows[HistoryKind][] {
  switch (kind) {
    case 'positions':
      return positionLives(tape, account);
    case 'fills':
      return fillsOf(tape, account);
    case 'ledger':
      return ledgerOf(tape, account);
    case 'fees':
    case 'interest':
    case 'funding':
      return chargesOf(tape, account, kind);
    case 'liquidations':
      return liquidationRows(tape, account);
    case 'lots':
      return lotRows(tape, account, method);
  }
}

function checkKind(kind: unknown, method: unknown): void {
  demandOneOf('kind', kind, HISTORY_KINDS);
  if (method !== undefined) demandOneOf('method', method, LOT_METHODS);
}

/** @rejects `input.invalid` naming the words there are */
function demandOneOf(field: string, given: unknown, words: readonly string[]): void {
  if (typeof given === 'string' && words.includes(given)) return;
  refuse('input.invalid', `${field} must be one of ${words.join(', ')}`, {
    field,
    figure: String(given),
    limit: words.join(', '),
  });
}

function readInstant(field: string, given: unknown): Instant {
  const parsed = parseInstant(given);
  if (!parsed.ok) refuse('input.invalid', `${field} must be ${parsed.error}`, { field });
  return parsed.value;
}

type Rank = readonly [event: number, part: number];

/** The place of a row in the journal, read from its id. */
function rankOf(id: unknown): Rank {
  const found = typeof id === 'string' ? /^(\d{1,15})\.(\d{1,6})$/.exec(id) : null;
  if (found === null) {
    refuse('input.invalid', 'cursor must be the `next` of an earlier page', { field: 'cursor' });
  }
  return [Number(found[1]), Number(found[2])];
}

function isAfter([event, part]: Rank, [otherEvent, otherPart]: Rank): boolean {
  return event > otherEvent || (event === otherEvent && part > otherPart);
}
