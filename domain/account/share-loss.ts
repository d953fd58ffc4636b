import { type Dec, ZERO, text } from '../kernel/index.js';
import { TRANSIT, transfer } from '../ledger/index.js';
import type { ClosedPosition, Owed } from '../liquidation/index.js';
import { meetDeficit } from './deleverage.js';
import type { Draft } from './draft.js';
import { divideLoss } from './winners.js';

/**
 * Shares a deficit among the winners of the instrument that was closed last, pro rata to their
 * unrealized profit and at most that profit. Positions stay as they are.
 * @returns what was paid, in the asset of the instrument
 */
export function shareLoss(
  draft: Draft,
  pool: string,
  { instrument: id }: ClosedPosition,
  owed: Owed,
): Dec {
  const loss = divideLoss(draft, id, owed);
  if (loss === undefined) return ZERO;
  const { asset } = owed;
  for (const [winner, share] of loss.shares) {
    const holder = draft.otherHolder(id, winner.account);
    const from = holder.purse(winner.pool, asset);
    holder.emit({
      type: 'LossShared',
      account: winner.account,
      pool: winner.pool,
      asset,
      amount: text(share),
      instrument: id,
      position: winner.position.key,
      against: draft.account.id,
      profit: winner.profit.toString(),
      total: loss.total.toString(),
      movements: transfer({ asset, from, to: TRANSIT, reason: 'deficit' }, share),
    });
  }
  const met = { asset, amount: loss.shared, by: 'share-loss', instrument: id } as const;
  meetDeficit(draft, pool, met, loss.remainder);
  return loss.shared;
}
