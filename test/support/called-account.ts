import fc from 'fast-check';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { Dec, Rational, type CallCure } from '../../domain/index.js';

const LOT = '0.1';
/** Four accounts with the same positions, each to try one thing with. */
const ACCOUNTS = ['enough', 'short', 'closer', 'almost'];

export interface Called {
  readonly engine: MarginEngine;
  readonly pool: string;
  readonly cure: CallCure;
  /** The least amount of a deposit. */
  readonly unit: Rational;
  readonly lot: string;
  add(account: string, amount: string): Promise<void>;
}

export const poolShape = fc.record({
  isolated: fc.boolean(),
  used: fc.boolean(),
  collateral: fc.integer({ min: 150, max: 900 }),
  quantities: fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })),
  second: fc.constantFrom('long' as const, 'short' as const),
  prices: fc.tuple(fc.integer({ min: 84, max: 102 }), fc.integer({ min: 84, max: 116 })),
  taker: fc.constantFrom('0', '0.004', '0.02'),
  call: fc.constantFrom('1.5', '2', '4'),
});

type PoolShape = typeof poolShape extends fc.Arbitrary<infer T> ? T : never;

/** Builds accounts with one pool that the same prices may have called; undefined: not called. */
export async function calledFrom(given: PoolShape): Promise<Called | undefined> {
  const { isolated, used, collateral, quantities, prices, taker, call, second } = given;
  const engine = new PlimsollContainer(partsModule({ clock: new FixedClock() })).engine();
  const held = isolated ? ['ONE'] : ['ONE', 'TWO'];
  const margin = used
    ? { model: 'used' as const, callLevel: '0.8', liquidationLevel: '0.4' }
    : {
        model: 'tiered' as const,
        by: 'notional' as const,
        scope: 'marginal' as const,
        tiers: [
          { from: '0', initial: '0.06', maintenance: '0.03' },
          { from: '2000', initial: '0.12', maintenance: '0.06' },
        ],
      };
  const setup: Command[] = [
    {
      type: 'setConfiguration',
      configuration: {
        liquidate: false,
        engine: {
          fees: { maker: '0', taker },
          liquidation: used ? {} : { call },
          deficit: ['negative-balance'],
        },
      },
    },
    ...held.map((id) => ({
      type: 'listInstrument' as const,
      instrument: {
        id,
        kind: 'linear' as const,
        base: id,
        quote: 'USD',
        lot: LOT,
        maxLeverage: '10',
        margin,
      },
    })),
    { type: 'mark', marks: Object.fromEntries(held.map((id) => [id, '100'])) },
  ];
  await engine.handleTogether(setup);
  await engine.import(
    ACCOUNTS.flatMap((account): Command[] => [
      {
        type: 'deposit',
        account,
        asset: 'USD',
        amount: isolated ? '100000' : String(collateral),
      },
      ...held.map((instrument, index): Command => ({
        type: 'book',
        account,
        instrument,
        side: index === 0 ? 'long' : second,
        quantity: String(quantities[index]!),
        entry: '100',
        mode: isolated ? 'isolated' : 'cross',
        ...(isolated ? { margin: String(collateral) } : {}),
      })),
    ]),
  );
  await engine.onMarks(Object.fromEntries(held.map((id, index) => [id, String(prices[index]!)])));
  const pool = isolated ? 'isolated:ONE' : 'cross';
  const asked = await engine.query({ ask: 'margin-call', account: 'enough', pool });
  const cure = asked.ok ? asked.value?.cure : undefined;
  if (cure == null) return undefined;
  const add = async (account: string, amount: string): Promise<void> => {
    const answer = await engine.handle(
      isolated
        ? { type: 'addMargin', account, instrument: 'ONE', amount }
        : { type: 'deposit', account, asset: 'USD', amount },
    );
    expect(answer.ok).toBe(true);
  };
  const unit = Rational.fromDecimalString('0.000000000000000001');
  return { engine, pool, cure, unit, lot: LOT, add };
}

/** Closes as a cure says, the last in so much less. @returns whether that was possible */
export async function closedByHolder(
  engine: MarginEngine,
  account: string,
  closes: NonNullable<CallCure['close']>,
  less: string,
): Promise<boolean> {
  for (const [index, { instrument, side, quantity }] of closes.entries()) {
    const last = index === closes.length - 1;
    const part = last ? new Dec(quantity).minus(new Dec(less)) : new Dec(quantity);
    if (part.lte(0)) return false;
    const answer = await engine.handle({
      type: 'close',
      account,
      instrument,
      side,
      quantity: part.toFixed(),
    });
    expect(answer.ok).toBe(true);
  }
  return true;
}
