import fc from 'fast-check';
import { compare, divide, read, sign, subtract } from '../support/oracle/pool-figures/fraction.js';
import type { OracleBook } from '../support/oracle/tape-book/book.js';
import type { TapeRecord } from '../support/oracle/tape-book/tape-record.js';
import { Happenings, play } from '../support/played-day.js';
import type { World } from '../support/world.js';
import { dayArbitrary } from './day-arbitrary.js';

const RUNS = 80;
const counts = { partRequested: 0, snapped: 0, fullCloses: 0, belowMinimum: 0 };

const isMultiple = (quantity: string, lot: string): boolean =>
  divide(read(quantity), read(lot)).d === 1n;

/** A close-out asks for whole lots, and leaves nothing or at least the minimum quantity. */
function checkRequest({ account, pool, position, quantity }: TapeRecord, book: OracleBook): void {
  const held = book.records(account!, pool!).find(({ key }) => key === position)!;
  const { lot, minQuantity = '0' } = book.instruments.get(held.instrument)!;
  const rest = subtract(read(held.quantity), read(quantity!));
  expect(sign(read(quantity!))).toBe(1);
  expect(sign(rest)).toBeGreaterThanOrEqual(0);
  if (sign(rest) === 0) {
    if (minQuantity !== '0') counts.snapped += 1;
    return;
  }
  counts.partRequested += 1;
  expect(isMultiple(quantity!, lot!)).toBe(true);
  expect(compare(rest, read(minQuantity))).toBeGreaterThanOrEqual(0);
}

/** What is held is a positive number of lots. */
function checkHolding({ after }: TapeRecord, book: OracleBook): void {
  if (after === undefined || after === null) return;
  expect(sign(read(after.quantity))).toBe(1);
  expect(isMultiple(after.quantity, book.instruments.get(after.instrument)!.lot!)).toBe(true);
}

/** Closes every position that no case works on, whole: none is ever refused. */
async function closeAll({ engine }: World): Promise<void> {
  for (const id of await engine.accountIds()) {
    for (;;) {
      const account = (await engine.account(id))!;
      const free = [...account.pools.values()].filter((pool) => pool.liquidation === undefined);
      const [pool] = free.filter(({ positions }) => positions.size > 0);
      if (pool === undefined) break;
      const { instrument, side, quantity } = [...pool.positions.values()][0]!;
      const { minQuantity } = engine.market.instruments.get(instrument)!;
      if (minQuantity !== undefined && quantity.lt(minQuantity)) counts.belowMinimum += 1;
      const answer = await engine.handle({
        type: 'close',
        account: id,
        instrument,
        side,
        mode: pool.mode,
      });
      expect(answer).toMatchObject({ ok: true });
      counts.fullCloses += 1;
    }
  }
}

describe('I-16: the size grid', () => {
  it('holds for what is held and asked for, and a full close is always accepted', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(dayArbitrary, async (day) => {
        const world = await play(day, seen, {
          event: (event, book) => {
            if (event.type === 'CloseOutRequested') checkRequest(event, book);
            checkHolding(event, book);
          },
        });
        await closeAll(world);
      }),
      { numRuns: RUNS, seed: 16 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 30, retried: 10 });
    expect(counts.partRequested).toBeGreaterThan(50);
    expect(counts.snapped).toBeGreaterThan(20);
    expect(counts.fullCloses).toBeGreaterThan(RUNS);
    expect(counts.belowMinimum).toBeGreaterThan(0);
  }, 120_000);
});
