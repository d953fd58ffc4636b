import {
  largestLossFirst,
  largestMaintenanceFirst,
  largestNotionalFirst,
  oldestFirst,
  type ClosingOrder,
} from './closing-order.js';
import { largestReliefFirst } from './largest-relief-first.js';

/** Closing orders by the name a configuration refers to them with. */
export type ClosingOrders = ReadonlyMap<string, ClosingOrder>;

/** The closing orders every engine knows; an extension binds further ones. */
export const BUILT_IN_ORDERS: ClosingOrders = new Map<string, ClosingOrder>([
  ['largest-loss-first', largestLossFirst],
  ['oldest-first', oldestFirst],
  ['largest-maintenance-first', largestMaintenanceFirst],
  ['largest-notional-first', largestNotionalFirst],
  ['largest-relief-first', largestReliefFirst],
]);
