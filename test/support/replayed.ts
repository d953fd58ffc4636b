import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { World } from './world.js';

/** The state hash now, after a replay of the tape, and after a snapshot of it was restored. */
export async function hashesOf({ engine, journal }: World): Promise<readonly string[]> {
  const replayed = new PlimsollContainer(
    partsModule({ journal: tapeOf(journal), clock: new FixedClock() }),
  ).engine();
  await replayed.restore();
  const restored = new PlimsollContainer(
    partsModule({ journal: new MemoryJournal(), clock: new FixedClock() }),
  ).engine();
  await restored.restore(structuredClone(await engine.snapshot()));
  return Promise.all([engine, replayed, restored].map((one) => one.stateHash()));
}

function tapeOf(journal: MemoryJournal): MemoryJournal {
  const copy = new MemoryJournal();
  copy.envelopes.push(...structuredClone(journal.envelopes));
  return copy;
}
