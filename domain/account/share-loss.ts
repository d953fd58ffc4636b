import { type Dec, type Exact, ZERO, minOf, text } from '../kernel/index.js';
import { TRANSIT, transfer } from '../ledger/index.js';
import type { ClosedPosition, Counterparty, Owed } from '../liquidation/index.js';
import { bookedDecimals, demandRate, instrumentIn } from '../market/index.js';
import { counterpartiesIn, totalProfit } from './counterparties.js';
import { meetDeficit } from './deleverage.js';
import type { Draft } from './draft.js';

/** Decimals to which shares of a loss are cut; what the cuts leave over goes to the largest. */
const SHARE_DECIMALS = 8;

/**
 * Shares a deficit among the winners of the instrument that was closed last, pro rata to their
 * unrealized profit and at most that profit; each share is rounded down and the remainder goes to
 * the largest. Positions stay as they are.
 * @returns what was paid, in the asset of the instrument
 */
export function shareLoss(
  draft: Draft,
  pool: string,
  { instrument: id }: ClosedPosition,
  { asset, amount: owed }: Owed,
): Dec {
  const { market } = draft;
  const { payAsset } = instrumentIn(market, id);
  if (payAsset !== asset) return ZERO;
  const holders = draft.holdersOf(id);
  const winners = (['long', 'short'] as const)
    .flatMap((side) => counterpartiesIn(market, holders, id, side))
    .filter(({ profit }) => profit.sign() > 0);
  const total = totalProfit(winners);
  if (total.sign() === 0) return ZERO;
  const rate = demandRate(market, asset);
  const most = total.over(rate).rounded(bookedDecimals(market, asset), 'down');
  const shared = minOf(owed, most);
  for (const [winner, share] of sharesOf(winners, total, shared)) {
    const holder = draft.companion(holders.find((one) => one.id === winner.account)!);
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
      movements: transfer({ asset, from, to: TRANSIT, reason: 'deficit' }, share),
    });
  }
  meetDeficit(draft, pool, { asset, amount: shared, by: 'share-loss', instrument: id });
  return shared;
}

function sharesOf(
  winners: readonly Counterparty[],
  total: Exact,
  shared: Dec,
): Map<Counterparty, Dec> {
  const whole = total.toRational();
  const shares = new Map<Counterparty, Dec>();
  let given = ZERO;
  let largest: Counterparty | undefined;
  for (const winner of winners) {
    const exact = winner.profit.scaled(shared).toRational().over(whole);
    const share = exact.toDecimal(SHARE_DECIMALS, 'down');
    shares.set(winner, share);
    given = given.plus(share);
    if (largest === undefined || winner.profit.cmp(largest.profit) > 0) largest = winner;
  }
  if (largest !== undefined) {
    shares.set(largest, (shares.get(largest) ?? ZERO).plus(shared.minus(given)));
  }
  return new Map([...shares].filter(([, share]) => share.gt(ZERO)));
}
