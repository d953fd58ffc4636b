import fc from 'fast-check';
import { awaitedPositions } from '../../domain/index.js';
import { Happenings, play } from '../support/played-day.js';
import { guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 80;

/**
 * I-6: after every step each pool at or below its line is flagged: its case is open, and says that
 * it waits for an answer of the venue, or that a close-out was left unfilled. All figures are the
 * oracle's, from the tape alone.
 */
describe('I-6: no breached pool is left unflagged', () => {
  it('after any step, whatever the venue does', async () => {
    const seen = new Happenings();
    const checked = { breached: 0, healthy: 0, isolated: 0, awaited: 0 };
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, async (day) => {
        await play(day, seen, {
          event: (event, book) => {
            if (event.type !== 'LiquidationStarted') return;
            // A case is opened once, and only for a pool that is breached.
            expect(book.caseOf(event.account!, event.pool!)).toBeUndefined();
            expect(book.isBreached(event.account!, event.pool!)).toBe(true);
          },
          after: async ({ world: { engine }, book }) => {
            for (const account of book.accounts.keys()) {
              for (const pool of book.poolsOf(account)) {
                const breached = book.isBreached(account, pool);
                checked[breached ? 'breached' : 'healthy'] += 1;
                if (pool !== 'cross') checked.isolated += 1;
                if (!breached) continue;
                const held = (await engine.account(account))!.pools.get(pool)!;
                const open = book.caseOf(account, pool);
                expect(open).toMatchObject({ id: held.liquidation?.id });
                const { pending, waiting } = held.liquidation!;
                // What the venue may just have filled by a protective order is waited for too.
                const awaited = awaitedPositions(held).length > 0;
                if (awaited) checked.awaited += 1;
                else expect(pending !== undefined || waiting !== undefined).toBe(true);
                expect(open!.pending).toBe(pending !== undefined);
                expect(open!.waiting).toBe(held.liquidation!.waitingFor);
              }
            }
          },
        });
      }),
      { numRuns: RUNS, seed: 6 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 30, retried: 20, resumed: 10 });
    expect(checked.breached).toBeGreaterThan(50);
    expect(checked.healthy).toBeGreaterThan(1000);
    expect(checked.isolated).toBeGreaterThan(200);
  }, 120_000);
});
