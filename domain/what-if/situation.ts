import {
  holdersAmong,
  type Account,
  type AccountEvent,
  type DecisionContext,
  type Policies,
} from '../account/index.js';
import type { InsuranceFund } from '../insurance/index.js';
import { Dec, ZERO } from '../kernel/index.js';
import type { LedgerAccount } from '../ledger/index.js';
import { paidBy, type PaidByPayers } from '../liquidation/index.js';
import type { Market } from '../market/index.js';

/** Accounts, prices, terms and funds at one moment: what changes are imagined from. */
export interface Situation extends Policies {
  readonly market: Market;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Insurance funds by asset. */
  readonly funds: ReadonlyMap<string, InsuranceFund>;
  /** What is lent to all accounts together, by asset; absent: nothing. */
  readonly lent?: ReadonlyMap<string, Dec>;
  /** What payers of deficits have paid so far; absent: nothing. */
  readonly paid?: PaidByPayers;
}

/** What decisions read in a situation. */
export function contextOf(situation: Situation): DecisionContext {
  const { market, funds, accounts, lent, paid, ...policies } = situation;
  return {
    ...policies,
    market,
    fund: (asset) => funds.get(asset)?.balance ?? ZERO,
    holders: (instrument) => holdersAmong([...accounts.values()], instrument),
    account: (id) => accounts.get(id),
    lent: (asset) => lent?.get(asset) ?? ZERO,
    ...(paid && { paid: (payer, asset) => paidBy(paid, payer, asset) }),
  };
}

/** What is lent after events: more by what left the lender, less by what came back. */
export function lentAfter(
  lent: Situation['lent'],
  events: readonly AccountEvent[],
): ReadonlyMap<string, Dec> {
  const next = new Map(lent);
  const isLender = ({ at }: LedgerAccount): boolean => at === 'lender';
  for (const { asset, amount, from, to } of events.flatMap(({ movements = [] }) => movements)) {
    if (isLender(from) === isLender(to)) continue;
    const change = isLender(from) ? new Dec(amount) : new Dec(amount).negated();
    next.set(asset, (next.get(asset) ?? ZERO).plus(change));
  }
  return next;
}
