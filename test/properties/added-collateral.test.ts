import fc from 'fast-check';
import type { Command } from '../../src/application/commands.js';
import { add, compare, read, sign, subtract } from '../support/oracle/pool-figures/fraction.js';
import { measure } from '../support/oracle/pool-figures/pool.js';
import { measurePool } from '../../domain/index.js';
import { Happenings, play } from '../support/played-day.js';
import { fractionOf, poolView } from '../support/pool-view.js';
import { dayArbitrary } from './day-arbitrary.js';
import { decimalIn, poolArbitrary } from './pool-arbitrary.js';

const RUNS = 60;

describe('adding collateral', () => {
  it('of any asset never lowers the equity of a pool', () => {
    const seen = { raised: 0, same: 0, coin: 0, owed: 0, isolated: 0 };
    const runs = 200;
    fc.assert(
      fc.property(poolArbitrary, fc.nat(), decimalIn(0.01, 5000, 2), (before, pick, amount) => {
        const index = pick % before.balances.length;
        const balances = before.balances.map((balance, at) =>
          at === index ? { ...balance, amount: add(balance.amount, read(amount)) } : balance,
        );
        const [first, second] = [before, { ...before, balances }].map((pool) => {
          const { market, pool: viewed } = poolView(pool);
          const { equity, maintenance } = measurePool(market, viewed);
          const expected = measure(pool);
          expect(compare(fractionOf(equity.toRational()), expected.equity)).toBe(0);
          expect(compare(fractionOf(maintenance.toRational()), expected.maintenance)).toBe(0);
          return expected;
        });
        const change = sign(subtract(second!.equity, first!.equity));
        expect(change).toBeGreaterThanOrEqual(0);
        expect(compare(second!.maintenance, first!.maintenance)).toBe(0);
        seen[change > 0 ? 'raised' : 'same'] += 1;
        if (index > 0) seen.coin += 1;
        if (sign(before.balances[index]!.amount) < 0) seen.owed += 1;
        if (before.mode === 'isolated') seen.isolated += 1;
      }),
      { numRuns: runs, seed: 36 },
    );
    expect(seen.raised).toBeGreaterThan(runs / 2);
    // Beyond the last quantity tier a coin counts nothing.
    expect(seen.same).toBeGreaterThan(3);
    expect(seen.coin).toBeGreaterThan(runs / 5);
    expect(seen.owed).toBeGreaterThan(5);
    expect(seen.isolated).toBeGreaterThan(runs / 10);
  }, 60_000);

  it('never starts a liquidation: deposits of any asset, and margin of isolated pools', async () => {
    const seen = new Happenings();
    const added = { USD: 0, BTC: 0, margin: 0 };
    await fc.assert(
      fc.asyncProperty(dayArbitrary, decimalIn(0.01, 300, 2), async (day, amount) => {
        const { engine, journal } = await play(day, seen, {});
        const add = async (command: Command, what: keyof typeof added): Promise<void> => {
          const from = journal.envelopes.length;
          const answer = await engine.handle(command);
          if (answer.ok) added[what] += 1;
          const events = journal.envelopes.slice(from).map(({ event }) => event.type);
          expect(events).not.toContain('LiquidationStarted');
        };
        for (const account of await engine.accountIds()) {
          for (const asset of ['USD', 'BTC'] as const) {
            await add({ type: 'deposit', account, asset, amount }, asset);
          }
          const pools = [...(await engine.account(account))!.pools.values()];
          for (const pool of pools.filter(({ mode }) => mode === 'isolated')) {
            for (const position of pool.positions.values()) {
              const held = position.id === undefined ? {} : { position: position.id };
              const { instrument } = position;
              await add(
                { type: 'addMargin', account, instrument, ...held, amount: '0.5' },
                'margin',
              );
            }
          }
        }
      }),
      { numRuns: RUNS, seed: 37 },
    );
    seen.atLeast({ liquidated: RUNS, partly: 20, bankrupt: 20, retried: 5 });
    expect(added.USD).toBeGreaterThan(RUNS);
    expect(added.BTC).toBeGreaterThan(RUNS);
    expect(added.margin).toBeGreaterThan(RUNS / 3);
  }, 120_000);
});
