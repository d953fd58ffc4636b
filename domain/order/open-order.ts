import { type Dec } from '../kernel/index.js';
import type { MarginMode, Side } from '../position/index.js';

/** An order that waits at the venue and reserves margin until it is filled or cancelled. */
export interface OpenOrder {
  readonly id: string;
  readonly instrument: string;
  readonly side: Side;
  /** Contracts not yet filled, positive. */
  readonly quantity: Dec;
  readonly price: Dec;
  readonly mode?: MarginMode;
  readonly leverage?: Dec;
  readonly reduceOnly: boolean;
  /** Rank of placement within the account; a smaller one is older. */
  readonly age: number;
}
