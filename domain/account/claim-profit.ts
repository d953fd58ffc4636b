import { Dec, Exact, ZERO, text } from '../kernel/index.js';
import { HOUSE, TRANSIT, UNFUNDED, transfer } from '../ledger/index.js';
import type { ClosedPosition, Owed } from '../liquidation/index.js';
import { instrumentIn, type Market } from '../market/index.js';
import { valueSign, type Position } from '../position/index.js';
import { meetDeficit } from './deleverage.js';
import type { Draft } from './draft.js';
import { positionRecord } from './records.js';
import { divideLoss, type Winner } from './winners.js';

/**
 * Turns what a bankrupt pool owes into claims of the winners of the instrument that was closed
 * last: of their profit only what losers paid and the fund held remains to be paid in cash. The
 * profit is taken where it is, in the cost of the position; collateral is never touched.
 * @returns what was met, in the asset of the instrument
 */
export function claimProfit(
  draft: Draft,
  pool: string,
  { instrument: id }: ClosedPosition,
  owed: Owed,
): Dec {
  const loss = divideLoss(draft, id, owed);
  if (loss === undefined) return ZERO;
  const { market, account } = draft;
  const { asset } = owed;
  for (const [winner, share] of loss.shares) {
    const claim = { at: 'claim', account: winner.account } as const;
    draft.otherHolder(id, winner.account).emit({
      type: 'ProfitClaimed',
      account: winner.account,
      pool: winner.pool,
      asset,
      amount: text(share),
      instrument: id,
      position: winner.position.key,
      against: account.id,
      since: market.now,
      profit: winner.profit.toString(),
      total: loss.total.toString(),
      after: positionRecord(lessProfit(market, winner, share)),
      movements: [
        ...transfer({ asset, from: HOUSE, to: TRANSIT, reason: 'deficit' }, share),
        ...transfer({ asset, from: UNFUNDED, to: claim, reason: 'claim' }, share),
      ],
    });
  }
  meetDeficit(
    draft,
    pool,
    { asset, amount: loss.shared, by: 'claims', instrument: id },
    loss.remainder,
  );
  return loss.shared;
}

/** The position with so much less unrealized profit, which counts as realized in the claim. */
function lessProfit(market: Market, { position }: Winner, share: Dec): Position {
  const sign = new Dec(valueSign(instrumentIn(market, position.instrument), position));
  return {
    ...position,
    cost: position.cost.plus(Exact.of(share).scaled(sign)),
    realizedProfit: position.realizedProfit.plus(share),
  };
}
