import fc from 'fast-check';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Account } from '../../domain/index.js';
import type { Envelope } from '../../src/ports/ports.js';
import { Happenings, play, worldOfDay } from '../support/played-day.js';
import { WIDE } from '../support/wide-listing.js';
import { worldOf } from '../support/world.js';
import { dayArbitrary, guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 50;

/** Fails those calls whose drawn numbers say so, once it is switched on. */
class Chance {
  on = false;
  failures = 0;
  private calls = 0;

  constructor(private readonly numbers: readonly number[]) {}

  fails(): boolean {
    if (!this.on) return false;
    this.calls += 1;
    const fails = this.numbers[this.calls % this.numbers.length]! < 20;
    if (fails) this.failures += 1;
    return fails;
  }
}

class FlakyJournal extends MemoryJournal {
  constructor(private readonly chance: Chance) {
    super();
  }

  override append(envelopes: readonly Envelope[]): Promise<void> {
    return this.chance.fails() ? Promise.reject(new Error('disk full')) : super.append(envelopes);
  }
}

class FlakyStore extends MemoryAccountStore {
  constructor(private readonly chance: Chance) {
    super();
  }

  override save(accounts: readonly Account[]): Promise<void> {
    return this.chance.fails() ? Promise.reject(new Error('disk full')) : super.save(accounts);
  }
}

/** The state that the tape alone gives. */
async function hashOfTape({ envelopes }: MemoryJournal): Promise<string> {
  const journal = new MemoryJournal();
  journal.envelopes.push(...envelopes);
  const parts = partsModule({ journal, clock: new FixedClock() });
  const engine = new PlimsollContainer(parts).engine();
  await engine.restore();
  return engine.stateHash();
}

const numbers = fc.array(fc.nat({ max: 99 }), { minLength: 20, maxLength: 40 });

describe('I-22: atomicity', () => {
  it('a refused command changes nothing, whatever the venue does', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, async (day) => {
        let hash = '';
        await play(day, seen, {
          before: async ({ engine }) => {
            hash = await engine.stateHash();
          },
          after: async ({ world, answer, events }) => {
            if (answer.ok) return;
            expect(events).toEqual([]);
            expect(await world.engine.stateHash()).toBe(hash);
          },
        });
      }),
      { numRuns: RUNS, seed: 22 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 20, retried: 10, refused: 2 * RUNS });
  }, 120_000);

  it('a failed append leaves the state of the tape, with nothing of its command', async () => {
    const seen = { failed: 0, untouched: 0, closed: 0 };
    await fc.assert(
      fc.asyncProperty(dayArbitrary, numbers, async (day, drawn) => {
        const chance = new Chance(drawn);
        const { engine, journal } = await worldOfDay(day, new FlakyJournal(chance));
        chance.on = true;
        for (const command of day.commands) {
          const [hash, length] = [await engine.stateHash(), journal.envelopes.length];
          try {
            await engine.handle(command);
          } catch (problem) {
            seen.failed += 1;
            expect(problem).toMatchObject({ name: 'PortFailure', port: 'journal' });
            if (journal.envelopes.length > length) continue;
            expect(await engine.stateHash()).toBe(hash);
            seen.untouched += 1;
          }
        }
        expect(await engine.stateHash()).toBe(await hashOfTape(journal));
        seen.closed += journal.envelopes.filter(({ event }) => 'closeOut' in event).length;
        checkNothingTwice(journal);
      }),
      { numRuns: RUNS, seed: 221 },
    );
    expect(seen.failed).toBeGreaterThan(RUNS);
    expect(seen.untouched).toBeGreaterThan(RUNS / 2);
    expect(seen.closed).toBeGreaterThan(RUNS / 2);
  }, 120_000);

  it('a store that fails now and then leaves the state of the tape', async () => {
    let failures = 0;
    let liquidated = 0;
    await fc.assert(
      fc.asyncProperty(dayArbitrary, numbers, async (day, drawn) => {
        const chance = new Chance(drawn);
        const accounts = new FlakyStore(chance);
        const parts = { accounts };
        const world = await worldOf(day.engine, day.venue, new MemoryJournal(), parts, WIDE);
        chance.on = true;
        const { engine, journal } = world;
        for (const command of day.commands) await engine.handle(command);
        expect(await engine.stateHash()).toBe(await hashOfTape(journal));
        failures += chance.failures;
        const types = journal.envelopes.map(({ event }) => event.type);
        liquidated += types.filter((type) => type === 'LiquidationStarted').length;
      }),
      { numRuns: RUNS, seed: 222 },
    );
    expect(failures).toBeGreaterThan(RUNS);
    expect(liquidated).toBeGreaterThan(RUNS / 2);
  }, 120_000);
});

/** Each close-out is booked once, and none beyond what was asked. */
function checkNothingTwice({ envelopes }: MemoryJournal): void {
  const booked = envelopes.flatMap(({ event }) =>
    'closeOut' in event && event.closeOut !== undefined ? [event.closeOut] : [],
  );
  expect(new Set(booked).size).toBe(booked.length);
}
