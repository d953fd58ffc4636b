import fc from 'fast-check';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Answer } from '../../src/application/answer.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { Command } from '../../src/application/commands.js';
import { Happenings, play } from '../support/played-day.js';
import { guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 50;
const counts = { repeated: 0, conflicts: 0, amidCases: 0 };

/** The same id with another body. */
function changed({ id }: Command): Command {
  return { type: 'deposit', account: 'eve', asset: 'USD', amount: '77.7', id: id! };
}

/** Sends an accepted command again, and its id with another body. */
async function sendAgain(engine: MarginEngine, command: Command, first: Answer): Promise<void> {
  if (!first.ok) return;
  expect(await engine.handle(command)).toEqual({ ...first, repeated: true });
  counts.repeated += 1;
  expect(await engine.handle(changed(command))).toMatchObject({
    ok: false,
    error: { code: 'command.conflict' },
  });
  counts.conflicts += 1;
}

describe('I-21: idempotency', () => {
  it('a repeated command changes nothing, at once, later and after a restart', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, async (day) => {
        const answers = new Map<Command, Answer>();
        const { engine, journal } = await play(day, seen, {
          after: async ({ world, command, answer, events }) => {
            answers.set(command, answer);
            const cases = events.some(({ type }) => type === 'CloseOutRequested');
            if (!cases) return;
            // A case that waits for the venue is not taken up by a repetition.
            const length = world.journal.envelopes.length;
            await sendAgain(world.engine, command, answer);
            expect(world.journal.envelopes).toHaveLength(length);
            counts.amidCases += 1;
          },
        });
        const hash = await engine.stateHash();
        for (const [command, answer] of answers) await sendAgain(engine, command, answer);
        expect(await engine.stateHash()).toBe(hash);
        const parts = partsModule({ journal, clock: new FixedClock() });
        const restarted = new PlimsollContainer(parts).engine();
        await restarted.restore();
        expect(await restarted.stateHash()).toBe(hash);
        // What the restart interrupted is taken up first; it would be by any accepted step.
        await restarted.handle({ type: 'retry' });
        const resumed = await restarted.stateHash();
        for (const [command, answer] of answers) await sendAgain(restarted, command, answer);
        expect(await restarted.stateHash()).toBe(resumed);
      }),
      { numRuns: RUNS, seed: 31 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 30, retried: 10 });
    expect(counts.repeated).toBeGreaterThan(20 * RUNS);
    expect(counts.amidCases).toBeGreaterThan(RUNS);
  }, 120_000);
});
