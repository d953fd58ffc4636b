import fc from 'fast-check';
import {
  ZERO,
  countedBalance,
  imbalance,
  type AccountEvent,
  type EngineTerms,
} from '../../domain/index.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { worldOf } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 100;
const seen = { carried: 0, repaid: 0, converted: 0, inBtc: 0, absorbed: 0 };

const terms = fc.record({
  deficitReaction: fc.constant('convert-collateral' as const),
  debtAsset: fc.constantFrom('USD', 'BTC'),
  debtRecovery: fc.constantFrom<NonNullable<EngineTerms['debtRecovery']>[]>(
    ['deposits'],
    ['futures', 'deposits'],
    ['deposits', 'futures'],
  ),
  negativeBalanceProtection: fc.constantFrom('below-limit' as const, 'none' as const),
  writeOffBelow: fc.constantFrom('0', '5'),
});

function note(events: readonly AccountEvent[]): void {
  for (const event of events) {
    if (event.type === 'NegativeBalanceCarried') {
      seen.carried += 1;
      if (event.asset === 'BTC') seen.inBtc += 1;
    }
    if (event.type === 'NegativeBalanceRepaid') seen.repaid += 1;
    if (event.type === 'BalanceConverted') seen.converted += 1;
    if (event.type === 'LossAbsorbed') seen.absorbed += 1;
  }
}

describe('debts under random commands', () => {
  it('are what the wallet owes once collateral is converted, and rebuild from the tape', async () => {
    await fc.assert(
      fc.asyncProperty(commandsArbitrary, terms, async (commands, engineTerms) => {
        const behaviour = { seed: 5, slippage: '0.05', partial: 0, lostAnswer: 0 };
        const world = await worldOf({ deficit: ['negative-balance'], ...engineTerms }, behaviour);
        const { engine, journal, state } = world;
        for (const command of commands) {
          await engine.handle(command);
          expect(imbalance(state.ledger)).toEqual({});
          for (const id of await engine.accountIds()) {
            const { wallets, debts } = (await engine.account(id))!;
            for (const [asset, { amount }] of debts) {
              const owed = countedBalance(engine.market, wallets, asset).negated();
              expect(amount.gt(ZERO)).toBe(true);
              expect(owed.gte(amount)).toBe(true);
            }
          }
        }
        note(journal.envelopes.map(({ event }) => event as AccountEvent));
        const tape = new MemoryJournal();
        tape.envelopes.push(...journal.envelopes);
        const rebuilt = new PlimsollContainer(partsModule({ journal: tape })).engine();
        await rebuilt.restore();
        expect(await rebuilt.stateHash()).toBe(await engine.stateHash());
      }),
      { numRuns: RUNS, seed: 41 },
    );
    expect(seen.carried).toBeGreaterThan(10);
    expect(seen.inBtc).toBeGreaterThan(3);
    expect(seen.repaid).toBeGreaterThan(5);
    expect(seen.converted).toBeGreaterThan(10);
    expect(seen.absorbed).toBeGreaterThan(0);
  }, 120_000);
});
