import { basename } from 'node:path';
import { parseDecimal, type TierTerms } from '../../../domain/index.js';
import { BadRows, type BadRow } from './bad-rows.js';
import { csvRows } from './csv-rows.js';
import { canonicalSymbol } from './symbols.js';

/** Margin tiers of one symbol; the initial margin is notional / leverage. */
export interface SymbolTiers {
  readonly tiers: readonly TierTerms[];
  /** The greatest leverage of any tier. */
  readonly maxLeverage: string;
}

interface Row {
  readonly line: number;
  readonly symbol: string;
  readonly tier: TierTerms;
  readonly leverage: string;
}

const COLUMNS = ['symbol', 'min_notional', 'maintenance_margin_rate', 'max_leverage'] as const;

/**
 * Reads a table of leverage tiers with the columns symbol, min_notional, maintenance_margin_rate
 * and max_leverage; symbols of any spelling are matched to those of price files.
 * @throws BadRows naming lines and reasons
 */
export async function readTierFile(path: string): Promise<ReadonlyMap<string, SymbolTiers>> {
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
    const wrong = values.find((value) => !parseDecimal(value).ok);
    if (wrong !== undefined) {
      bad.push({ line, kind: 'number', detail: `"${wrong}" is no decimal` });
      continue;
    }
    const [from = '', maintenance = '', leverage = ''] = values;
    // Several contracts of one base and quote, say dated ones, share a symbol; the first counts.
    const symbol = cell('symbol');
    const row = { line, symbol, leverage, tier: { from, maintenance, maxLeverage: leverage } };
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), row]);
  }
  if (bad.length > 0) throw new BadRows(basename(path), bad);
  return byCanonicalSymbol(bySymbol);
}

function byCanonicalSymbol(bySymbol: ReadonlyMap<string, readonly Row[]>) {
  const tables = new Map<string, SymbolTiers>();
  for (const [symbol, rows] of bySymbol) {
    const name = canonicalSymbol(symbol);
    if (tables.has(name)) continue;
    const leverages = rows.map(({ leverage }) => leverage);
    const maxLeverage = leverages.reduce((a, b) => (Number(b) > Number(a) ? b : a));
    tables.set(name, { tiers: rows.map(({ tier }) => tier), maxLeverage });
  }
  return tables;
}
