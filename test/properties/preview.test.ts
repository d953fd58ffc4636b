import fc from 'fast-check';
import { Dec, ZERO, instantOf, isoOf, text, type InstrumentTerms } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 120;
const DAY = 86_400_000;
const seen = { opened: 0, refused: 0, increased: 0, borrowed: 0, worth: 0, alerted: 0 };

const SPOT: InstrumentTerms = {
  id: 'BTC/USD',
  kind: 'spot-margin',
  base: 'BTC',
  quote: 'USD',
  lot: '0.01',
  maxLeverage: '5',
  margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
};

const LOTS: Readonly<Record<string, string>> = {
  'BTC/USD': '0.01',
  'BTC-PERP': '0.01',
  'ETH-PERP': '0.1',
  'BTC-INV': '1',
};

const setting = fc.record({
  commands: commandsArbitrary,
  instrument: fc.constantFrom('BTC/USD', 'BTC/USD', 'BTC-PERP', 'ETH-PERP', 'BTC-INV'),
  side: fc.constantFrom('long' as const, 'short' as const),
  mode: fc.constantFrom('cross' as const, 'isolated' as const),
  leverage: fc.constantFrom('2', '5'),
  liquidity: fc.constantFrom('maker' as const, 'taker' as const),
  lots: fc.integer({ min: 5, max: 120 }),
  days: fc.integer({ min: 0, max: 90 }),
  move: fc.integer({ min: -30, max: 30 }),
  base: fc.constantFrom('loan' as const, 'exposure' as const),
  due: fc.constantFrom('arrears' as const, 'advance' as const),
  shortAsset: fc.constantFrom('quote' as const, 'base' as const),
});

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

/** Alice after some of her own commands; prices as they then stand. */
async function build({ commands, base, due, shortAsset }: Setting): Promise<World> {
  const world = await worldOf(
    {
      liquidation: { target: '1.1', call: '1.5' },
      fees: { maker: '0.0002', taker: '0.0005' },
      alerts: { measure: 'usage', at: ['30', '60'] },
      interest: { openingRate: '0.0002', rate: '0.0001', every: 'PT4H', base, due, shortAsset },
    },
    { seed: 1 },
  );
  const { engine } = world;
  await engine.handle({ type: 'listInstrument', instrument: SPOT });
  await engine.handle({ type: 'mark', marks: { [SPOT.id]: '1000' } });
  await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '1000' });
  for (const command of commands.slice(0, 10)) {
    await engine.handle('account' in command ? { ...command, account: 'alice' } : command);
  }
  return world;
}

function charged({ journal }: World, from: number, type: string, position?: string): Dec {
  return journal.envelopes.slice(from).reduce((sum, { event }) => {
    if (event.type !== type || !('amount' in event) || !('asset' in event)) return sum;
    if (position !== undefined && !('position' in event && event.position === position)) return sum;
    return sum.plus(inUsd(event.asset, event.amount));
  }, ZERO);
}

/** Rates stand still at what the last batch of marks said. */
let rate = new Dec(1000);
function inUsd(asset: string, amount: string): Dec {
  return asset === 'BTC' ? rate.times(amount) : new Dec(amount);
}

describe('a preview', () => {
  it('says what really opening, holding and closing comes to', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => {
        const { instrument, side, mode, leverage, liquidity, lots, days, move } = given;
        const world = await build(given);
        const { engine, journal, state } = world;
        rate = state.rates.get('BTC')!;
        const quantity = text(new Dec(LOTS[instrument]!).times(lots));
        const price = text(state.marks.get(instrument)!.price);
        const expectedPrice = text(new Dec(price).times(100 + move).div(100));
        const fill = { account: 'alice', instrument, side, mode, quantity, price, leverage };
        const hash = await engine.stateHash();
        const answer = await engine.query({
          ask: 'preview',
          ...fill,
          liquidity,
          holding: `P${days}D`,
          expectedPrice,
        });
        expect(await engine.stateHash()).toBe(hash);

        const told = journal.envelopes.length;
        const open: Command = { type: 'open', ...fill, liquidity };
        const held = (await engine.account('alice'))!;
        const opened = await engine.handle(open);
        if (!answer.ok) {
          // A fill against a position of the other side is no opening, one that a limit closes none.
          expect(['position.conflict', 'position.not-found']).toContain(answer.error.code);
          return;
        }
        const { opening, refused, maxQuantity } = answer.value;
        if (opening === null || !opened.ok) {
          seen.refused += 1;
          expect(opened.ok ? null : opened.error).toEqual(refused);
          expect(new Dec(quantity).gt(maxQuantity)).toBe(true);
          return;
        }
        seen.opened += 1;
        expect(new Dec(quantity).lte(maxQuantity)).toBe(true);
        const { pool, position, costs, figures, alerts } = opening;
        expect(await engine.query({ ask: 'pool', account: 'alice', pool })).toEqual({
          ok: true,
          value: figures.pool,
        });
        expect(await engine.query({ ask: 'position', account: 'alice', pool, position })).toEqual({
          ok: true,
          value: figures.position,
        });
        expect(text(charged(world, told, 'FeeCharged', position))).toBe(costs.open);
        const raised = journal.envelopes
          .slice(told)
          .filter(({ event }) => event.type === 'MarginAlertRaised');
        expect(raised.length).toBe(alerts.length);
        if (alerts.length > 0) seen.alerted += 1;
        if (held.pools.get(pool)?.positions.has(position) === true) {
          seen.increased += 1;
          return;
        }

        const at = isoOf(instantOf(state.now + days * DAY));
        await engine.handle({ type: 'accrue', at });
        const happened = journal.envelopes.slice(told).map(({ event }) => event.type);
        if (happened.includes('LiquidationStarted')) return;
        if ((await engine.account('alice'))!.pools.get(pool)?.positions.has(position) !== true)
          return;
        const interest = charged(world, told, 'InterestCharged', position);
        expect(text(interest)).toBe(costs.interest);
        if (interest.gt(0)) seen.borrowed += 1;
        const after = await engine.query({ ask: 'position', account: 'alice', pool, position });
        expect(after.ok && after.value.breakEvenPrice).toBe(opening.breakEvenPrice);

        const closing = journal.envelopes.length;
        const close = { account: 'alice', instrument, mode, price: expectedPrice } as const;
        const closed = await engine.handle({ type: 'close', ...close, at });
        if (!closed.ok) throw new Error(closed.error.message);
        expect(text(charged(world, closing, 'FeeCharged', position))).toBe(costs.close);
        const sum = charged(world, told, 'FeeCharged', position).plus(interest);
        expect(text(sum)).toBe(costs.total);
        const { verdict } = opening;
        if (verdict?.worth === true) {
          seen.worth += 1;
          expect(verdict.required).toBe(costs.total);
        }
      }),
      { numRuns: RUNS, seed: 20260202 },
    );
  });

  it('met what it is about', () => {
    expect(seen.opened).toBeGreaterThan(RUNS / 4);
    expect(seen.refused).toBeGreaterThan(10);
    expect(seen.increased).toBeGreaterThan(2);
    expect(seen.borrowed).toBeGreaterThan(10);
    expect(seen.worth).toBeGreaterThan(10);
    expect(seen.alerted).toBeGreaterThan(5);
  });
});
