import fc from 'fast-check';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { reproduce } from '../../src/application/reproduce.js';
import { WatchMiss } from '../../src/application/watch-miss.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Watch } from '../../src/ports/watch.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { BlindWatch } from '../support/blind-watch.js';
import { Happenings, play, worldOfDay, type PlayedStep } from '../support/played-day.js';
import { guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 50;

const engineOf = (watch: Watch) => new PlimsollContainer(partsModule({ watch })).engine();

/** An account that is left out, by a watch that knows better. */
const BLIND_TO = 'alice';

describe.each<[string, () => Watch]>([
  ['the reference watch', () => new NaiveWatch()],
  ['the fast watch', () => new TriggerWatch()],
])('the self-audit of %s', (_, watchOf) => {
  it('finds nobody after any step', async () => {
    const seen = new Happenings();
    let audited = 0;
    let rounds = 0;
    const sizes = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, sizes, async (day, accounts) => {
        const after = async ({ world: { engine, journal } }: PlayedStep): Promise<void> => {
          const before = journal.envelopes.length;
          const report = await engine.audit({ accounts, sweep: true });
          expect(report.overdue).toEqual([]);
          expect(report.audited).toBeLessThanOrEqual(accounts);
          expect(journal.envelopes.length).toBe(before);
          audited += report.audited;
          if (report.endsRound) rounds += 1;
        };
        await play(day, seen, { after }, { watch: watchOf() });
      }),
      { numRuns: RUNS, seed: 61 },
    );
    seen.atLeast({ liquidated: RUNS, triggered: 12, bankrupt: 20 });
    expect(audited).toBeGreaterThan(RUNS * 30);
    expect(rounds).toBeGreaterThan(RUNS * 10);
  }, 120_000);

  it('finds whom it leaves out, and the reproduction finds the same again', async () => {
    const seen = { misses: 0, due: 0, alerts: 0, triggers: 0 };
    const blind = (): Watch => new BlindWatch([BLIND_TO], watchOf());
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, async ({ engine: terms, venue, commands }) => {
        const alerts = { measure: 'cover' as const, at: ['3', '1.5'] };
        const day = { engine: { ...terms, alerts }, venue, commands };
        const { engine } = await worldOfDay(day, new MemoryJournal(), { watch: blind() });
        for (const command of commands) {
          await engine.handle(command);
          const problem = await engine.audit().catch((error: unknown) => error);
          if (!(problem instanceof WatchMiss)) continue;
          expect(problem.misses.map(({ account }) => account)).toEqual([BLIND_TO]);
          const { reproduction, events, due, pools, account } = problem.misses[0]!;
          seen.misses += 1;
          if (due.length > 0) seen.due += 1;
          if (events.includes('MarginAlertRaised')) seen.alerts += 1;
          if (events.includes('ProtectionTriggered')) seen.triggers += 1;
          // It is judged by then.
          await engine.audit();
          const written = JSON.parse(JSON.stringify(reproduction)) as typeof reproduction & object;
          const again = await reproduce(engineOf(blind()), written);
          expect(again).toMatchObject({ events, due, pools, account });
          expect(await reproduce(engineOf(watchOf()), written)).toBeUndefined();
        }
      }),
      { numRuns: 40, seed: 62 },
    );
    expect(seen.misses).toBeGreaterThan(40);
    expect(seen.due).toBeGreaterThan(15);
    expect(seen.alerts).toBeGreaterThan(15);
    expect(seen.triggers).toBeGreaterThan(1);
  }, 120_000);
});
