import type { Dec, Exact } from '../kernel/index.js';
import type { Loan } from './loan.js';
import type { Side } from './side.js';

/** Contracts of one instrument held in one pool, with what they cost. */
export interface Position {
  /** The caller's id, else the instrument, else `instrument:side` in hedge mode. */
  readonly key: string;
  /** The caller's own id, where one was given. */
  readonly id?: string;
  readonly instrument: string;
  readonly side: Side;
  /** Contracts, positive. */
  readonly quantity: Dec;
  /**
   * Opening cost of what is held, in the asset the instrument pays in: quote value (linear) or
   * base value (inverse). Exact: quotients of inverse fills stay undivided, so that the entry
   * price comes out as it was filled.
   */
  readonly cost: Exact;
  /** The leverage the position was opened with, where one was named. */
  readonly leverage?: Dec;
  /** Profit realized so far, before fees and funding; in the pay asset, signed. */
  readonly realizedProfit: Dec;
  /** Fees paid and funding received (signed), in the pay asset, over the position's life. */
  readonly fees: Dec;
  readonly funding: Dec;
  /** Spot margin: what the exposure was bought with. */
  readonly loan?: Loan;
  /** Rank of the first fill within the account; a smaller one is older. */
  readonly age: number;
}

/** Backed by the whole cross pool, or by a fixed amount of its own. */
export type MarginMode = 'cross' | 'isolated';

/** The key a position without an id of its own goes by. */
export function positionKey(
  position: { readonly id?: string; readonly instrument: string; readonly side: Side },
  hedge: boolean,
): string {
  if (position.id !== undefined) return position.id;
  return hedge ? `${position.instrument}:${position.side}` : position.instrument;
}
