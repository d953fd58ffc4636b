import { attempt, err } from '../../domain/index.js';
import { demandWhole } from '../history/past-state.js';
import { tapeOf } from '../history/tape.js';
import { parseQuery } from '../input/parse-query.js';
import type { AccountStore, Envelope, Journal } from '../ports/ports.js';
import { answer, asksTape, type Query, type QueryAnswer } from './queries.js';
import { shapeRejection } from './shape-rejection.js';
import type { EngineState } from './state.js';
import { unknownAccount } from './unknown-account.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly journal: Journal;
}

/**
 * Answers a question about an account as it stands; the tape is read only for what it alone knows.
 */
export async function inquire<Q extends Query>(
  { state, accounts, journal }: Parts,
  asked: Q,
): Promise<QueryAnswer<Q>> {
  const parsed = parseQuery(asked);
  if (!parsed.ok) {
    return { ok: false, error: shapeRejection(parsed.problems), problems: parsed.problems };
  }
  const question = parsed.query as Q;
  const [account] = await accounts.load([question.account]);
  if (account === undefined) return err(unknownAccount(question.account));
  const tape: Envelope[] = [];
  if (asksTape(question)) {
    for await (const envelope of journal.read()) tape.push(envelope);
    const whole = attempt(() => {
      demandWhole(tape, state.sequence);
    });
    // A figure is explained without its events too; what happened is not told without them.
    if (!whole.ok && question.ask !== 'explain') return whole;
    if (!whole.ok) tape.length = 0;
  }
  return answer(question, account, state, tapeOf(tape, state.policies.models));
}
