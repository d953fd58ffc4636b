import fc from 'fast-check';
import { entryKey, imbalance, type Dec, type LiquidationEnded } from '../../domain/index.js';
import {
  compare,
  fraction,
  multiply,
  negate,
  read,
  sign,
  sum,
  type Fraction,
} from '../support/oracle/pool-figures/fraction.js';
import { rateOf } from '../support/oracle/pool-figures/pool.js';
import type { OracleBook } from '../support/oracle/tape-book/book.js';
import { Happenings, play } from '../support/played-day.js';
import type { World } from '../support/world.js';
import { guardedDayArbitrary } from './day-arbitrary.js';

const RUNS = 80;
const counts = { entries: 0, negativeWallets: 0, debts: 0, covered: 0, rounded: 0 };

const exact = (value: Dec): Fraction => read(value.toFixed());
const same = (value: Dec, booked: Fraction): boolean => compare(exact(value), booked) === 0;

/** Every wallet, pool and fund holds what the oracle's book of the tape says, to the last digit. */
async function checkEntries({ engine, state }: World, book: OracleBook): Promise<void> {
  for (const id of await engine.accountIds()) {
    const account = (await engine.account(id))!;
    for (const [asset, kinds] of account.wallets) {
      for (const [wallet, balance] of kinds) {
        expect(same(balance, book.balance({ at: 'wallet', account: id, wallet }, asset))).toBe(
          true,
        );
        counts.entries += 1;
        if (balance.isNegative()) counts.negativeWallets += 1;
      }
    }
    for (const { id: pool, asset, balance, positions } of account.pools.values()) {
      if (asset === undefined) continue;
      expect(same(balance, book.balance({ at: 'pool', account: id, pool }, asset))).toBe(true);
      // I-4: what an isolated pool owes does not outlive its position.
      if (positions.size === 0) expect(balance.isNegative()).toBe(false);
      counts.entries += 1;
    }
  }
  for (const { asset, balance } of state.funds.values()) {
    expect(same(balance, book.balance({ at: 'insurance-fund' }, asset))).toBe(true);
    expect(balance.isNegative()).toBe(false);
  }
}

/** I-4: where the last position of a cross pool leaves less than nothing, that is a debt. */
function checkDebt(
  { account, pool, outcome }: LiquidationEnded,
  book: OracleBook,
  debts: ReadonlyMap<string, unknown>,
): void {
  if (pool !== 'cross' || outcome !== 'bankrupt') return;
  const { balances, ...prices } = book.pool(account, 'cross');
  const worth = sum(balances.map(({ asset, amount }) => multiply(amount, rateOf(prices, asset))));
  expect(sign(worth)).toBe(debts.size > 0 ? -1 : 0);
  counts[debts.size > 0 ? 'debts' : 'covered'] += 1;
}

/** What came in from outside is what stands inside, asset by asset. */
function checkSums({ state }: World, book: OracleBook): void {
  expect(imbalance(state.ledger)).toEqual({});
  for (const asset of ['USD', 'BTC']) {
    const inside = [...book.balances]
      .filter(([key]) => key.endsWith(` ${asset}`) && !key.startsWith('outside'))
      .map(([, balance]) => balance);
    const outside = book.balance({ at: 'outside' }, asset);
    expect(compare(sum(inside), negate(outside))).toBe(0);
    const booked = state.ledger.get(entryKey({ at: 'rounding' }, asset));
    const rounding = book.balance({ at: 'rounding' }, asset);
    if (booked !== undefined) expect(same(booked, rounding)).toBe(true);
    // I-3: nobody gains by rounding but the rounding account, and that less than a unit each time.
    expect(sign(rounding)).toBeGreaterThanOrEqual(0);
    if (sign(rounding) > 0) counts.rounded += 1;
    expect(compare(rounding, fraction(1n, 10n ** 24n))).toBeLessThan(0);
  }
}

describe('I-1: conservation', () => {
  it('of every asset after every step, entry by entry and in sum', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(guardedDayArbitrary, async (day) => {
        await play(day, seen, {
          taken: (event) => {
            for (const { amount, from, to } of event.movements ?? []) {
              expect(from).not.toEqual(to);
              expect(sign(read(amount))).toBe(1);
            }
          },
          after: async ({ world, book, events }) => {
            await checkEntries(world, book);
            for (const event of events) {
              if (event.type !== 'LiquidationEnded') continue;
              const { debts } = (await world.engine.account(event.account))!;
              checkDebt(event, book, debts);
            }
            checkSums(world, book);
          },
        });
      }),
      { numRuns: RUNS, seed: 1 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 30, bankrupt: 30, retried: 10 });
    expect(counts.entries).toBeGreaterThan(20 * RUNS);
    expect(counts.negativeWallets).toBeGreaterThan(0);
    expect(counts.debts).toBeGreaterThan(0);
    expect(counts.covered).toBeGreaterThan(0);
    expect(counts.rounded).toBeGreaterThan(RUNS);
  }, 120_000);
});
