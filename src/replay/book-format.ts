import type { AssetTerms, MarginMode, Side } from '../../domain/index.js';

/** The first line of a book file. */
export interface BookHeader {
  readonly book: 1;
  /** Present and true when nobody holds these positions. */
  readonly generated?: boolean;
  readonly note?: string;
  readonly seed?: number;
  readonly accounts?: number;
  readonly prices?: string;
  readonly settlement: string;
  readonly assets?: readonly AssetTerms[];
  /** Lot by instrument. */
  readonly lots?: Readonly<Record<string, string>>;
}

/** One position of a book: contracts as decimal strings. */
export interface BookPosition {
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: string;
  readonly entry: string;
  readonly mode: MarginMode;
  readonly leverage: string;
  readonly margin?: string;
}

/** One further line of a book file: an account with its balances and positions. */
export interface BookAccount {
  readonly account: string;
  readonly balances: readonly { readonly asset: string; readonly amount: string }[];
  readonly positions: readonly BookPosition[];
}
