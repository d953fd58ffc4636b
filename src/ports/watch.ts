import type { Dec, Factor, WatchedAccount } from '../../domain/index.js';

export type {
  EntryRequirement,
  Factor,
  LineEntry,
  PriceTrigger,
  TrailingTrigger,
  WatchedAccount,
  WatchedLine,
} from '../../domain/index.js';

/** Values of factors; a batch is judged as one. */
export type FactorPrices = ReadonlyMap<Factor, Dec>;

/** What the last batch of prices took, and how things stand: for metrics. */
export interface WatchCounts {
  /** Lines one of whose factors left its interval. */
  readonly touched: number;
  /** Lines that were measured because so many were touched; 0: the batch was not swept. */
  readonly swept: number;
  /** Lines whose intervals were set anew. */
  readonly settled: number;
  /** Accounts that were named: what is to be measured exactly. */
  readonly named: number;
  /** Accounts that are named at every move of theirs until they are committed anew. */
  readonly hot: number;
  readonly accounts: number;
  readonly lines: number;
  readonly triggers: number;
}

/**
 * Knows which accounts may need attention after prices moved: a superset of those whose judgement
 * changed, in the order of their ids. The exact domain decides; a watch may cost time, never a
 * wrong liquidation. An account that was named is named again at each move of a factor of its,
 * until it is committed anew; so is one that is committed with a line or a trigger already met.
 */
export interface Watch {
  /** Takes an account as it stands, at the prices as they stand; replaces what was known of it. */
  commit(account: WatchedAccount): void;
  /** Forgets an account. */
  remove(account: string): void;
  /** Takes a batch of prices; accounts that may need attention, by id. */
  onPrices(prices: FactorPrices): readonly string[];
  /**
   * Looks at everything that it takes to be on its side by whatever tells it so: accounts of which
   * it is not certain at the prices as they stand, by id. None of them may need attention; the
   * self-audit measures them first. Changes nothing.
   */
  sweep?(): readonly string[];
  /** Read after a batch; a watch that does not count leaves it out. */
  readonly counts?: WatchCounts;
}
