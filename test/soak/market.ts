import type { Dec } from '../../domain/index.js';
import type { Factor } from '../../src/ports/watch.js';
import type { Contract } from './contracts.js';

/** How the accounts of a market are drawn. */
export interface Style {
  /** Of position sizes: a few digits, 18 of them, or such that tiers begin at the next prices. */
  readonly sizes: 'short' | 'long' | 'edges';
  /** Typical notional of a position, in what its contract pays. */
  readonly notional: number;
  /** Share of the accounts whose line is put on zero, or next to it, at the next prices. */
  readonly aimed: number;
}

export type Prices = Map<Factor, Dec>;

/** Where a soak takes its prices from; the first batch prices everything. */
export interface SoakMarket {
  readonly name: string;
  readonly style: Style;
  /** What accounts may hold now; grows and shrinks. */
  readonly contracts: readonly Contract[];
  /** The next batch; undefined where the prices end. */
  next(): Prices | undefined;
}
