import type { AccountStore, Envelope, Journal } from '../ports/ports.js';
import { loadSnapshot, type Snapshot } from './snapshot.js';
import type { EngineState } from './state.js';
import type { UnitOfWork } from './unit-of-work.js';
import type { Watching } from './watching.js';

interface Parts {
  readonly state: EngineState;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly unit: UnitOfWork;
  readonly watching: Watching;
}

/** Envelopes that are applied at once. */
const BATCH = 1000;

/**
 * Rebuilds the state from the tape, or from a snapshot and the rest of the tape.
 * @returns the accounts there are, each of which is still to be judged
 * @throws PortFailure when journal, store or snapshot cannot be read
 */
export async function rebuild(
  { state, journal, accounts, unit, watching }: Parts,
  snapshot?: Snapshot,
): Promise<ReadonlySet<string>> {
  const known = new Set(state.sequence === 0 ? [] : await accounts.ids());
  if (snapshot !== undefined) {
    await loadSnapshot(snapshot, state, accounts, watching);
    for (const { id } of snapshot.body.accounts) known.add(id);
  }
  let batch: Envelope[] = [];
  for await (const envelope of journal.read(state.sequence + 1)) {
    batch.push(envelope);
    if (batch.length < BATCH) continue;
    await unit.replay(batch, known);
    batch = [];
  }
  await unit.replay(batch, known);
  watching.rebuilt(known);
  return known;
}
