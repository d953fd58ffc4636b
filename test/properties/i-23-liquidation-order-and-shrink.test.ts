import fc from 'fast-check';
import { compare, sign, type Fraction } from '../support/oracle/pool-figures/fraction.js';
import { measure } from '../support/oracle/pool-figures/pool.js';
import type { OracleBook } from '../support/oracle/tape-book/book.js';
import { firstToClose, standings } from '../support/oracle/tape-book/closing-order.js';
import type { TapeRecord } from '../support/oracle/tape-book/tape-record.js';
import { Happenings, play } from '../support/played-day.js';
import { closingOrders, dayArbitrary, type Day } from './day-arbitrary.js';

const RUNS = 100;

/** How often the subject of the property came up in the runs of one closing order. */
class Counts {
  requests = 0;
  /** The order chose another position than the largest loss. */
  distinct = 0;
  /** A pool was restored with positions left. */
  restored = 0;
  /** A losing position was closed while a profitable one was spared. */
  spared = 0;
  isolated = 0;
}

/** Watches every close-out of a day against the oracle's own ranking and figures. */
class CloseOuts {
  /** Positions left unfilled since the last command, by account and pool. */
  private left = new Set<string>();
  private command = '';
  private before: { maintenance: Fraction; notional: Fraction } | undefined;

  constructor(
    private readonly order: string,
    private readonly counts: Counts,
  ) {}

  event(event: TapeRecord, book: OracleBook, command: string): void {
    if (command !== this.command) this.left = new Set();
    this.command = command;
    const { account = '', pool = '', position = '' } = event;
    if (event.type === 'CloseOutRequested') this.requested(event, book);
    if (event.type === 'CloseOutUnfilled') this.left.add(`${account} ${pool} ${position}`);
    if (event.closeOut === undefined) return;
    // Isolated positions never close for the cross pool, nor the reverse.
    expect([account, pool, book.caseOf(account, pool) !== undefined]).toEqual([
      account,
      pool,
      true,
    ]);
    this.before = measure(book.pool(account, pool));
  }

  taken(event: TapeRecord, book: OracleBook): void {
    const { account = '', pool = '', after } = event;
    if (event.type === 'LiquidationEnded') this.ended(event, book);
    if (event.closeOut === undefined) return;
    const { maintenance, notional } = measure(book.pool(account, pool));
    expect(compare(maintenance, this.before!.maintenance)).toBeLessThanOrEqual(0);
    expect(compare(notional, this.before!.notional)).toBeLessThan(0);
    if (after === null) expect(event.type).toBe('PositionClosed');
  }

  private requested({ account = '', pool = '', position }: TapeRecord, book: OracleBook): void {
    const { counts, order, left } = this;
    // Never one position more than needed.
    expect(book.isAtTarget(account, pool)).toBe(false);
    const all = standings(book.pool(account, pool), book.records(account, pool));
    const open = all.filter(({ key }) => !left.has(`${account} ${pool} ${key}`));
    const first = firstToClose(order, open)!;
    expect(position).toBe(first.key);
    counts.requests += 1;
    if (pool !== 'cross') counts.isolated += 1;
    if (firstToClose('largest-loss-first', open)!.key !== first.key) counts.distinct += 1;
    const profitable = open.filter(({ profit }) => sign(profit) > 0);
    if (sign(first.profit) < 0 && profitable.length > 0) counts.spared += 1;
  }

  private ended({ account = '', pool = '', outcome }: TapeRecord, book: OracleBook): void {
    const left = book.records(account, pool).length;
    if (outcome !== 'restored') {
      expect(left).toBe(0);
      return;
    }
    expect(left).toBeGreaterThan(0);
    expect(book.isAtTarget(account, pool)).toBe(true);
    this.counts.restored += 1;
  }
}

const ordered = (day: Day, order: string): Day => ({
  ...day,
  engine: { ...day.engine, liquidation: { ...day.engine.liquidation, order } },
});

/**
 * I-23: positions close in the order the configuration names, ranked anew by the oracle over all
 * positions of the pool at every request; only while the pool is below its target; each close
 * shrinks notional and never raises maintenance; and the case stops where the target is met.
 */
describe('I-23: liquidation order and shrink', () => {
  it.each(closingOrders)(
    'under the order %s',
    async (order) => {
      const seen = new Happenings();
      const counts = new Counts();
      await fc.assert(
        fc.asyncProperty(dayArbitrary, async (day) => {
          const watched = new CloseOuts(order, counts);
          await play(ordered(day, order), seen, {
            event: (event, book, command) => watched.event(event, book, command),
            taken: (event, book) => watched.taken(event, book),
          });
        }),
        { numRuns: RUNS, seed: 23 },
      );
      seen.atLeast({ liquidated: RUNS, partly: 20, bankrupt: 20, retried: 10, resumed: 5 });
      expect(counts.requests).toBeGreaterThan(2 * RUNS);
      expect(counts.restored).toBeGreaterThan(20);
      expect(counts.spared).toBeGreaterThan(20);
      expect(counts.isolated).toBeGreaterThan(20);
      if (order !== 'largest-loss-first') expect(counts.distinct).toBeGreaterThan(10);
    },
    120_000,
  );
});
