import fc from 'fast-check';
import {
  Dec,
  imbalance,
  isBreached,
  marginPool,
  measurePool,
  releasable,
  type AccountEvent,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { worldOf } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';
import { decimalIn } from './pool-arbitrary.js';

const RUNS = 250;
const seen = { added: 0, capped: 0, liquidated: 0 };

/** Most openings are isolated and followed by a cap on what may be added to their pool. */
const commands = fc
  .tuple(commandsArbitrary, fc.array(decimalIn(1, 60, 0), { minLength: 40, maxLength: 40 }))
  .map(([usual, caps]) =>
    usual.flatMap((command, index): Command[] => {
      if (command.type !== 'open') return [command];
      const { account, instrument } = command;
      const isolated = index % 4 === 0 ? command : { ...command, mode: 'isolated' as const };
      return [isolated, { type: 'autoMargin', account, instrument, cap: caps[index]! }];
    }),
  );

describe('margin added automatically', () => {
  it('keeps to its cap, cures the pool, and takes only what the cross pool can spare', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (drawn) => {
        const behaviour = { seed: 11, slippage: '0', partial: 0, lostAnswer: 0 };
        const { engine, journal, state } = await worldOf({}, behaviour);
        const money = { type: 'deposit', asset: 'USD', amount: '600' } as const;
        for (const account of ['alice', 'bob']) await engine.handle({ ...money, account });
        for (const command of drawn) {
          const { length } = journal.envelopes;
          await engine.handle(command);
          expect(imbalance(state.ledger)).toEqual({});
          const events = journal.envelopes.slice(length).map(({ event }) => event as AccountEvent);
          if (events.some(({ type }) => type === 'LiquidationStarted')) seen.liquidated += 1;
          for (const event of events) {
            if (event.type !== 'AutoMarginAdded') continue;
            seen.added += 1;
            if (event.added === event.cap) seen.capped += 1;
            expect(new Dec(event.added).lte(event.cap)).toBe(true);
            const account = (await engine.account(event.account))!;
            const measured = (pool: string) =>
              measurePool(engine.market, marginPool(account, engine.market, pool));
            expect(isBreached(engine.market, measured(event.pool))).toBe(false);
            const cross = measured('cross');
            if (cross.valuations.length > 0 && isBreached(engine.market, cross)) continue;
            expect(releasable(engine.market, cross).sign()).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: RUNS, seed: 53 },
    );
    expect(seen.added).toBeGreaterThan(20);
    expect(seen.capped).toBeGreaterThan(3);
    expect(seen.liquidated).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});
