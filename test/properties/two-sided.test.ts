import fc from 'fast-check';
import {
  CROSS,
  Exact,
  entryKey,
  imbalance,
  marginPool,
  measurePool,
  type Account,
  type Market,
} from '../../domain/index.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { worldOf } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';
import { decimalIn } from './pool-arbitrary.js';

const RUNS = 100;
const seen = { transferred: 0, moved: 0, switched: 0, refused: 0 };

const other = (account: string): string => (account === 'alice' ? 'bob' : 'alice');

const draw = fc.record({
  across: fc.boolean(),
  amount: decimalIn(0.1, 300, 1),
  asset: fc.constantFrom('USD', 'BTC'),
  mode: fc.constantFrom('cross' as const, 'isolated' as const),
});

const rich: Command[] = ['alice', 'bob'].map((account) => ({
  type: 'deposit',
  account,
  asset: 'USD',
  amount: '2000',
}));

/** Every opening is followed by a move of what it opened, every other command by a transfer. */
const commands = fc
  .tuple(commandsArbitrary, fc.array(draw, { minLength: 40, maxLength: 40 }))
  .map(([usual, draws]) => [
    ...rich,
    ...usual.flatMap((command, index): Command[] => {
      const { across, mode, amount, asset } = draws[index]!;
      const account = 'account' in command ? command.account : 'alice';
      const to = across ? { toAccount: other(account) } : {};
      if (command.type !== 'open') {
        return [command, { type: 'transfer', account, asset, amount, ...to }];
      }
      const { instrument } = command;
      const pool = command.mode === 'cross' ? 'cross' : `isolated:${instrument}`;
      return [command, { type: 'movePosition', account, instrument, mode, pool, ...to }];
    }),
  ]);

/** What an account is worth at the marks, before haircuts: moving may not change it. */
function worthOf(account: Account | undefined, market: Market): Exact {
  if (account === undefined) return Exact.ZERO;
  let total = Exact.ZERO;
  for (const [asset, kinds] of account.wallets) {
    const rate = asset === 'USD' ? undefined : market.rates.get(asset);
    for (const balance of kinds.values()) {
      total = total.plus(Exact.of(rate === undefined ? balance : balance.times(rate)));
    }
  }
  for (const pool of account.pools.values()) {
    const measure = measurePool(market, marginPool(account, market, pool.id));
    total = total.plus(measure.unrealizedProfit);
    if (pool.id !== CROSS) total = total.plus(measure.collateral);
  }
  return total;
}

describe('transfers and moved positions under random commands', () => {
  it('change nobody’s worth in sum, leave nothing in transit and rebuild', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (drawn) => {
        const behaviour = { seed: 3, slippage: '0.02', partial: 0, lostAnswer: 0 };
        const world = await worldOf({ modeSwitch: 'allowed' }, behaviour);
        const { engine, journal, state } = world;
        const worth = async (): Promise<Exact> => {
          const [alice, bob] = [await engine.account('alice'), await engine.account('bob')];
          return worthOf(alice, engine.market).plus(worthOf(bob, engine.market));
        };
        for (const command of drawn) {
          const moves = command.type === 'transfer' || command.type === 'movePosition';
          const before = moves ? await worth() : Exact.ZERO;
          const { length } = journal.envelopes;
          const answer = await engine.handle(command);
          expect(imbalance(state.ledger)).toEqual({});
          for (const asset of ['USD', 'BTC']) {
            const left = state.ledger.get(entryKey({ at: 'transit' }, asset));
            expect(left?.isZero() ?? true).toBe(true);
          }
          if (!moves) continue;
          if (!answer.ok) {
            seen.refused += 1;
            expect(journal.envelopes.length).toBe(length);
          }
          const types = journal.envelopes.slice(length).map(({ event }) => event.type);
          const filled = ['LiquidationStarted', 'ProtectiveOrderSent'];
          if (filled.some((type) => types.some((one) => one === type))) continue;
          expect((await worth()).minus(before).sign()).toBe(0);
          if (types.includes('BalanceSent')) seen.transferred += 1;
          if (types.includes('PositionSent')) seen.moved += 1;
          if (types.includes('PositionSent') && !('toAccount' in command)) seen.switched += 1;
        }
        const tape = new MemoryJournal();
        tape.envelopes.push(...journal.envelopes);
        const rebuilt = new PlimsollContainer(partsModule({ journal: tape })).engine();
        await rebuilt.restore();
        expect(await rebuilt.stateHash()).toBe(await engine.stateHash());
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.transferred).toBeGreaterThan(30);
    expect(seen.moved).toBeGreaterThan(20);
    expect(seen.switched).toBeGreaterThan(5);
    expect(seen.refused).toBeGreaterThan(RUNS);
  }, 120_000);
});
