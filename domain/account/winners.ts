import { type Dec, Exact, ZERO, minOf } from '../kernel/index.js';
import { FUND, TRANSIT, VENUE, transfer } from '../ledger/index.js';
import type { Counterparty, Owed } from '../liquidation/index.js';
import { valuePosition } from '../margin/index.js';
import { bookedDecimals, demandRate, instrumentIn, type Market } from '../market/index.js';
import type { Side } from '../position/index.js';
import { awaitedPositions, poolsInOrder, type Account } from './account.js';
import { totalProfit } from './counterparties.js';
import { leverageChoice, type Draft } from './draft.js';
import type { DeficitMet } from './liquidation-events.js';

/** Decimals to which shares of an amount are cut. */
const SHARE_DECIMALS = 8;

/** A position that has gained; `profit` is in settlement. */
export type Winner = Pick<Counterparty, 'account' | 'pool' | 'position' | 'profit'>;

/** A loss divided among the winners of an instrument. */
export interface DividedLoss {
  /** What the winners bear together with the remainder; at most their profit. */
  readonly shared: Dec;
  /** Profit of all winners, in settlement. */
  readonly total: Exact;
  readonly shares: ReadonlyMap<Winner, Dec>;
  /** What the rounding of the shares left, where no winner bears it. */
  readonly remainder?: DeficitMet['remainder'] & { readonly exact: Dec };
}

/**
 * Divides what is owed among the winners of an instrument, pro rata to their unrealized profit and
 * at most that profit: each share is rounded down, and what is left over is borne by the one whom
 * the configuration names.
 * @returns undefined where nobody has won in the asset
 */
export function divideLoss(draft: Draft, id: string, owed: Owed): DividedLoss | undefined {
  const { market } = draft;
  const { asset } = owed;
  const { payAsset, kind } = instrumentIn(market, id);
  // Spot margin has no winners: a borrower owes the lender, not another holder.
  if (payAsset !== asset || kind === 'spot-margin') return undefined;
  const holders = draft.holdersOf(id);
  const winners = (['long', 'short'] as const).flatMap((side) =>
    winnersIn(market, holders, id, side),
  );
  const total = totalProfit(winners);
  if (total.sign() === 0) return undefined;
  const rate = demandRate(market, asset);
  const most = total.over(rate).rounded(bookedDecimals(market, asset), 'down');
  const shared = minOf(owed.amount, most);
  const { shares, left } = proRata(
    winners.map((winner) => [winner, winner.profit] as const),
    shared,
  );
  const from = bearerOf(draft, asset, left);
  if (from === 'largest') {
    const largest = largestOf(winners, (winner) => winner.profit);
    shares.set(largest, (shares.get(largest) ?? ZERO).plus(left));
  }
  const borne = new Map([...shares].filter(([, share]) => share.gt(ZERO)));
  if (from === 'largest' || left.isZero()) return { shared, total, shares: borne };
  return { shared, total, shares: borne, remainder: { from, amount: left.toFixed(), exact: left } };
}

/** Profitable positions of one side as `counterpartiesIn` has them, their pools unmeasured. */
function winnersIn(
  market: Market,
  holders: readonly Account[],
  instrument: string,
  side: Side,
): Winner[] {
  return holders.flatMap((account) =>
    poolsInOrder(account).flatMap((pool): Winner[] => {
      const { id, positions, liquidation } = pool;
      if (liquidation !== undefined) return [];
      const asked = [...positions.values()].filter(
        (one) => one.instrument === instrument && one.side === side,
      );
      if (asked.length === 0) return [];
      const awaited = new Set(awaitedPositions(pool));
      const choice = leverageChoice(account);
      return asked.flatMap((position) => {
        if (awaited.has(position.key)) return [];
        const { profit } = valuePosition(market, choice, position);
        return profit.sign() > 0 ? [{ account: account.id, pool: id, position, profit }] : [];
      });
    }),
  );
}

/** Who bears the remainder; the fund only while it can. */
function bearerOf(draft: Draft, asset: string, left: Dec) {
  const { remainder } = draft.market.configuration.lossSharing;
  return remainder === 'insurance-fund' && draft.fund(asset).lt(left) ? 'largest' : remainder;
}

/** The movement that brings a remainder to where the shares are gathered. */
export function remainderMoves(asset: string, remainder: DividedLoss['remainder']) {
  if (remainder === undefined) return [];
  const from = remainder.from === 'venue' ? VENUE : FUND;
  return transfer({ asset, from, to: TRANSIT, reason: 'deficit' }, remainder.exact);
}

/** Shares of an amount in proportion to weights, each rounded down, and what that leaves. */
export function proRata<K>(
  weights: readonly (readonly [K, Exact])[],
  amount: Dec,
): { readonly shares: Map<K, Dec>; readonly left: Dec } {
  const whole = Exact.sum(weights.map(([, weight]) => weight)).toRational();
  const shares = new Map<K, Dec>();
  let left = amount;
  for (const [key, weight] of weights) {
    const exact = weight.scaled(amount).toRational().over(whole);
    const share = exact.toDecimal(SHARE_DECIMALS, 'down');
    shares.set(key, share);
    left = left.minus(share);
  }
  return { shares, left };
}

/** The one of the greatest weight; of equal ones the first. */
export function largestOf<K>(keys: readonly K[], weightOf: (key: K) => Exact): K {
  return keys.reduce((largest, key) => (weightOf(key).cmp(weightOf(largest)) > 0 ? key : largest));
}
