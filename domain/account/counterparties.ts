import { Exact } from '../kernel/index.js';
import type { Counterparty } from '../liquidation/index.js';
import { collateralOf, inSettlement, lineOf, valuePool } from '../margin/index.js';
import type { Market } from '../market/index.js';
import type { Position, Side } from '../position/index.js';
import { awaitedPositions, poolsInOrder, type Account } from './account.js';
import { marginPool } from './draft.js';
import type { MeasuredParties } from './measured-parties.js';

/**
 * Positions of one instrument and side that could be deleveraged, as they stand at the mark.
 * @param measured what was measured of them at the prices of this batch already
 */
export function counterpartiesIn(
  market: Market,
  accounts: readonly Account[],
  instrument: string,
  side: Side,
  measured?: MeasuredParties,
): Counterparty[] {
  return accounts.flatMap((account) => {
    const measure = (): Counterparty[] => partiesOf(market, account, instrument, side);
    return measured?.of(market, account, [instrument, side], measure) ?? measure();
  });
}

function partiesOf(
  market: Market,
  account: Account,
  instrument: string,
  side: Side,
): Counterparty[] {
  const asked = (one: Position): boolean => one.instrument === instrument && one.side === side;
  return poolsInOrder(account).flatMap((pool): Counterparty[] => {
    // What is being closed at the venue already must not be closed a second time here.
    if (pool.liquidation !== undefined || ![...pool.positions.values()].some(asked)) return [];
    const awaited = new Set(awaitedPositions(pool));
    const margin = marginPool(account, market, pool.id);
    const valuations = valuePool(market, margin);
    const { equity, maintenance } = lineOf(market, margin, valuations);
    const collateral = collateralOf(market, margin);
    return valuations
      .filter(({ position }) => asked(position) && !awaited.has(position.key))
      .map(({ position, instrument: of, profit, notional, exposure, rate }) => ({
        account: account.id,
        pool: pool.id,
        position,
        instrument: of,
        profit,
        notional,
        entryNotional: inSettlement(exposure.cost, rate),
        collateral,
        equity,
        maintenance,
        margin,
      }));
  });
}

/** The sum of what counterparties have gained, in settlement; losses do not count. */
export function totalProfit(parties: readonly Pick<Counterparty, 'profit'>[]): Exact {
  return Exact.sum(parties.map(({ profit }) => profit.max(Exact.ZERO)));
}
