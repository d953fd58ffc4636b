import { holdersAmong, type Account, type DecisionContext } from '../account/index.js';
import type { InsuranceFund } from '../insurance/index.js';
import { ZERO } from '../kernel/index.js';
import type { ClosingOrders } from '../liquidation/index.js';
import type { Market } from '../market/index.js';

/** Accounts, prices, terms and funds at one moment: what changes are imagined from. */
export interface Situation {
  readonly market: Market;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Insurance funds by asset. */
  readonly funds: ReadonlyMap<string, InsuranceFund>;
  readonly orders: ClosingOrders;
}

/** What decisions read in a situation. */
export function contextOf({ market, orders, funds, accounts }: Situation): DecisionContext {
  return {
    market,
    orders,
    fund: (asset) => funds.get(asset)?.balance ?? ZERO,
    holders: (instrument) => holdersAmong([...accounts.values()], instrument),
  };
}
