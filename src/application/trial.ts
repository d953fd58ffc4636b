import {
  Refused,
  decideReview,
  refuse,
  type Account,
  type DecisionContext,
  type Instrument,
  type InstrumentTerms,
} from '../../domain/index.js';

/** What makes up the worth of a position: other terms under it would be another position. */
const FIXED = ['kind', 'base', 'quote', 'multiplier'] as const satisfies (keyof InstrumentTerms)[];

/**
 * Terms that open positions stand on stay as they are.
 * @rejects `position.conflict` naming the term and the position that is open under it
 */
export function refuseOtherContract(
  before: Instrument | undefined,
  after: Instrument,
  accounts: readonly Account[],
): void {
  if (before === undefined) return;
  const changed = FIXED.find((term) => String(before[term]) !== String(after[term]));
  const holder = accounts.find((account) => holds(account, after.id));
  if (changed === undefined || holder === undefined) return;
  refuse('position.conflict', `${holder.id} has an open position in ${after.id}`, {
    field: `instrument.${changed}`,
    figure: String(after[changed]),
    limit: String(before[changed]),
  });
}

/**
 * Measures of open positions are in the settlement asset, and so is every rate.
 * @rejects `position.conflict` naming the account that has a position open
 */
export function refuseOtherSettlement(
  before: string,
  after: string,
  accounts: readonly Account[],
): void {
  const holder = before === after ? undefined : accounts.find((account) => holds(account));
  if (holder === undefined) return;
  refuse('position.conflict', `${holder.id} has an open position measured in ${before}`, {
    field: 'settlement',
    figure: after,
    limit: before,
  });
}

/** Whether the account has a position open, in the instrument if one is named. */
export function holds(account: Account, instrument?: string): boolean {
  for (const { positions } of account.pools.values()) {
    if (instrument === undefined && positions.size > 0) return true;
    for (const held of positions.values()) if (held.instrument === instrument) return true;
  }
  return false;
}

/**
 * Measures accounts under terms that do not hold yet, so that terms under which an account could
 * not be judged never come to hold. A bug that is met here is left to judging, which halts.
 * @rejects whatever an account cannot be measured for, `market.mark-missing` above all
 */
export function refuseUnmeasurable(accounts: readonly Account[], trial: DecisionContext): void {
  for (const account of accounts) {
    try {
      decideReview(account, trial);
    } catch (problem) {
      if (!(problem instanceof Refused)) continue;
      const { code, message, ...data } = problem.rejection;
      refuse(code, `${account.id} could not be measured: ${message}`, data);
    }
  }
}
