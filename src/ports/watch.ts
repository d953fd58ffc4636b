import type { Dec, Exact, Piece } from '../../domain/index.js';

/** What moves: the mark, index or last price of an instrument, or the rate of an asset. */
export type Factor = `${'mark' | 'index' | 'last' | 'rate'}:${string}`;

/** What one position, or one balance, adds to a line as a function of a factor. */
export interface LineEntry {
  readonly factor: Factor;
  /** `linear`: x is the price; `inverse`: x is 1 / price. */
  readonly payoff: 'linear' | 'inverse';
  /** The asset's rate that turns what follows into settlement; absent: it is settlement. */
  readonly rate?: Factor;
  /** Change of equity per unit of x, signed, before the rate. */
  readonly slope: Dec;
  /** What is taken off `slope x x` to give the profit, signed, before the rate. */
  readonly cost: Exact;
  /** A profit that counts by the profit weight of the row while it is positive. */
  readonly weighted: boolean;
  readonly requirement?: EntryRequirement;
}

/** What one position requires: pieces of the notional N = size x X, before the rate. */
export interface EntryRequirement {
  /** One and the same array for all positions of an instrument that share a schedule. */
  readonly pieces: readonly Piece[];
  /** N moves with this factor (absent: with the entry's own), or stands still. */
  readonly at?: Factor | { readonly notional: Exact };
  /** Positive. */
  readonly size: Dec;
  /** With netting: whose larger side alone is required. */
  readonly base: string;
  readonly side: 'long' | 'short';
}

/**
 * One line of a pool: `equity - ratio x requirement`, where equity is `constant` plus what the
 * entries add. The nearest line below and the nearest line above are watched.
 */
export interface WatchedLine {
  readonly pool: string;
  /** In settlement: everything that no factor moves. */
  readonly constant: Exact;
  readonly entries: readonly LineEntry[];
  readonly profitWeight: Dec;
  readonly netting: 'none' | 'max-side-per-underlying';
  /** Watched for equity coming down to `below x requirement`: the greatest such ratio. */
  readonly below?: Dec;
  /** Watched for equity coming up to `above x requirement`: the smallest such ratio. */
  readonly above?: Dec;
}

/** A price at which a protective order triggers. */
export interface PriceTrigger {
  readonly factor: Factor;
  readonly when: 'at-or-below' | 'at-or-above';
  readonly price: Dec;
}

/** A trailing stop: it triggers at a distance from the best price, which is followed here. */
export interface TrailingTrigger {
  readonly factor: Factor;
  readonly side: 'long' | 'short';
  /** The best price since the stop was set. */
  readonly best: Dec;
  readonly distance: { readonly amount: Dec } | { readonly percent: Dec };
}

/** Everything about an account that a move of prices may change the judgement of. */
export interface WatchedAccount {
  readonly account: string;
  readonly lines: readonly WatchedLine[];
  readonly triggers: readonly (PriceTrigger | TrailingTrigger)[];
  /** Factors whose every move must have the account measured exactly: what no line can tell. */
  readonly exactOn: readonly Factor[];
}

/** Values of factors; a batch is judged as one. */
export type FactorPrices = ReadonlyMap<Factor, Dec>;

/**
 * Knows which accounts may need attention after prices moved: a superset of those whose judgement
 * changed, in the order of their ids. The exact domain decides; a watch may cost time, never a
 * wrong liquidation. An account that was named is named again at each move of a factor of its,
 * until it is committed anew.
 */
export interface Watch {
  /** Takes an account as it stands, at the prices as they stand; replaces what was known of it. */
  commit(account: WatchedAccount): void;
  /** Forgets an account. */
  remove(account: string): void;
  /** Takes a batch of prices; accounts that may need attention, by id. */
  onPrices(prices: FactorPrices): readonly string[];
}
