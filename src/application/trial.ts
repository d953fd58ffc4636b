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
 * Terms that an open position stands on stay as they are.
 * @rejects `position.conflict` naming the term and the holder of the position
 */
export function refuseOtherContract(
  before: Instrument | undefined,
  after: Instrument,
  holder: Account,
): void {
  if (before === undefined) return;
  const changed = FIXED.find((term) => String(before[term]) !== String(after[term]));
  if (changed === undefined) return;
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
export function refuseOtherSettlement(before: string, after: string, holder: Account): void {
  if (before === after) return;
  refuse('position.conflict', `${holder.id} has an open position measured in ${before}`, {
    field: 'settlement',
    figure: after,
    limit: before,
  });
}

/**
 * Measures an account under terms that do not hold yet, so that terms under which an account could
 * not be judged never come to hold. A bug that is met here is left to judging, which halts.
 * @rejects whatever the account cannot be measured for, `market.mark-missing` above all
 */
export function refuseUnmeasurable(account: Account, trial: DecisionContext): void {
  try {
    decideReview(account, trial);
  } catch (problem) {
    if (!(problem instanceof Refused)) return;
    const { code, message, ...data } = problem.rejection;
    refuse(code, `${account.id} could not be measured: ${message}`, data);
  }
}
