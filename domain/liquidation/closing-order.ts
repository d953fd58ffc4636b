import { compareIds } from '../kernel/index.js';
import { maintenanceOf, type Valuation } from '../margin/index.js';

/**
 * Which position of a breached pool is closed first: a comparison of two valued positions, as for
 * a sort. It must be total (never 0 for two different positions) so that a run is deterministic.
 */
export type ClosingOrder = (a: Valuation, b: Valuation) => number;

/** Ties: the larger maintenance margin, then the older position, then the id. */
function tie(a: Valuation, b: Valuation): number {
  return maintenanceOf(b).cmp(maintenanceOf(a)) || older(a, b);
}

function older(a: Valuation, b: Valuation): number {
  return a.position.age - b.position.age || compareIds(a.position.key, b.position.key);
}

/** The largest unrealized loss first; a profitable position never before a losing one. */
export const largestLossFirst: ClosingOrder = (a, b) => a.profit.cmp(b.profit) || tie(a, b);

/** The position that was opened first, first. */
export const oldestFirst: ClosingOrder = older;

/** The largest maintenance margin first, in settlement. */
export const largestMaintenanceFirst: ClosingOrder = (a, b) => tie(a, b);

/** The largest notional first, in settlement. */
export const largestNotionalFirst: ClosingOrder = (a, b) => b.notional.cmp(a.notional) || tie(a, b);

/** Closing orders by the name a configuration refers to them with. */
export type ClosingOrders = ReadonlyMap<string, ClosingOrder>;

/** The closing orders every engine knows; an extension binds further ones. */
export const BUILT_IN_ORDERS: ClosingOrders = new Map([
  ['largest-loss-first', largestLossFirst],
  ['oldest-first', oldestFirst],
  ['largest-maintenance-first', largestMaintenanceFirst],
  ['largest-notional-first', largestNotionalFirst],
]);
