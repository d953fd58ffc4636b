import fc from 'fast-check';
import {
  Dec,
  EPOCH,
  attempt,
  closedAtMark,
  configurationOf,
  instrumentOf,
  isAtTarget,
  justEnough,
  measureLine,
  measurePool,
  portfolioRules,
  valueAt,
  valuePosition,
  type CrossPool,
  type DepegTerms,
  type Derivation,
  type Market,
  type Position,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { decimalIn } from '../properties/pool-arbitrary.js';

const TIERS = [
  { from: '0', rate: '0.0075' },
  { from: '1000', rate: '0.0175' },
  { from: '5000', rate: '0.025' },
];
const DEPEG: DepegTerms = {
  pairs: [
    ['USDT', 'USD'],
    ['USDT', 'USDC'],
    ['USDC', 'USD'],
  ],
  levels: [
    { price: '0.99', tiers: TIERS },
    { price: '0.8', tiers: [{ from: '0', rate: '0.4' }] },
  ],
};

describe('the terms of a depeg charge', () => {
  const level = (price: string, tiers = TIERS) => ({ price, tiers });
  const refused: readonly [what: string, field: string, terms: Partial<DepegTerms>][] = [
    ['no pairs', 'pairs', { pairs: [] }],
    ['no levels', 'levels', { levels: [] }],
    ['no tiers', 'levels[0].tiers', { levels: [level('1', [])] }],
    ['a pair of three', 'pairs[0]', { pairs: [['A', 'B', 'C']] }],
    ['a pair of one', 'pairs[1]', { pairs: [['A', 'B'], ['C']] }],
    ['a pair of the same', 'pairs[0]', { pairs: [['A', 'A']] }],
    [
      'a pair twice',
      'pairs[1]',
      {
        pairs: [
          ['A', 'B'],
          ['B', 'A'],
        ],
      },
    ],
    ['prices that ascend', 'levels[1].price', { levels: [level('0.8'), level('0.9')] }],
    ['a negative price', 'levels[0].price', { levels: [level('-0.1')] }],
    [
      'tiers that begin later',
      'levels[0].tiers[0].from',
      { levels: [level('1', [{ from: '5', rate: '0.1' }])] },
    ],
    [
      'tiers that do not ascend',
      'levels[0].tiers[1].from',
      { levels: [level('1', [TIERS[0]!, TIERS[0]!])] },
    ],
    [
      'a rate above all of it',
      'levels[0].tiers[0].rate',
      { levels: [level('1', [{ from: '0', rate: '1.1' }])] },
    ],
    [
      'a negative rate',
      'levels[0].tiers[0].rate',
      { levels: [level('1', [{ from: '0', rate: '-0.1' }])] },
    ],
  ];

  it.each(refused)('are refused with %s', (_what, field, terms) => {
    const read = attempt(() =>
      portfolioRules({ shocks: [{ price: '0' }], depeg: { ...DEPEG, ...terms } }),
    );
    expect(read).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: `engine.portfolioMargin.depeg.${field}` },
    });
  });
});

const QUOTES = ['USDT', 'USDC', 'USD'] as const;

interface Leg {
  readonly quote: (typeof QUOTES)[number];
  readonly side: 'long' | 'short';
  readonly quantity: number;
}

/** Contracts on one coin in one unit, all at 100 and opened there. */
function viewOf(legs: readonly Leg[], tether: string, collateral = '0') {
  const instruments = legs.map(({ quote }, index) =>
    instrumentOf({
      id: `X${index}`,
      kind: 'linear',
      base: 'A',
      quote,
      lot: '1',
      margin: { model: 'scenario' },
    }),
  );
  const market: Market = {
    now: EPOCH,
    instruments: new Map(instruments.map((one) => [one.id, one])),
    marks: new Map(instruments.map(({ id }) => [id, { price: new Dec(100), at: EPOCH }])),
    indexes: new Map(),
    rates: new Map([
      ['USDT', new Dec(tether)],
      ['USDC', new Dec(1)],
    ]),
    configuration: configurationOf({
      engine: {
        portfolioMargin: { shocks: [{ price: '-0.1' }, { price: '0.1' }], depeg: DEPEG },
        liquidation: { size: 'just-enough' },
      },
    }),
  };
  const positions = legs.map(({ side, quantity }, age): Position => {
    const contracts = new Dec(quantity);
    return {
      key: `X${age}`,
      instrument: `X${age}`,
      side,
      quantity: contracts,
      cost: valueAt(instruments[age]!, contracts, new Dec(100)),
      realizedProfit: new Dec(0),
      fees: new Dec(0),
      funding: new Dec(0),
      age,
    };
  });
  const pool: CrossPool = {
    mode: 'cross',
    id: 'cross',
    orders: [],
    leverage: { instruments: new Map() },
    wallets: new Map([['USD', new Map([['spot' as const, new Dec(collateral)]])]]),
    positions,
  };
  return { market, pool };
}

/** The requirement once more, in numbers: all sizes are multiples of 100, so that they come out. */
function expectedOf(legs: readonly Leg[], tether: number): number {
  const net = new Map<string, number>(QUOTES.map((quote) => [quote, 0]));
  for (const { quote, side, quantity } of legs) {
    const value = quantity * 100 * (quote === 'USDT' ? tether : 1);
    net.set(quote, net.get(quote)! + (side === 'long' ? value : -value));
  }
  let required = Math.abs([...net.values()].reduce((a, b) => a + b)) * 0.1;
  for (const [one, other] of DEPEG.pairs as [string, string][]) {
    const [a, b] = [net.get(one)!, net.get(other)!];
    if (a * b >= 0) continue;
    const size = Math.min(Math.abs(a), Math.abs(b));
    net.set(one, a - Math.sign(a) * size).set(other, b - Math.sign(b) * size);
    const low = one === 'USDT' ? tether : 1;
    if (low < 0.99) required += size * 0.4;
    else {
      required += Math.min(size, 1000) * 0.0075;
      required += Math.min(Math.max(size - 1000, 0), 4000) * 0.0175;
      required += Math.max(size - 5000, 0) * 0.025;
    }
  }
  return required;
}

