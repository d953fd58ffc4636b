import type { Movement } from '../ledger/index.js';

/**
 * What every event of an account carries. Money only ever changes through an event's movements;
 * all numbers of an event are decimal strings.
 */
export interface Base<T extends string> {
  readonly type: T;
  readonly account: string;
  /** The double-entry transfers that book the event; absent where no money moves. */
  readonly movements?: readonly Movement[];
}

/** An event that concerns one pool: `cross`, or `isolated:` and the key of its position. */
export interface InPool<T extends string> extends Base<T> {
  readonly pool: string;
}

/** An amount of an asset that moved in a pool. */
export interface Moved<T extends string> extends InPool<T> {
  readonly asset: string;
  /** In `asset`, positive. */
  readonly amount: string;
}
