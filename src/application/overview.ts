import {
  Draft,
  poolsInOrder,
  standingCall,
  type Account,
  type DecisionContext,
  type StandingCall,
} from '../../domain/index.js';
import { accountFigures, type AccountFigures } from './account-figures.js';

/**
 * Everything a dashboard shows of an account at one moment: balances, debts, every pool with its
 * equity, used margin, levels, usage, band, health score and phase, every position with its
 * liquidation price, and the margin calls that stand with what would lift them now.
 */
export interface Overview extends AccountFigures {
  readonly account: string;
  readonly calls: readonly StandingCall[];
}

/** @rejects `market.mark-missing` when a rate it needs never came */
export function overviewOf(account: Account, context: DecisionContext): Overview {
  const draft = new Draft(account, context);
  return {
    account: account.id,
    ...accountFigures(account, context.market),
    calls: poolsInOrder(account).flatMap(({ id }) => standingCall(draft, id) ?? []),
  };
}
