import type { Account, Configuration, InstrumentTerms } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { hashOf } from '../../src/application/hashing.js';
import type { Snapshot } from '../../src/application/snapshot.js';
import type { EngineState } from '../../src/application/state.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { alterations } from '../support/alterations.js';
import { busyWorld } from '../support/busy-world.js';

/** A part of the state and how another value is put in its place. */
interface Part {
  readonly value: unknown;
  readonly put: (altered: unknown) => void;
}

/** What of the state is worked out from the rest, or is no state: it cannot differ alone. */
const DERIVED = [
  'policies',
  'open',
  'deadlines',
  'earliest',
  'guarded',
  'dated',
  'inForce',
  'measured',
  'options',
  'view',
  'lastContext',
  'claimants',
];

const inPlace = (map: Map<string, unknown>): Part => ({
  value: new Map(map),
  put: (altered) => {
    map.clear();
    for (const [key, value] of altered as Map<string, unknown>) map.set(key, value);
  },
});

/** Every part of an engine's state beside its accounts, by the name of its property. */
function partsOf(state: EngineState): Record<string, Part[]> {
  const writable = state as { now: unknown; sequence: unknown; configuration: unknown };
  const { configuration, instruments } = state;
  const listed = [...instruments].map(([id, instrument]): Part => ({
    value: instrument.terms,
    put: (terms) => {
      instruments.set(id, { ...instrument, terms: terms as InstrumentTerms });
    },
  }));
  return {
    now: [{ value: state.now, put: (altered) => (writable.now = altered) }],
    sequence: [{ value: state.sequence, put: (altered) => (writable.sequence = altered) }],
    configuration: [
      {
        value: configuration.terms,
        put: (terms) => (writable.configuration = { ...configuration, terms } as Configuration),
      },
    ],
    instruments: listed,
    facts: [inPlace(state.facts)],
    marks: [inPlace(state.marks)],
    indexes: [inPlace(state.indexes)],
    rates: [inPlace(state.rates)],
    surfaces: [inPlace(state.surfaces)],
    sourceFeeds: [inPlace(state.sourceFeeds.sources), inPlace(state.sourceFeeds.paths)],
    feeds: [inPlace(state.feeds.lasts), inPlace(state.feeds.trails)],
    funds: [inPlace(state.funds)],
    ledger: [inPlace(state.ledger)],
    answers: [inPlace(state.answers)],
  };
}

async function restoredFrom(body: Snapshot['body']): Promise<string> {
  const parts = partsModule({ journal: new MemoryJournal(), clock: new FixedClock() });
  const engine = new PlimsollContainer(parts).engine();
  await engine.restore({ schema: 1, hash: hashOf(body), body });
  return engine.stateHash();
}

describe('the state hash', () => {
  it('changes with any one field of an account', async () => {
    const { engine, store } = await busyWorld();
    const hash = await engine.stateHash();
    const seen = { altered: 0, same: [] as string[] };
    for (const id of await store.ids()) {
      const [account] = (await store.load([id])) as [Account];
      for (const { path, altered } of alterations(account, id)) {
        // The id is the place where the store keeps it.
        if (path.startsWith(`${id}.id`)) continue;
        await store.save([altered as Account]);
        if ((await engine.stateHash()) === hash) seen.same.push(path);
        seen.altered += 1;
      }
      await store.save([account]);
    }
    expect(seen.same).toEqual([]);
    expect(seen.altered).toBeGreaterThan(400);
    expect(await engine.stateHash()).toBe(hash);
  }, 60_000);

  it('changes with any one field beside the accounts, and no part is left out', async () => {
    const { engine, state } = await busyWorld();
    const hash = await engine.stateHash();
    const parts = partsOf(state);
    expect([...Object.keys(parts), ...DERIVED].sort()).toEqual(Object.keys(state).sort());
    const same: string[] = [];
    for (const [name, places] of Object.entries(parts)) {
      let altered = 0;
      for (const { value, put } of places) {
        for (const alteration of alterations(value, name)) {
          put(alteration.altered);
          // What lacks a part that it must have has no hash at all.
          const other = await engine.stateHash().catch(() => undefined);
          if (other === hash) same.push(alteration.path);
          if (other !== undefined) altered += 1;
        }
        put(value);
      }
      expect({ name, altered: altered > 0 }).toEqual({ name, altered: true });
    }
    expect(same).toEqual([]);
    expect(await engine.stateHash()).toBe(hash);
  }, 60_000);
});

describe('a snapshot', () => {
  it('keeps every field: any one that is altered gives another state, or is refused', async () => {
    const { engine } = await busyWorld();
    const hash = await engine.stateHash();
    const { body } = JSON.parse(JSON.stringify(await engine.snapshot())) as Snapshot;
    expect(await restoredFrom(body)).toBe(hash);
    const seen = { altered: 0, refused: 0, same: [] as string[] };
    for (const { path, altered } of alterations(body)) {
      const other = await restoredFrom(altered as Snapshot['body']).catch(() => undefined);
      if (other === undefined) seen.refused += 1;
      if (other === hash) seen.same.push(path);
      seen.altered += 1;
    }
    expect(seen.same).toEqual([]);
    expect(seen.altered).toBeGreaterThan(600);
    expect(seen.refused).toBeLessThan(seen.altered / 2);
  }, 60_000);
});
