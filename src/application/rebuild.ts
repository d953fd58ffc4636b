import { PortFailure } from '../ports/port-failure.js';
import type { Envelope, Journal } from '../ports/ports.js';
import { everyAccount } from './every-account.js';
import type { HeldAccounts } from './held-accounts.js';
import { demandUnaltered, loadAccounts, loadState, type Snapshot } from './snapshot.js';
import type { EngineState } from './state.js';
import type { UnitOfWork } from './unit-of-work.js';
import type { Watching } from './watching.js';

/** Whoever wants to know how a restart gets on. */
export interface RestoreWatcher {
  /** Told up to which sequence the tape is read. */
  readonly read?: (sequence: number) => void;
  /** Told of how many accounts the watch knows again, and of how many there are. */
  readonly watched?: (accounts: number, all: number) => void;
}

interface Parts {
  readonly state: EngineState;
  readonly accounts: HeldAccounts;
  readonly journal: Journal;
  readonly watching: Watching;
  readonly unit: UnitOfWork;
}

/** How many events are taken at once. */
const BATCH = 1000;

/**
 * Rebuilds the state from the tape, from a snapshot and what the store has, whichever there is.
 * Only what neither has is read from the tape. @returns ids of all accounts
 * @throws PortFailure when the store is ahead of the tape, or a snapshot is not to be trusted
 */
export async function rebuild(
  parts: Parts,
  snapshot: Snapshot | undefined,
  watcher: RestoreWatcher,
): Promise<readonly string[]> {
  const { state, accounts } = parts;
  // A store that does not tell may hold accounts of another place of the tape: the tape counts.
  let known: Set<string> | undefined = state.sequence === 0 ? new Set() : undefined;
  let whole = await accounts.whole();
  if (state.sequence === 0 && whole > 0) known = undefined;
  if (state.sequence > 0) whole = state.sequence;
  if (snapshot !== undefined) {
    demandUnaltered(snapshot);
    loadState(snapshot, state);
    const { sequence, accounts: records } = snapshot.body;
    if (records !== undefined && whole < sequence) {
      known = new Set(records.map(({ id }) => id));
      await loadAccounts(records, accounts, sequence);
      whole = sequence;
    }
  }
  const from = Math.min(whole, state.sequence);
  for await (const batch of batches(parts.journal, from + 1, state.sequence)) {
    await parts.unit.replay(batch, { whole, ...(known && { known }) });
    watcher.read?.(batch.at(-1)!.sequence);
  }
  if (whole > state.sequence) {
    const message = `the store is whole to ${whole}, the tape ends at ${state.sequence}`;
    throw new PortFailure('accounts', `${message}: it is that of another tape`, false);
  }
  const ids = (await accounts.ids()).filter((id) => known?.has(id) ?? true);
  await fill(parts, ids, watcher);
  parts.watching.rebuilt(ids);
  return ids;
}

/** Events in batches, none of which goes over the place that the state stands at. */
async function* batches(
  journal: Journal,
  from: number,
  stands: number,
): AsyncGenerator<readonly Envelope[]> {
  let batch: Envelope[] = [];
  for await (const envelope of journal.read(from)) {
    batch.push(envelope);
    if (batch.length < BATCH && envelope.sequence !== stands) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Has everything that knows accounts by what they hold know them again, one after the other. */
async function fill(
  { state, accounts, watching }: Parts,
  ids: readonly string[],
  { watched }: RestoreWatcher,
): Promise<void> {
  let done = 0;
  for await (const account of everyAccount(accounts, ids)) {
    state.note(account);
    state.feeds.join(account);
    watching.note(account);
    done += 1;
    if (done % BATCH === 0 || done === ids.length) watched?.(done, ids.length);
  }
}
