import fc from 'fast-check';
import { compare, sign, subtract } from '../support/oracle/pool-figures/fraction.js';
import { measure } from '../support/oracle/pool-figures/pool.js';
import { Happenings, play, type PlayedStep } from '../support/played-day.js';
import { dayArbitrary } from './day-arbitrary.js';

const RUNS = 80;
const counts = { opened: 0, isolated: 0, moved: 0, tight: 0 };

/** What a holder may ask that is not a pure reduction. */
const ASKED: ReadonlySet<string> = new Set([
  'open',
  'deposit',
  'withdraw',
  'addMargin',
  'removeMargin',
  'setLeverage',
]);

const REDUCED: ReadonlySet<string> = new Set(['PositionReduced', 'PositionClosed']);

/**
 * I-8: an accepted command that adds risk leaves its pool with its initial margin, and no command
 * but a pure reduction makes a healthy pool a breached one.
 */
function check({ command, answer, events, book }: PlayedStep, breached: Set<string>): void {
  if (!answer.ok || !ASKED.has(command.type)) return;
  if (events.some(({ type }) => REDUCED.has(type))) return;
  for (const event of events) {
    if (event.type !== 'LiquidationStarted') continue;
    expect(breached.has(`${event.account} ${event.pool}`)).toBe(true);
  }
  for (const event of events) {
    if (event.type === 'PositionOpened' || event.type === 'PositionIncreased') {
      const { account, pool } = event;
      if (book.caseOf(account, pool) !== undefined) continue;
      const { equity, initial, maintenance } = measure(book.pool(account, pool));
      if (pool === 'cross') {
        expect(sign(subtract(equity, initial))).toBeGreaterThanOrEqual(0);
        counts.opened += 1;
        if (compare(equity, initial) === 0) counts.tight += 1;
      } else {
        // A fill away from the mark may cost an isolated pool a part of its initial margin.
        expect(compare(equity, maintenance)).toBeGreaterThan(0);
        counts.isolated += 1;
      }
    } else if (event.type.startsWith('Collateral')) counts.moved += 1;
  }
}

describe('I-8: health after commands', () => {
  it('no accepted command but a pure reduction breaches a healthy pool', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(dayArbitrary, async (day) => {
        let breached = new Set<string>();
        await play(day, seen, {
          before: (_, __, book) => {
            breached = new Set(
              [...book.accounts.keys()].flatMap((account) =>
                book
                  .poolsOf(account)
                  .filter((pool) => book.isBreached(account, pool))
                  .map((pool) => `${account} ${pool}`),
              ),
            );
          },
          after: (step) => check(step, breached),
        });
      }),
      { numRuns: RUNS, seed: 8 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 30, retried: 10, refused: RUNS });
    expect(counts.opened).toBeGreaterThan(RUNS);
    expect(counts.isolated).toBeGreaterThan(RUNS / 2);
    expect(counts.moved).toBeGreaterThan(RUNS);
  }, 120_000);
});
