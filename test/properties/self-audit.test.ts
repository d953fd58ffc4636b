import fc from 'fast-check';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { reproduce } from '../../src/application/reproduce.js';
import { WatchMiss } from '../../src/application/watch-miss.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';
import { BlindWatch } from '../support/blind-watch.js';
import { Happenings, play } from '../support/played-day.js';
import { WIDE } from '../support/wide-listing.js';
import { worldOf } from '../support/world.js';
import { guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 60;

/** A watch that stands for itself, as a test that tries another one must not hear of the first. */
const engineOf = (watch: NaiveWatch) => new PlimsollContainer(partsModule({ watch })).engine();

describe('the self-audit', () => {
  it('finds nobody after any step of a sound engine', async () => {
    const seen = new Happenings();
    let audited = 0;
    let rounds = 0;
    await fc.assert(
      fc.asyncProperty(
        guardedDayArbitrary,
        fc.integer({ min: 1, max: 4 }),
        async (day, accounts) => {
          await play(day, seen, {
            after: async ({ world: { engine, journal } }) => {
              const before = journal.envelopes.length;
              const report = await engine.audit({ accounts });
              expect(report).toMatchObject({ overdue: [], putOff: 0 });
              expect(report.audited).toBeLessThanOrEqual(accounts);
              expect(journal.envelopes.length).toBe(before);
              audited += report.audited;
              if (report.endsRound) rounds += 1;
            },
          });
        },
      ),
      { numRuns: RUNS, seed: 61 },
    );
    seen.atLeast({ liquidated: RUNS, triggered: 20, bankrupt: 20 });
    expect(audited).toBeGreaterThan(RUNS * 30);
    expect(rounds).toBeGreaterThan(RUNS * 10);
  }, 120_000);

  it('finds whom a watch leaves out, and its reproduction finds the same again', async () => {
    const seen = { misses: 0, due: 0, alerts: 0 };
    const blindTo = 'alice';
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, async ({ engine: terms, venue, commands }) => {
        const alerts = { measure: 'cover' as const, at: ['3', '1.5'] };
        const parts = { watch: new BlindWatch(blindTo) };
        const world = await worldOf({ ...terms, alerts }, venue, new MemoryJournal(), parts, WIDE);
        for (const command of commands) {
          await world.engine.handle(command);
          const problem = await world.engine.audit().catch((error: unknown) => error);
          if (!(problem instanceof WatchMiss)) continue;
          const [{ reproduction, ...found }, ...others] = problem.misses as [
            WatchMiss['misses'][number],
          ];
          expect(others).toEqual([]);
          expect(found.account).toBe(blindTo);
          seen.misses += 1;
          if (found.due.length > 0) seen.due += 1;
          if (found.events.includes('MarginAlertRaised')) seen.alerts += 1;
          // It is judged by then.
          await world.engine.audit();
          const written = JSON.parse(JSON.stringify(reproduction)) as typeof reproduction;
          const again = await reproduce(engineOf(new BlindWatch(blindTo)), written!);
          const { events, due, pools, account } = found;
          expect(again).toMatchObject({ events, due, pools, account });
          expect(await reproduce(engineOf(new NaiveWatch()), written!)).toBeUndefined();
        }
      }),
      { numRuns: 40, seed: 62 },
    );
    expect(seen.misses).toBeGreaterThan(40);
    expect(seen.due).toBeGreaterThan(15);
    expect(seen.alerts).toBeGreaterThan(15);
  }, 120_000);
});
