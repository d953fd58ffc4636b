import { interestDueAt, type Instant, type InterestRules } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import { everyAccount } from './every-account.js';

/** The first instant at which any account has interest to pay; undefined when none ever. */
export async function nextCharge(
  rules: InterestRules | undefined,
  accounts: AccountStore,
): Promise<Instant | undefined> {
  if (rules === undefined) return undefined;
  let first: Instant | undefined;
  for await (const { pools } of everyAccount(accounts)) {
    for (const { positions } of pools.values()) {
      for (const position of positions.values()) {
        const due = interestDueAt(rules, position);
        if (due !== undefined && (first === undefined || due < first)) first = due;
      }
    }
  }
  return first;
}
