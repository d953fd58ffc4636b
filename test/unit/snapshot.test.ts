import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Snapshot } from '../../src/application/snapshot.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { busyWorld } from '../support/busy-world.js';

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
