import {
  evolve,
  newAccount,
  refuse,
  type Account,
  type AccountEvent,
  type MarginModels,
  type Market,
} from '../../domain/index.js';
import { BUILT_IN_POLICIES } from '../application/bound-policies.js';
import { EngineState, accountOf, isEngineEvent } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';

/**
 * What an engine knew at a point of its tape: prices and terms, and the accounts that are
 * followed. It is moved on event by event and decides nothing, so whatever was true after an event
 * can be measured again.
 */
export class PastState {
  private readonly state: EngineState;
  private readonly accounts = new Map<string, Account>();

  constructor(
    private readonly followed: ReadonlySet<string>,
    models: MarginModels = BUILT_IN_POLICIES.models,
  ) {
    this.state = new EngineState({ ...BUILT_IN_POLICIES, models });
  }

  /** Prices and terms after the last event. The view is live: measure before moving on. */
  get market(): Market {
    return this.state.market;
  }

  /** A followed account after the last event; undefined until its first one. */
  account(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  /** Lets an event of the tape happen. */
  apply({ event, at }: Envelope): void {
    this.state.now = at;
    if (isEngineEvent(event)) this.state.apply(event, at);
    const id = accountOf(event);
    if (id === undefined) return;
    this.state.feeds.apply(event as AccountEvent, this.market);
    if (!this.followed.has(id)) return;
    this.accounts.set(id, evolve(this.account(id) ?? newAccount(id), event as AccountEvent));
  }
}

/** An event of the tape together with the state that it led to. */
export interface Moment {
  readonly envelope: Envelope;
  readonly past: PastState;
}

/**
 * Walks a tape from its beginning, with one account followed, up to so many events.
 * @rejects `history.incomplete` when the tape does not begin with the first event
 */
export function* momentsOf(tape: Tape, account: string, end = tape.length): Generator<Moment> {
  demandWhole(tape);
  const past = new PastState(new Set([account]), tape.models);
  for (const envelope of tape.slice(0, end)) {
    past.apply(envelope);
    yield { envelope, past };
  }
}

/**
 * Refuses a tape that does not begin with the first event.
 * @param told how many events the engine knows to have happened
 * @rejects `history.incomplete`
 */
export function demandWhole(tape: Tape, told = 0): void {
  const first = tape[0]?.sequence ?? told + 1;
  if (first === 1) return;
  const message = `the tape begins with event ${first}: what came before is not on it`;
  refuse('history.incomplete', message, {
    field: 'sequence',
    figure: String(first),
    limit: '1',
  });
}
