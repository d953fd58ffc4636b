import {
  InvariantViolation,
  Refused,
  ok,
  refuse,
  type Rejection,
  type Result,
} from '../kernel/index.js';
import type { Account, Halt } from './account.js';
import { AccountNeeded, HoldersNeeded, type Decision, type Draft } from './draft.js';
import { evolve } from './evolve.js';

/**
 * Decides something about one account. A bug that is met on the way halts this account, and only
 * this one: what was decided is then the halt, with `rest` in the place of what else would have
 * been answered. The account stays as it was, so that it can be looked at.
 */
export function decideOrHalt<Rest extends object>(
  account: Account,
  decide: () => Decision & Rest,
  rest: Rest,
): Decision & Rest {
  try {
    return decide();
  } catch (problem) {
    return { ...decideHalt(account, haltFor(problem)), ...rest };
  }
}

/** The same for a step over many accounts, where a refusal is an answer and no bug. */
export function chargeOrHalt(
  account: Account,
  decide: () => Result<Decision, Rejection>,
): Result<Decision, Rejection> {
  try {
    return decide();
  } catch (problem) {
    return ok(decideHalt(account, haltFor(problem)));
  }
}

/** Halts an account for good: from here on it is neither judged, charged nor changed. */
export function decideHalt(account: Account, halt: Halt): Decision {
  const event = { type: 'AccountHalted', account: account.id, ...halt } as const;
  return { events: [event], next: evolve(account, event) };
}

/**
 * The halt that a thrown problem comes to. Decisions are pure, so whatever they throw is a bug.
 * @throws HoldersNeeded, AccountNeeded again: what is missing is no bug
 */
export function haltFor(problem: unknown): Halt {
  if (problem instanceof HoldersNeeded || problem instanceof AccountNeeded) throw problem;
  if (problem instanceof InvariantViolation) {
    const { rule, message, figures } = problem;
    return { rule, message, figures };
  }
  if (problem instanceof Refused) {
    const { code, message, ...figures } = problem.rejection;
    return { rule: code, message, figures };
  }
  const { name, message } = problem instanceof Error ? problem : new Error(String(problem));
  return { rule: name, message, figures: {} };
}

/** Nothing is decided about a halted account. @rejects `account.halted` with the broken rule */
export function refuseWhileHalted({ id, halted }: Account): void {
  if (halted === undefined) return;
  refuse('account.halted', `the account ${id} is halted: ${halted.message}`, {
    field: 'account',
    figure: id,
    limit: halted.rule,
  });
}

/**
 * Takes a halted account back to work, once what halted it is mended; it is judged in the same
 * step, and halts again if the bug is still there.
 * @rejects `account.not-halted`
 */
export function resume(draft: Draft): void {
  const { account } = draft;
  if (account.halted === undefined) {
    refuse('account.not-halted', `the account ${account.id} is not halted`, {
      field: 'account',
      figure: account.id,
    });
  }
  draft.emit({ type: 'AccountResumed', account: account.id });
}
