import { ZERO, text } from '../kernel/index.js';
import { FUND, VENUE, transfer, type MovementReason } from '../ledger/index.js';
import { countedBalance } from '../margin/index.js';
import { owedByCross, type ClosedPosition, type Owed } from '../liquidation/index.js';
import { CROSS } from './account.js';
import { convertCollateral } from './convert-collateral.js';
import type { Draft } from './draft.js';
import { release } from './fill-booking.js';
import { settleDeficit } from './settle-deficit.js';

/** Who gets what a pool still holds when its last position is gone. */
export type RemainderReceiver = 'account' | 'insurance-fund' | 'venue';

/**
 * Settles a pool whose last position is gone: what it owes goes down the list of deficit policies,
 * what it still holds goes to the receiver. A pool with positions is left alone.
 * @param closed the position that was closed last, on which a deficit is deleveraged or shared
 * @returns whether the pool was bankrupt
 */
export function finishPool(
  draft: Draft,
  pool: string,
  receiver: RemainderReceiver,
  closed?: ClosedPosition,
): boolean {
  const state = draft.pool(pool);
  if (state !== undefined && state.positions.size > 0) return false;
  if (pool === CROSS && draft.market.configuration.debts.convertsCollateral) {
    convertCollateral(draft);
  }
  const owed =
    pool === CROSS ? owedByCross(draft.market, draft.account.wallets) : owedBy(draft, pool);
  if (owed.length > 0) settleDeficit(draft, pool, owed, closed);
  payRemainder(draft, pool, receiver);
  return owed.length > 0;
}

function owedBy(draft: Draft, pool: string): Owed[] {
  const { asset, balance } = draft.pool(pool) ?? {};
  if (asset === undefined || balance === undefined || !balance.isNegative()) return [];
  return [{ asset, amount: balance.negated() }];
}

function payRemainder(draft: Draft, pool: string, receiver: RemainderReceiver): void {
  const { account, market } = draft;
  const isolated = draft.pool(pool);
  const asset = pool === CROSS ? market.configuration.settlement : isolated?.asset;
  if (asset === undefined) return;
  const left =
    pool === CROSS ? countedBalance(market, account.wallets, asset) : (isolated?.balance ?? ZERO);
  if (left.lte(ZERO)) return;
  if (receiver === 'account') {
    release(draft, pool, asset, left);
    return;
  }
  const reason: MovementReason = 'remainder';
  const to = receiver === 'venue' ? VENUE : FUND;
  draft.emit({
    type: 'RemainderTaken',
    account: account.id,
    pool,
    asset,
    amount: text(left),
    to: receiver,
    movements: transfer({ asset, from: draft.purse(pool, asset), to, reason }, left),
  });
}
