import { instantOf, type Instant } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import type { Account } from './account.js';
import { limitsOf } from './loss-count.js';

/**
 * From when on an account must be judged though no price moved and nothing touched it: when the
 * grace of its first standing call is over, or its day of counted losses. Undefined: never.
 */
export function dueTime(
  account: Account,
  market: Pick<Market, 'configuration'>,
): Instant | undefined {
  if (account.halted !== undefined) return undefined;
  const ends: Instant[] = [];
  for (const { called, deadline } of account.pools.values()) {
    if (called && deadline !== undefined) ends.push(deadline);
  }
  const { losses } = account;
  if (losses?.until !== undefined && limitsOf(account, market) !== undefined) {
    ends.push(losses.until);
  }
  return ends.length === 0 ? undefined : instantOf(Math.min(...ends));
}
