import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { Dec, parseDecimal, type TierTerms } from '../../../domain/index.js';
import { Field } from './answer-field.js';
import { BadRows, type BadRow } from './bad-rows.js';
import { unevenEnds, type Bracket } from './bracket-ends.js';
import { csvRows } from './csv-rows.js';
import { jsonBreak } from './json-break.js';
import { UnusableFile, openText } from './open-text.js';
import { canonicalSymbol } from './symbols.js';
import { tiersOfAnswer } from './tier-answers.js';
import { greatestLeverage, type SymbolTiers, type TierTables } from './tier-table.js';

/** A row of a table with the place it was read from. */
interface Row extends Bracket {
  readonly tier: TierTerms;
}

/** Where a tier ends; a table may leave it out. */
const END = 'max_notional';
/** Of any length: what a venue takes for endless has more digits than an amount. */
const AMOUNT = /^(\d+(\.\d+)?)?$/;
const COLUMNS = ['symbol', 'min_notional', 'maintenance_margin_rate', 'max_leverage'] as const;

/**
 * Reads margin tiers, from a table or from a venue's own answer; which of them it is its content
 * says. Symbols of any spelling are matched to those of price files.
 * @throws BadRows, UnusableAnswer, UnusableFile naming the file, the place and the reason
 */
export async function readTierFile(path: string): Promise<TierTables> {
  const content = await textOf(path);
  if (!/^\s*[[{]/.test(content)) return readTable(path);
  return tiersOfAnswer(new Field(basename(path), parsed(content, path)), basename(path));
}

async function textOf(path: string): Promise<string> {
  try {
    return await text(await openText(path));
  } catch (problem) {
    throw problem instanceof UnusableFile ? problem : new UnusableFile(path, problem);
  }
}

function parsed(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch (problem) {
    const why = jsonBreak(content);
    throw new UnusableFile(path, why === undefined ? problem : new Error(why));
  }
}

/**
 * A table with the columns symbol, min_notional, maintenance_margin_rate and max_leverage; where a
 * column max_notional says where tiers end, it is compared with where the next ones begin.
 */
async function readTable(path: string): Promise<TierTables> {
  const bad: BadRow[] = [];
  const bySymbol = new Map<string, Row[]>();
  let header: readonly string[] | undefined;
  for await (const { line, cells } of csvRows(path)) {
    if (header === undefined) {
      header = cells.map((cell) => cell.toLowerCase());
      const missing = COLUMNS.filter((name) => !header?.includes(name));
      if (missing.length > 0) {
        const detail = `no column ${missing.join(', ')}`;
        throw new BadRows(basename(path), [{ line, kind: 'columns', detail }]);
      }
      continue;
    }
    const cell = (name: string): string => cells[header!.indexOf(name)] ?? '';
    const values = COLUMNS.slice(1).map((name) => cell(name));
    const end = cell(END);
    const wrong =
      values.find((value) => !parseDecimal(value).ok) ?? (AMOUNT.test(end) ? undefined : end);
    if (wrong !== undefined) {
      bad.push({ line, kind: 'number', detail: `"${wrong}" is no decimal` });
      continue;
    }
    const [from = '', maintenance = '', leverage = ''] = values;
    // Several contracts of one base and quote, say dated ones, share a symbol; the first counts.
    const symbol = cell('symbol');
    const row = {
      from: new Dec(from),
      at: `${basename(path)}: line ${line}`,
      tier: { from, maintenance, maxLeverage: leverage },
      ...(end === '' ? {} : { to: new Dec(end) }),
    };
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), row]);
  }
  if (bad.length > 0) throw new BadRows(basename(path), bad);
  if (bySymbol.size === 0) throw new UnusableFile(path, new Error('there is no margin tier in it'));
  return byCanonicalSymbol(bySymbol);
}

function byCanonicalSymbol(bySymbol: ReadonlyMap<string, readonly Row[]>): TierTables {
  const tables = new Map<string, SymbolTiers>();
  for (const [symbol, rows] of bySymbol) {
    const name = canonicalSymbol(symbol);
    if (tables.has(name)) continue;
    const tiers = rows.map(({ tier }) => tier);
    const doubts = unevenEnds(rows, new Dec(0));
    tables.set(name, {
      tiers,
      places: rows.map(({ at }) => at),
      maxLeverage: greatestLeverage(tiers),
      by: 'notional',
      scope: 'marginal',
      ...(doubts.length === 0 ? {} : { doubts }),
    });
  }
  return tables;
}
