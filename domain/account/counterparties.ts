import { Exact } from '../kernel/index.js';
import type { Counterparty } from '../liquidation/index.js';
import { collateralOf, inSettlement, lineOf, valuePool } from '../margin/index.js';
import type { Market } from '../market/index.js';
import type { Side } from '../position/index.js';
import { awaitedPositions, poolsInOrder, type Account } from './account.js';
import { marginPool } from './draft.js';

/** Positions of one instrument and side that could be deleveraged, as they stand at the mark. */
export function counterpartiesIn(
  market: Market,
  accounts: readonly Account[],
  instrument: string,
  side: Side,
): Counterparty[] {
  return accounts.flatMap((account) =>
    poolsInOrder(account).flatMap((pool): Counterparty[] => {
      const held = [...pool.positions.values()].some((one) => one.instrument === instrument);
      // What is being closed at the venue already must not be closed a second time here.
      if (!held || pool.liquidation !== undefined) return [];
      const awaited = new Set(awaitedPositions(pool));
      const margin = marginPool(account, market, pool.id);
      const valuations = valuePool(market, margin);
      const { equity, maintenance } = lineOf(market, margin, valuations);
      const collateral = collateralOf(market, margin);
      return valuations
        .filter(({ position }) => position.instrument === instrument && position.side === side)
        .filter(({ position }) => !awaited.has(position.key))
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
    }),
  );
}

/** The sum of what counterparties have gained, in settlement; losses do not count. */
export function totalProfit(parties: readonly Counterparty[]): Exact {
  return Exact.sum(parties.map(({ profit }) => profit.max(Exact.ZERO)));
}
