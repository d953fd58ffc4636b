import { CROSS } from './account.js';
import type { Draft } from './draft.js';
import { releaseOrder } from './orders.js';

/**
 * Cancels open orders because of a pool: all that reserve in it, which are those of the cross pool;
 * or those in one contract, wherever they reserve.
 * @returns whether there were any
 */
export function cancelOrders(draft: Draft, pool: string, of: string | undefined): boolean {
  const { orders } = draft.account;
  if (orders.size === 0 || of === undefined) return false;
  const meant = [...orders.values()].filter(({ instrument }) =>
    of === 'all' ? pool === CROSS : instrument === of,
  );
  const reason = draft.pool(pool)?.liquidation === undefined ? 'stage' : 'liquidation';
  for (const { id, quantity } of meant) releaseOrder(draft, id, quantity, reason);
  return meant.length > 0;
}
