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
}
