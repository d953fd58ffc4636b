import { Dec, text, type TierTerms } from '../../../domain/index.js';
import { marketOf } from './symbols.js';

/** Margin tiers of one symbol; the initial margin is notional / leverage. */
export interface SymbolTiers {
  readonly tiers: readonly TierTerms[];
  /** Where each tier is written: the file and the place in it. */
  readonly places: readonly string[];
  /** The greatest leverage of any tier. */
  readonly maxLeverage: string;
  /** What the tiers count: notional in the quote, or contracts. */
  readonly by: 'notional' | 'quantity';
  /** Each slice at its own rate, or the whole position at the rate of its tier. */
  readonly scope: 'marginal' | 'whole';
  /** What is suspicious about the rows, each with its place; absent if nothing is. */
  readonly doubts?: readonly string[];
}

/** The tables of a file by symbol, in the spelling of `canonicalSymbol`. */
export interface TierTables {
  get(symbol: string): SymbolTiers | undefined;
  has(symbol: string): boolean;
}

/** Tables of coins that a venue names without a quote: each counts whatever its quote. */
export function tablesByCoin(tables: ReadonlyMap<string, SymbolTiers>): TierTables {
  const get = (symbol: string): SymbolTiers | undefined =>
    tables.get(symbol) ?? tables.get(marketOf(symbol)?.base ?? symbol);
  return { get, has: (symbol) => get(symbol) !== undefined };
}

/** The greatest leverage of any of these tiers. */
export function greatestLeverage(tiers: readonly TierTerms[]): string {
  return text(Dec.max(...tiers.map(({ maxLeverage = '1' }) => maxLeverage)));
}

/** What is suspicious about the tables of these symbols, each with its place in the file. */
export function doubtsAbout(tables: TierTables | undefined, symbols: readonly string[]): string[] {
  return symbols.flatMap((symbol) => tables?.get(symbol)?.doubts ?? []);
}
