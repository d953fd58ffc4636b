import fc from 'fast-check';
import {
  Dec,
  EPOCH,
  closedAtMark,
  configurationOf,
  credited,
  instrumentOf,
  isAtTarget,
  justEnough,
  instrumentIn,
  liquidationFee,
  measureLine,
  valuePosition,
  valueAt,
  type CrossPool,
  type Market,
} from '../../domain/index.js';
import { decimalIn } from '../properties/pool-arbitrary.js';

const situation = fc.record({
  scope: fc.constantFrom('whole' as const, 'marginal' as const),
  lots: fc.integer({ min: 2, max: 60 }),
  price: decimalIn(80, 120, 1),
  entry: decimalIn(80, 120, 1),
  collateral: decimalIn(0, 600, 1),
  target: fc.constantFrom('1', '1.1', '1.5'),
  fee: fc.constantFrom('0', '0.005', '0.03'),
  boundary: fc.constantFrom('at-or-below' as const, 'below' as const),
});

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function setUp({ scope, lots, price, entry, collateral, target, fee, boundary }: Situation) {
  const instrument = instrumentOf({
    id: 'X',
    kind: 'linear',
    base: 'X',
    quote: 'USD',
    lot: '1',
    margin: {
      model: 'tiered',
      by: 'notional',
      scope,
      tiers: [
        { from: '0', initial: '0.05', maintenance: '0.02' },
        { from: '900', initial: '0.1', maintenance: '0.06' },
        { from: '2500', initial: '0.2', maintenance: '0.12' },
      ],
    },
  });
  const market: Market = {
    now: EPOCH,
    instruments: new Map([['X', instrument]]),
    marks: new Map([['X', { price: new Dec(price), at: EPOCH }]]),
    indexes: new Map(),
    rates: new Map(),
    configuration: configurationOf({
      engine: { boundary, liquidation: { size: 'just-enough', target, fee } },
    }),
  };
  const quantity = new Dec(lots);
  const pool: CrossPool = {
    mode: 'cross',
    id: 'cross',
    orders: [],
    leverage: { instruments: new Map() },
    wallets: new Map([['USD', new Map([['spot' as const, new Dec(collateral)]])]]),
    positions: [
      {
        key: 'X',
        instrument: 'X',
        side: 'long',
        quantity,
        cost: valueAt(instrument, quantity, new Dec(entry)),
        realizedProfit: new Dec(0),
        fees: new Dec(0),
        funding: new Dec(0),
        age: 1,
      },
    ],
  };
  return { market, pool };
}

/** Tries every number of lots from the smallest up. */
function bruteForce({ market, pool }: ReturnType<typeof setUp>): Dec {
  const [position] = pool.positions;
  for (let lots = 1; lots < position!.quantity.toNumber(); lots += 1) {
    const closed = closedAtMark(market, pool, position!, new Dec(lots), 30);
    const fee = liquidationFee(market, closed.pool, instrumentIn(market, 'X'), closed.notional, 30);
    const after = credited(market, closed.pool, 'USD', fee.negated());
    if (isAtTarget(market, measureLine(market, after))) return new Dec(lots);
  }
  return position!.quantity;
}

describe('just enough', () => {
  it('is the smallest number of lots that brute force finds', () => {
    let partly = 0;
    fc.assert(
      fc.property(situation, (drawn) => {
        const world = setUp(drawn);
        const valuation = valuePosition(
          world.market,
          world.pool.leverage,
          world.pool.positions[0]!,
        );
        const expected = bruteForce(world);
        if (expected.lt(drawn.lots)) partly += 1;
        expect(justEnough(world.market, world.pool, valuation).toFixed()).toBe(expected.toFixed());
      }),
      { numRuns: 500, seed: 41 },
    );
    expect(partly).toBeGreaterThan(100);
  });
});
