import fc from 'fast-check';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { Snapshot } from '../../src/application/snapshot.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Envelope } from '../../src/ports/ports.js';
import { Happenings, play, worldOfDay } from '../support/played-day.js';
import { calmDayArbitrary, guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 40;

/** An engine on a tape of its own that holds these envelopes, as read back from storage. */
function engineOn(envelopes: readonly Envelope[]): {
  engine: MarginEngine;
  journal: MemoryJournal;
} {
  const journal = new MemoryJournal();
  journal.envelopes.push(...(JSON.parse(JSON.stringify(envelopes)) as Envelope[]));
  const parts = partsModule({ journal, clock: new FixedClock() });
  return { engine: new PlimsollContainer(parts).engine(), journal };
}

describe('I-20: replay determinism', () => {
  it('the same commands give the same tape, and the tape the same state at any cut', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, fc.nat({ max: 99 }), async (day, percent) => {
        const first = await play(day, seen, {});
        const second = await worldOfDay(day);
        let snapshot: Snapshot | undefined;
        const at = Math.floor((day.commands.length * percent) / 100);
        for (const [index, command] of day.commands.entries()) {
          await second.engine.handle(command);
          if (index === at) snapshot = await second.engine.snapshot();
        }
        const { envelopes } = first.journal;
        expect(second.journal.envelopes).toEqual(envelopes);
        const hash = await first.engine.stateHash();
        const replayed = engineOn(envelopes).engine;
        await replayed.restore();
        expect(await replayed.stateHash()).toBe(hash);
        const restored = engineOn(envelopes).engine;
        await restored.restore(JSON.parse(JSON.stringify(snapshot)) as Snapshot);
        expect(await restored.stateHash()).toBe(hash);
        expect(await restored.snapshot()).toEqual(await first.engine.snapshot());
      }),
      { numRuns: RUNS, seed: 20 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 20, bankrupt: 20, retried: 8, triggered: 5 });
  }, 120_000);

  it('an engine that dies before every command writes the same tape', async () => {
    const seen = new Happenings();
    const runs = 12;
    await fc.assert(
      fc.asyncProperty(calmDayArbitrary, async (day) => {
        const whole = await play(day, seen, {});
        const start = (await worldOfDay(day)).journal.envelopes;
        let tape: readonly Envelope[] = start;
        let last: MarginEngine | undefined;
        for (const command of day.commands) {
          const { engine, journal } = engineOn(tape);
          await engine.restore();
          await engine.handle(command);
          tape = journal.envelopes;
          last = engine;
        }
        expect(tape).toEqual(whole.journal.envelopes);
        expect(await last!.stateHash()).toBe(await whole.engine.stateHash());
      }),
      { numRuns: runs, seed: 21 },
    );
    seen.atLeast({ liquidated: runs, bankrupt: 4 });
  }, 120_000);
});
