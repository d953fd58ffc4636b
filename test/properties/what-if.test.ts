import fc from 'fast-check';
import type { AccountEvent, ClosingSizeTerms } from '../../domain/index.js';
import { accountFigures } from '../../src/application/account-figures.js';
import type { Command } from '../../src/application/commands.js';
import type { ImaginedChange } from '../../src/application/imagined.js';
import { worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 100;
const seen = { changes: 0, refused: 0, liquidated: 0, bankrupt: 0, isolated: 0 };

const setting = fc.record({
  commands: commandsArbitrary,
  split: fc.double({ min: 0, max: 0.8, noNaN: true }),
  size: fc.constantFrom<ClosingSizeTerms>('whole-position', 'just-enough', {
    fraction: '0.3',
    above: '100',
  }),
});

/** Commands of one account, prices and funding: what others do has no place in a what-if. */
function ofAlice(commands: readonly Command[]): Command[] {
  return commands.map((command) =>
    'account' in command ? { ...command, account: 'alice' } : command,
  );
}

function imagined({ id: _id, ...command }: Command): ImaginedChange {
  if (!('account' in command)) return command as ImaginedChange;
  const { account: _account, ...own } = command;
  return own;
}

function eventsFrom({ journal }: World, from: number): AccountEvent[] {
  return journal.envelopes
    .slice(from)
    .map(({ event }) => event)
    .filter((event) => 'account' in event);
}

describe('a simulation', () => {
  it('changes nothing, and says what really happens', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ commands, split, size }) => {
        const world = await worldOf(
          {
            liquidation: { size, target: '1.1', fee: '0.005', call: '1.5' },
            fees: { maker: '0.0002', taker: '0.0005' },
            alerts: { measure: 'usage', at: ['60', '90'] },
          },
          { seed: 1 },
        );
        const { engine, journal } = world;
        await engine.handle({ type: 'account', account: 'alice' });
        const all = ofAlice(commands);
        const at = Math.floor(all.length * split);
        for (const command of all.slice(0, at)) await engine.handle(command);

        const rest = all.slice(at);
        const hash = await engine.stateHash();
        const told = journal.envelopes.length;
        const simulated = await engine.simulate('alice', rest.map(imagined));
        expect(await engine.stateHash()).toBe(hash);
        expect(journal.envelopes.length).toBe(told);
        if (!simulated.ok) throw new Error(simulated.error.message);
        const { steps, events, before, after } = simulated.value;
        expect(before).toEqual(accountFigures((await engine.account('alice'))!, engine.market));

        for (const [index, command] of rest.entries()) {
          const from = journal.envelopes.length;
          const answer = await engine.handle(command);
          const { refused, events: foreseen } = steps[index]!;
          expect(foreseen).toEqual(eventsFrom(world, from));
          expect(refused).toEqual(answer.ok ? undefined : answer.error);
          seen.changes += 1;
          if (!answer.ok) seen.refused += 1;
        }
        expect(after).toEqual(accountFigures((await engine.account('alice'))!, engine.market));
        const types = new Set(events.map(({ type }) => type));
        if (types.has('LiquidationStarted')) seen.liquidated += 1;
        if (types.has('PoolBankrupted')) seen.bankrupt += 1;
        if (types.has('CollateralAllocated')) seen.isolated += 1;
      }),
      { numRuns: RUNS, seed: 20260101 },
    );
  });

  it('met what it is about', () => {
    expect(seen.changes).toBeGreaterThan(1000);
    expect(seen.refused).toBeGreaterThan(100);
    expect(seen.liquidated).toBeGreaterThan(RUNS / 4);
    expect(seen.bankrupt).toBeGreaterThan(5);
    expect(seen.isolated).toBeGreaterThan(RUNS / 4);
  });
});
