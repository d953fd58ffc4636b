import type { Exact } from '../kernel/index.js';

/** Figures of longs and of shorts, kept apart. */
export interface SideSums {
  readonly long: Exact;
  readonly short: Exact;
}
