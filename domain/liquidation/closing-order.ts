import { compareIds, type Dec } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import { maintenanceAlone, type MarginPool, type Valuation } from '../margin/index.js';

/**
 * Which of two positions of a breached pool is closed first: a comparison, as for a sort. It must
 * be total (never 0 for two different positions) so that a run is deterministic.
 */
export type PositionOrder = (a: Valuation, b: Valuation) => number;

/** What an order may look at that depends on more than two positions. */
export interface ClosingSituation {
  readonly market: Market;
  readonly pool: MarginPool;
  readonly valuations: readonly Valuation[];
  /** How many contracts of a position would be closed if it came next. */
  readonly quantityOf: (valuation: Valuation) => Dec;
}

/** An order that depends on the pool as a whole; it is asked anew before each close-out. */
export interface PoolOrder {
  readonly rank: (situation: ClosingSituation) => readonly Valuation[];
}

/** Which position of a breached pool is closed first. */
export type ClosingOrder = PositionOrder | PoolOrder;

/** Ties: the larger maintenance margin, then the older position, then the id. */
function tie(a: Valuation, b: Valuation): number {
  return maintenanceAlone(b).cmp(maintenanceAlone(a)) || older(a, b);
}

function older(a: Valuation, b: Valuation): number {
  return a.position.age - b.position.age || compareIds(a.position.key, b.position.key);
}

/** The largest unrealized loss first; a profitable position never before a losing one. */
export const largestLossFirst: PositionOrder = (a, b) => a.profit.cmp(b.profit) || tie(a, b);

/** The position that was opened first, first. */
export const oldestFirst: PositionOrder = older;

/** The largest maintenance margin first, in settlement. */
export const largestMaintenanceFirst: PositionOrder = (a, b) => tie(a, b);

/** The largest notional first, in settlement. */
export const largestNotionalFirst: PositionOrder = (a, b) =>
  b.notional.cmp(a.notional) || tie(a, b);
