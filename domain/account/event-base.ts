import type { Movement } from '../ledger/index.js';

/** Money only ever changes through an event's movements; all numbers are decimal strings. */
export interface Base<T extends string> {
  readonly type: T;
  readonly account: string;
  readonly movements?: readonly Movement[];
}

export interface InPool<T extends string> extends Base<T> {
  readonly pool: string;
}
