import {
  interestDueAt,
  type Account,
  type Instant,
  type InterestRules,
} from '../../domain/index.js';

/** The first instant at which any of the accounts has interest to pay; undefined when none ever. */
export function nextCharge(
  rules: InterestRules | undefined,
  accounts: readonly (Account | undefined)[],
): Instant | undefined {
  if (rules === undefined) return undefined;
  let first: Instant | undefined;
  for (const account of accounts) {
    for (const { positions } of account?.pools.values() ?? []) {
      for (const position of positions.values()) {
        const due = interestDueAt(rules, position);
        if (due !== undefined && (first === undefined || due < first)) first = due;
      }
    }
  }
  return first;
}
