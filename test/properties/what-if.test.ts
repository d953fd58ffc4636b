import fc from 'fast-check';
import {
  instantOf,
  isoOf,
  type AccountEvent,
  type ClosingSizeTerms,
  type InstrumentTerms,
} from '../../domain/index.js';
import { accountFigures } from '../../src/application/account-figures.js';
import type { Command } from '../../src/application/commands.js';
import type { ImaginedChange } from '../../src/application/imagined.js';
import { SECOND, worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 100;
const seen = {
  changes: 0,
  refused: 0,
  liquidated: 0,
  bankrupt: 0,
  isolated: 0,
  interest: 0,
  settled: 0,
  expired: 0,
};

/** An instrument whose positions borrow, and pay for it. */
const SPOT: InstrumentTerms = {
  id: 'BTC/USD',
  kind: 'spot-margin',
  base: 'BTC',
  quote: 'USD',
  lot: '0.01',
  maxLeverage: '5',
  margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
};

/** The margin of this one doubles on the third day, its maintenance a day later. */
const DEARER: InstrumentTerms = {
  ...SECOND,
  schedules: [
    {
      from: '1970-01-04T00:00:00Z',
      grace: 'P1D',
      margin: { model: 'flat', initial: '0.2', maintenance: '0.1' },
    },
  ],
};

const borrow = fc.record({
  type: fc.constant('open' as const),
  account: fc.constant('alice'),
  instrument: fc.constant(SPOT.id),
  side: fc.constantFrom('long' as const, 'short' as const),
  mode: fc.constantFrom('cross' as const, 'isolated' as const),
  quantity: fc.constantFrom('0.1', '0.2', '0.5', '1'),
  price: fc.constant('1000'),
  leverage: fc.constantFrom('2', '5'),
});
const price = fc.integer({ min: 600, max: 1500 }).map(String);
const ofTheMarket = fc.oneof(
  fc.record({ type: fc.constant('accrue' as const) }),
  fc.record({
    type: fc.constant('mark' as const),
    marks: fc.record({ [SPOT.id]: price }),
    indexes: fc.record({ 'BTC-PERP': price }),
  }),
  fc.record({
    type: fc.constant('openInterest' as const),
    instrument: fc.constantFrom('BTC-PERP', 'ETH-PERP'),
    notional: fc.constantFrom('-1', '0', '100000'),
  }),
  fc.record({
    type: fc.constant('settle' as const),
    instrument: fc.constantFrom('ETH-PERP', 'BTC-INV'),
    price,
  }),
);

/** A step every seven hours, now and then one of the market instead of the holder's. */
const stepsArbitrary: fc.Arbitrary<Command[]> = fc
  .tuple(commandsArbitrary, fc.array(fc.oneof(borrow, borrow, ofTheMarket), { minLength: 12 }))
  .map(([commands, others]) =>
    commands.map((command, index) => {
      const step: Command = index % 3 === 2 ? (others[index % others.length] ?? command) : command;
      const at = isoOf(instantOf((index + 1) * 7 * 3_600_000));
      return { ...step, id: `c${index}`, at };
    }),
  );

const setting = fc.record({
  commands: stepsArbitrary,
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
  return own as ImaginedChange;
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
            liquidation: { size, target: '1.1', fee: '0.005', call: '2.5', callGrace: 'PT5H' },
            fees: { maker: '0.0002', taker: '0.0005' },
            alerts: { measure: 'usage', at: ['60', '90'] },
            interest: { openingRate: '0.0002', rate: '0.0005', every: 'PT4H', base: 'loan' },
          },
          { seed: 1 },
        );
        const { engine, journal } = world;
        await engine.handle({ type: 'listInstrument', instrument: SPOT });
        await engine.handle({ type: 'listInstrument', instrument: DEARER });
        await engine.handle({ type: 'mark', marks: { [SPOT.id]: '1000' } });
        await engine.handle({ type: 'account', account: 'alice' });
        await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '300' });
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
        if (types.has('InterestCharged')) seen.interest += 1;
        if (events.some((event) => 'settlement' in event)) seen.settled += 1;
        if (events.some((event) => 'reason' in event && event.reason === 'call-expired'))
          seen.expired += 1;
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
    expect(seen.interest).toBeGreaterThan(RUNS / 5);
    expect(seen.settled).toBeGreaterThan(5);
    expect(seen.expired).toBeGreaterThan(5);
  });
});
