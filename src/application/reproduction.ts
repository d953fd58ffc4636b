import {
  evolve,
  isoOf,
  newAccount,
  text,
  type Account,
  type AccountEvent,
  type Dec,
} from '../../domain/index.js';
import type { Journal } from '../ports/ports.js';
import type { BoundPolicies } from './bound-policies.js';
import type { Command } from './commands.js';
import type { Concern } from './concern.js';
import { marketCommand } from './market-command.js';
import { takeSnapshot, type Snapshot } from './snapshot.js';
import { EngineState, accountOf, isEngineEvent } from './state.js';

/** How to come to an account as it was found: what there was, and what came after it. */
export interface Reproduction {
  readonly account: string;
  /** The engine with this account alone, when something last happened to it. */
  readonly snapshot: Snapshot;
  /** Prices and terms that concern the account and came afterwards, one command a batch. */
  readonly commands: readonly Command[];
}

/** Which account is asked for, what it depends on, and up to which event. */
export interface Reproduced {
  readonly account: string;
  readonly concern: Concern;
  readonly sequence: number;
}

/**
 * Reads from the tape how an account came to be where it is. It is read twice, so that only what
 * came after the account's last event is kept.
 * @returns undefined where the tape does not begin with the first event, so that it cannot tell
 */
export async function reproductionOf(
  asked: Reproduced,
  journal: Journal,
  policies: BoundPolicies,
): Promise<Reproduction | undefined> {
  const last = await lastEventOf(asked, journal);
  if (last === undefined) return undefined;
  const state = new EngineState(policies);
  let account = newAccount(asked.account);
  let snapshot: Snapshot | undefined;
  const commands: Command[] = [];
  for await (const envelope of journal.read()) {
    const { sequence, at, event } = envelope;
    if (sequence > asked.sequence) break;
    const { lasts } = state.feeds;
    const before = new Map([...asked.concern.instruments].map((id) => [id, lasts.get(id)]));
    state.now = at;
    state.sequence = sequence;
    if (snapshot !== undefined) {
      const command = marketCommand(envelope, asked.concern, state.market);
      if (command !== undefined) commands.push(command);
    }
    state.apply(event, at);
    if (accountOf(event) === asked.account) account = evolve(account, event as AccountEvent);
    if (sequence === last) snapshot = await snapshotOf(state, account);
    else if (snapshot !== undefined && !isEngineEvent(event)) {
      commands.push(...tradesSince(before, state));
    }
  }
  return snapshot && { account: asked.account, snapshot, commands };
}

async function lastEventOf(
  { account, sequence }: Reproduced,
  journal: Journal,
): Promise<number | undefined> {
  let first: number | undefined;
  let last: number | undefined;
  for await (const envelope of journal.read()) {
    first ??= envelope.sequence;
    if (first !== 1 || envelope.sequence > sequence) break;
    if (accountOf(envelope.event) === account) last = envelope.sequence;
  }
  return last;
}

/** A snapshot in which nothing is told of other accounts. */
function snapshotOf(state: EngineState, account: Account): Promise<Snapshot> {
  const { ledger } = state;
  const own = [...ledger].filter(([key]) => {
    const [, holder] = JSON.parse(key) as [string, string[], string];
    return holder.length === 0 || holder[0] === account.id;
  });
  return takeSnapshot(
    { ...state, ledger: new Map(own), answers: new Map() },
    {
      ids: () => Promise.resolve([account.id]),
      load: () => Promise.resolve([account]),
      save: () => Promise.resolve(),
    },
  );
}

/** What others traded at meanwhile, as far as protective orders may watch it. */
function* tradesSince(
  before: ReadonlyMap<string, Dec | undefined>,
  { now, feeds }: EngineState,
): Generator<Command> {
  for (const [id, price] of before) {
    const last = feeds.lasts.get(id);
    if (last === undefined || price?.eq(last) === true) continue;
    yield { type: 'mark', lasts: { [id]: text(last) }, at: isoOf(now) };
  }
}
