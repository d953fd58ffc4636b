import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Snapshot } from '../../src/application/snapshot.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { worldOf, type World } from '../support/world.js';

async function busyWorld(): Promise<World> {
  const world = await worldOf(
    { alerts: { measure: 'usage', at: ['30', '90'] }, fees: { taker: '0.001' } },
    { seed: 3, failure: 1 },
  );
  const { engine } = world;
  const answers = await engine.handleTogether([
    { type: 'account', account: 'alice', leverage: '10' },
    { type: 'deposit', account: 'alice', asset: 'USD', amount: '800', id: 'd1' },
    { type: 'deposit', account: 'alice', asset: 'BTC', amount: '0.3' },
    {
      type: 'open',
      account: 'alice',
      instrument: 'BTC-PERP',
      side: 'long',
      quantity: '11',
      price: '1000',
    },
    {
      type: 'open',
      account: 'alice',
      instrument: 'BTC-INV',
      side: 'short',
      quantity: '700',
      price: '997',
      mode: 'isolated',
    },
    {
      type: 'order',
      account: 'alice',
      order: 'o1',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '1',
      price: '90',
    },
    { type: 'setMode', account: 'alice', instrument: 'ETH-PERP', mode: 'isolated' },
    { type: 'setAlerts', account: 'bob', alerts: { measure: 'cover', at: ['2'] } },
  ]);
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  await engine.handle({
    type: 'mark',
    marks: { 'BTC-PERP': '940', 'BTC-INV': '940' },
    rates: { BTC: '940' },
  });
  return world;
}

function restored(journal = new MemoryJournal()) {
  return new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
}

describe('a snapshot', () => {
  it('restores the same state, open cases included, and saves to the same bytes again', async () => {
    const { engine } = await busyWorld();
    const account = (await engine.account('alice'))!;
    expect([...account.pools.values()].some(({ liquidation }) => liquidation !== undefined)).toBe(
      true,
    );
    const snapshot = JSON.parse(JSON.stringify(await engine.snapshot())) as Snapshot;
    const other = restored();
    await other.restore(snapshot);
    expect(await other.stateHash()).toBe(await engine.stateHash());
    expect(JSON.stringify(await other.snapshot())).toBe(JSON.stringify(snapshot));
  });

  it('and the rest of the tape give what the whole tape gives', async () => {
    const { engine, journal } = await busyWorld();
    const snapshot = await engine.snapshot();
    await engine.handle({ type: 'deposit', account: 'bob', asset: 'USD', amount: '5' });
    await engine.handle({ type: 'mark', marks: { 'ETH-PERP': '101' } });
    const other = restored(journal);
    await other.restore(snapshot);
    expect(await other.stateHash()).toBe(await engine.stateHash());
  });

  it('that was altered is refused', async () => {
    const { engine } = await busyWorld();
    const snapshot = await engine.snapshot();
    const altered = { ...snapshot, body: { ...snapshot.body, now: snapshot.body.now + 1 } };
    await expect(restored().restore(altered)).rejects.toMatchObject({ name: 'PortFailure' });
  });
});

/** Every leaf of a JSON document with another value in its place, one at a time. */
function* alterations(value: unknown, path = '$'): Generator<{ path: string; altered: unknown }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const { path: at, altered } of alterations(item, `${path}[${index}]`)) {
        yield {
          path: at,
          altered: value.map((other: unknown, i) => (i === index ? altered : other)),
        };
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      for (const { path: at, altered } of alterations(item, `${path}.${key}`)) {
        yield { path: at, altered: { ...value, [key]: altered } };
      }
    }
  } else if (typeof value === 'number') yield { path, altered: value + 1 };
  else if (typeof value === 'boolean') yield { path, altered: !value };
  else if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) {
    yield { path, altered: value === '7.25' ? '8.5' : '7.25' };
  }
}

describe('the state hash', () => {
  it('changes with any one number or flag of an account', async () => {
    const { engine } = await busyWorld();
    const { accountFromRecord, accountRecord, canonicalJson } =
      await import('../../domain/index.js');
    const record = accountRecord((await engine.account('alice'))!);
    const whole = canonicalJson(accountFromRecord(record));
    let altered = 0;
    for (const { path, altered: other } of alterations(record)) {
      const changed = canonicalJson(accountFromRecord(other as typeof record));
      expect({ path, same: changed === whole }).toEqual({ path, same: false });
      altered += 1;
    }
    expect(altered).toBeGreaterThan(20);
  });
});