const legs = fc.array(
  fc.record({
    quote: fc.constantFrom(...QUOTES),
    side: fc.constantFrom('long' as const, 'short' as const),
    quantity: fc.integer({ min: 1, max: 90 }),
  }),
  { minLength: 2, maxLength: 4 },
);

describe('a hedge between dollars', () => {
  it('is charged pair by pair, by its size and the price of the coin', () => {
    const seen = { charged: 0, deep: 0, several: 0 };
    fc.assert(
      fc.property(legs, fc.constantFrom('1', '1.02', '0.99', '0.98', '0.7'), (held, tether) => {
        const { market, pool } = viewOf(held, tether);
        const line = measureLine(market, pool);
        const { maintenance, initial } = measurePool(market, pool);
        expect(Number(maintenance.toString())).toBeCloseTo(expectedOf(held, Number(tether)), 6);
        expect(line.maintenance.cmp(maintenance)).toBe(0);
        expect(initial.cmp(maintenance)).toBe(0);
        const quotes = new Set(held.map(({ quote }) => quote));
        const sides = new Set(held.map(({ side }) => side));
        if (quotes.size > 1 && sides.size > 1) seen.charged += 1;
        if (quotes.size > 2 && sides.size > 1) seen.several += 1;
        if (Number(tether) < 0.99 && quotes.has('USDT')) seen.deep += 1;
      }),
      { numRuns: 400, seed: 71 },
    );
    expect(seen.charged).toBeGreaterThan(150);
    expect(seen.several).toBeGreaterThan(50);
    expect(seen.deep).toBeGreaterThan(60);
  });

  it('lets just enough find the smallest number of lots, wherever the charge bends', () => {
    const seen = { some: 0, bent: 0 };
    fc.assert(
      fc.property(
        legs,
        decimalIn(1, 1500, 0),
        fc.constantFrom('1', '0.9'),
        (held, collateral, tether) => {
          const { market, pool } = viewOf(held, tether, collateral);
          if (isAtTarget(market, measureLine(market, pool))) return;
          const [position] = pool.positions;
          const restores = (lots: number): boolean => {
            const closed = closedAtMark(market, pool, position!, new Dec(lots), 30);
            return isAtTarget(market, measureLine(market, closed.pool));
          };
          const most = position!.quantity.toNumber();
          const expected = Array.from({ length: most }, (_, index) => index + 1).find(restores);
          const valuation = valuePosition(market, pool.leverage, position!);
          expect(justEnough(market, pool, valuation).toNumber()).toBe(expected ?? most);
          if (expected === undefined || expected === most) return;
          seen.some += 1;
          if (!restores(most)) seen.bent += 1;
        },
      ),
      { numRuns: 600, seed: 72 },
    );
    expect(seen.some).toBeGreaterThan(50);
    expect(seen.bent).toBeGreaterThan(8);
  });

  it('is a part of what a requirement is explained by', async () => {
    const parts = partsModule({ journal: new MemoryJournal(), clock: new FixedClock() });
    const engine = new PlimsollContainer(parts).engine();
    const perpetual = (quote: string) => ({
      type: 'listInstrument' as const,
      instrument: {
        id: `A-${quote}`,
        kind: 'linear' as const,
        base: 'A',
        quote,
        margin: { model: 'scenario' as const },
      },
    });
    const answers = await engine.handleTogether([
      {
        type: 'setConfiguration',
        configuration: {
          engine: { portfolioMargin: { shocks: [{ price: '0.1' }], depeg: DEPEG } },
        },
      },
      perpetual('USDT'),
      perpetual('USD'),
      { type: 'mark', marks: { 'A-USDT': '100', 'A-USD': '100' }, rates: { USDT: '1' } },
      { type: 'deposit', account: 'a', asset: 'USD', amount: '1000' },
      ...(['long', 'short'] as const).map((side) => ({
        type: 'book' as const,
        account: 'a',
        instrument: side === 'long' ? 'A-USDT' : 'A-USD',
        side,
        quantity: '100',
        entry: '100',
      })),
    ]);
    expect(answers).toMatchObject(answers.map(() => ({ ok: true })));
    const asked = { ask: 'explain', account: 'a', pool: 'cross' } as const;
    const why = await engine.query({ ...asked, figure: 'maintenanceMargin' });
    if (!why.ok) throw new Error(why.error.message);
    // 1,000 x 0.75 % + 4,000 x 1.75 % + 5,000 x 2.5 %
    expect(why.value.value).toBe('202.5');
    const node = nodesOf(why.value).find(({ figure }) => figure.startsWith('depeg of'));
    expect(node).toMatchObject({ figure: 'depeg of USDT against USD in unit all', value: '202.5' });
    expect(node?.formula).toContain('level 0.99');
    expect(node?.parts.map(({ value }) => value)).toEqual(['7.5', '70', '125']);
  });
});

function nodesOf(node: Derivation): readonly Derivation[] {
  return [node, ...node.parts.flatMap(nodesOf)];
}
