import { basename } from 'node:path';
import { parseDecimal, type Dec } from '../../../domain/index.js';
import { BadRows, type BadRow } from './bad-rows.js';
import { commentsOf, csvRows, type CsvRow } from './csv-rows.js';
import { canonicalSymbol } from './symbols.js';

/** One candle; prices are decimal strings as the file has them. */
export interface Candle {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

/** The candles of all symbols that opened at one time. */
export interface CandleBatch {
  /** Milliseconds since the epoch, the candle's open. */
  readonly time: number;
  readonly candles: ReadonlyMap<string, Candle>;
}

/** The candles of a price file, by time. */
export interface PriceSeries {
  readonly file: string;
  readonly symbols: readonly string[];
  /** Milliseconds between candles. */
  readonly step: number;
  readonly batches: readonly CandleBatch[];
  /** Rows that were left out on request. */
  readonly skipped: readonly BadRow[];
  /** How the file says it was simulated; absent for recorded prices. */
  readonly simulated?: string;
}

interface Row extends Candle {
  readonly line: number;
  readonly time: number;
  readonly symbol: string;
}

/**
 * Reads a price file: `open_time_ms,symbol,open,high,low,close[,volume]` for several symbols, the
 * same without `symbol` for the one in the file's name, or an exchange's kline CSV with or
 * without a header. Rows that cannot be used are refused, or left out with `skipBad`.
 * @throws BadRows naming lines and reasons
 */
export async function readPriceFile(
  path: string,
  { skipBad = false }: { skipBad?: boolean } = {},
): Promise<PriceSeries> {
  const { rows, bad } = await readRows(path);
  const step = stepOf(rows);
  const gaps = gapsIn(rows, bad, step);
  const problems = [...bad, ...gaps].sort((a, b) => a.line - b.line);
  const file = basename(path);
  if (problems.length > 0 && !skipBad) {
    throw new BadRows(file, problems, ' (--skip-bad leaves them out)');
  }
  if (rows.length === 0) {
    throw new BadRows(file, [{ line: 1, kind: 'columns', detail: 'no candle in the file' }]);
  }
  const comments = await commentsOf(path);
  const simulated = comments.find((comment) => comment.startsWith('simulated'));
  return {
    file,
    symbols: [...new Set(rows.map(({ symbol }) => symbol))].sort(),
    step,
    batches: batchesOf(rows),
    skipped: problems,
    ...(simulated === undefined ? {} : { simulated }),
  };
}

interface Columns {
  readonly time: number;
  readonly symbol: number | undefined;
  readonly open: number;
}

const KLINE: Columns = { time: 0, symbol: undefined, open: 1 };

function columnsOf(cells: readonly string[]): Columns | undefined {
  const names = cells.map((cell) => cell.toLowerCase());
  const time = names.findIndex((name) => /^(open_?time(_ms)?|time|timestamp)$/.test(name));
  const open = names.indexOf('open');
  if (time < 0 || open < 0) return undefined;
  const symbol = names.indexOf('symbol');
  return { time, open, symbol: symbol < 0 ? undefined : symbol };
}

async function readRows(path: string): Promise<{ rows: Row[]; bad: BadRow[] }> {
  const named = canonicalSymbol(basename(path).split(/[-_.]/)[0] ?? '');
  const rows: Row[] = [];
  const bad: BadRow[] = [];
  const last = new Map<string, number>();
  let columns: Columns | undefined;
  for await (const row of csvRows(path)) {
    if (columns === undefined) {
      columns = columnsOf(row.cells);
      if (columns !== undefined) continue;
      columns = KLINE;
    }
    const read = readRow(row, columns, named, last);
    if ('kind' in read) bad.push(read);
    else {
      rows.push(read);
      last.set(read.symbol, read.time);
    }
  }
  return { rows, bad };
}

function readRow(
  { line, cells }: CsvRow,
  columns: Columns,
  named: string,
  last: ReadonlyMap<string, number>,
): Row | BadRow {
  const bad = (kind: BadRow['kind'], detail: string): BadRow => ({ line, kind, detail });
  const symbol = columns.symbol === undefined ? named : (cells[columns.symbol] ?? '');
  const prices = cells.slice(columns.open, columns.open + 4);
  if (symbol === '' || prices.length < 4) return bad('columns', `${cells.length} columns`);
  const stamp = cells[columns.time] ?? '';
  if (!/^\d{10,16}$/.test(stamp)) return bad('number', `"${stamp}" is no time`);
  const time = milliseconds(stamp);
  const read: Dec[] = [];
  for (const price of prices) {
    const value = parseDecimal(price);
    if (!value.ok) return bad('number', `${symbol} "${price.slice(0, 30)}" is no price`);
    read.push(value.value);
  }
  const [open, high, low, close] = read as [Dec, Dec, Dec, Dec];
  if (read.some((value) => value.lte(0)))
    return bad('not-positive', `${symbol} ${prices.join(' ')}`);
  if (high.lt(low)) return bad('high-below-low', `${symbol} high ${prices[1]} low ${prices[2]}`);
  if ([open, close].some((value) => value.gt(high) || value.lt(low))) {
    return bad('outside-range', `${symbol} ${prices.join(' ')}`);
  }
  const before = last.get(symbol);
  if (before === time) return bad('duplicate', `${symbol} at ${stamp}`);
  if (before !== undefined && time < before) return bad('time-back', `${symbol} at ${stamp}`);
  const [o = '', h = '', l = '', c = ''] = prices;
  return { line, time, symbol, open: o, high: h, low: l, close: c };
}

/** Stamps in seconds, milliseconds or microseconds, told apart by their length. */
function milliseconds(stamp: string): number {
  if (stamp.length <= 11) return Number(stamp) * 1000;
  return stamp.length <= 14 ? Number(stamp) : Math.floor(Number(stamp) / 1000);
}

/** The commonest distance between two candles of a symbol. */
function stepOf(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  const last = new Map<string, number>();
  for (const { symbol, time } of rows) {
    const before = last.get(symbol);
    if (before !== undefined) counts.set(time - before, (counts.get(time - before) ?? 0) + 1);
    last.set(symbol, time);
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return commonest?.[0] ?? 60_000;
}

/**
 * A symbol that starts later or ends earlier is no gap; a hole in its clock is, unless a bad row
 * between the two candles, which is reported itself, has made it.
 */
function gapsIn(rows: readonly Row[], bad: readonly BadRow[], step: number): BadRow[] {
  const last = new Map<string, Row>();
  return rows.flatMap((row): BadRow[] => {
    const { symbol, time, line } = row;
    const before = last.get(symbol);
    last.set(symbol, row);
    if (before === undefined || time - before.time === step) return [];
    if (bad.some((other) => other.line > before.line && other.line < line)) return [];
    const detail = `${symbol} steps ${(time - before.time) / 1000} s, not ${step / 1000} s`;
    return [{ line, kind: 'gap', detail }];
  });
}

function batchesOf(rows: readonly Row[]): CandleBatch[] {
  const batches = new Map<number, Map<string, Candle>>();
  for (const { time, symbol, open, high, low, close } of rows) {
    const candles = batches.get(time) ?? new Map<string, Candle>();
    batches.set(time, candles.set(symbol, { open, high, low, close }));
  }
  return [...batches].sort(([a], [b]) => a - b).map(([time, candles]) => ({ time, candles }));
}
