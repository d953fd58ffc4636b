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
  largestReliefFirst,
  measureLine,
  measurePool,
  portfolioRules,
  valueAt,
  valuePool,
  valuePosition,
  type CrossPool,
  type Market,
  type PortfolioMarginTerms,
  type Position,
  type Valuation,
} from '../../domain/index.js';
import { decimalIn } from '../properties/pool-arbitrary.js';
import { riskPool, viewOf as viewOfRisk } from '../properties/portfolio-arbitrary.js';
import type { RiskPool } from '../support/oracle/portfolio-oracle.js';

const SHOCKS = [{ price: '-0.1' }, { price: '0.1' }];

describe('the terms of portfolio margin', () => {
  const refused: readonly [what: string, field: string, terms: PortfolioMarginTerms][] = [
    ['no shocks', 'shocks', {}],
    ['no shocks in a unit', 'units[0].shocks', { units: [{ bases: ['A'] }] }],
    ['a fall of more than all', 'shocks[0].price', { shocks: [{ price: '-1.01' }] }],
    ['a negative weight', 'shocks[0].weight', { shocks: [{ price: '0', weight: '-1' }] }],
    ['a negative factor', 'lossFactor.initial', { shocks: SHOCKS, lossFactor: { initial: '-1' } }],
    ['a negative debt rate', 'debt', { shocks: SHOCKS, debt: '-0.1' }],
    ['a negative initial factor', 'initialFactor', { shocks: SHOCKS, initialFactor: '-1' }],
    [
      'a negative charge',
      'charges[0].maintenance',
      { shocks: SHOCKS, charges: [{ on: 'net', maintenance: '-0.1' }] },
    ],
    [
      'factors that do not begin at 0',
      'minimum.factors[0].from',
      {
        shocks: SHOCKS,
        minimum: { rate: '0.1', on: 'gross', factors: [{ from: '1', factor: '1' }] },
      },
    ],
    [
      'a base in two units',
      'units[1].bases',
      {
        units: [
          { bases: ['A'], shocks: SHOCKS },
          { bases: ['B', 'A'], shocks: SHOCKS },
        ],
      },
    ],
    [
      'two units for the rest',
      'units[1]',
      { units: [{ bases: ['*'], shocks: SHOCKS }, { shocks: SHOCKS }] },
    ],
    [
      'an offset of a base that no unit holds',
      'offsets[0].units',
      {
        units: [{ bases: ['A'], shocks: SHOCKS }],
        offsets: [{ units: ['A', 'B'], fraction: '0.5' }],
      },
    ],
    [
      'a unit that offsets twice',
      'offsets[1].units',
      {
        units: [{ bases: ['*'], shocks: SHOCKS }],
        offsets: [
          { units: ['A', 'B'], fraction: '0.5' },
          { units: ['C', 'A'], fraction: '0.5' },
        ],
      },
    ],
    [
      'offsets between different numbers of shocks',
      'offsets[0].units',
      {
        units: [
          { bases: ['A'], shocks: SHOCKS },
          { bases: ['*'], shocks: [{ price: '0.1' }] },
        ],
        offsets: [{ units: ['A', 'B'], fraction: '0.5' }],
      },
    ],
    [
      'more than a whole gain',
      'offsets[0].fraction',
      {
        units: [{ bases: ['*'], shocks: SHOCKS }],
        offsets: [{ units: ['A', 'B'], fraction: '1.1' }],
      },
    ],
    ['keys beside units', 'charges', { units: [{ bases: ['A'], shocks: SHOCKS }], charges: [] }],
  ];

  it.each(refused)('are refused with %s', (_what, field, terms) => {
    const read = attempt(() => portfolioRules(terms));
    expect(read).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: `engine.portfolioMargin.${field}` },
    });
  });

  it('give each remaining base of a star a unit of its own, always the same one', () => {
    const { unitOf } = portfolioRules({
      units: [{ bases: ['A', 'B', '*'], shocks: SHOCKS }],
    });
    expect(unitOf('A')).toBe(unitOf('B'));
    expect(unitOf('C')).toBe(unitOf('C'));
    expect(unitOf('C')).not.toBe(unitOf('D'));
    expect(unitOf('C')).not.toBe(unitOf('A'));
  });

  it('hold all remaining bases together where a unit names none', () => {
    const { unitOf } = portfolioRules({
      units: [{ bases: ['A'], shocks: SHOCKS }, { shocks: SHOCKS }],
    });
    expect(unitOf('C')).toBe(unitOf('D'));
    expect(unitOf('C')).not.toBe(unitOf('A'));
  });

  it('take the initial factor unless the unit has an initial number of its own', () => {
    const factorOf = (terms: PortfolioMarginTerms) =>
      portfolioRules({ shocks: SHOCKS, initialFactor: '1.3', ...terms }).unitOf('A')?.initialFactor;
    expect(factorOf({})?.toFixed()).toBe('1.3');
    expect(factorOf({ lossFactor: '0.8' })?.toFixed()).toBe('1.3');
    expect(factorOf({ lossFactor: { maintenance: '0.8' } })?.toFixed()).toBe('1.3');
    expect(factorOf({ lossFactor: { maintenance: '0.8', initial: '1' } })).toBeUndefined();
    expect(factorOf({ charges: [{ on: 'net', initial: '0.1' }] })).toBeUndefined();
  });
});

describe('an instrument under portfolio margin', () => {
  it('knows neither open interest nor a grace', () => {
    const terms = { id: 'X', kind: 'linear', base: 'A', quote: 'USD' } as const;
    const margin = { model: 'scenario' } as const;
    const crowded = { ...margin, openInterest: { lower: '1', upper: '2' } };
    expect(attempt(() => instrumentOf({ ...terms, margin: crowded }))).toMatchObject({
      error: { code: 'input.invalid', field: 'margin.openInterest' },
    });
    const flat = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
    const schedules = [{ from: '2026-01-01T00:00:00Z', margin: flat, grace: 'P1D' }];
    expect(attempt(() => instrumentOf({ ...terms, margin, schedules }))).toMatchObject({
      error: { code: 'input.invalid', field: 'schedules[0].grace' },
    });
  });

  it('that is inverse has no worth at a price of zero', () => {
    const { market, pool } = viewOf({
      terms: { shocks: [{ price: '-1' }] },
      kind: 'inverse',
      collateral: '1',
      held: [['long', '10']],
    });
    expect(attempt(() => measureLine(market, pool))).toMatchObject({
      error: { code: 'input.invalid', field: 'engine.portfolioMargin.shocks[0].price' },
    });
  });

  it('that is linear may lose all of its price', () => {
    const { market, pool } = viewOf({
      terms: { shocks: [{ price: '-1' }] },
      kind: 'linear',
      collateral: '1',
      held: [['long', '10']],
    });
    expect(measureLine(market, pool).maintenance.toString()).toBe('1000');
  });
});

interface Situation {
  readonly terms: PortfolioMarginTerms;
  readonly kind: 'linear' | 'inverse';
  readonly collateral: string;
  readonly held: readonly (readonly ['long' | 'short', string])[];
}

/** Positions in one unit, all at a mark of 100 and opened there. */
function viewOf({ terms, kind, collateral, held }: Situation) {
  const instruments = held.map((_, index) =>
    instrumentOf({
      id: `X${index}`,
      kind,
      base: 'A',
      quote: 'USD',
      lot: '1',
      margin: { model: 'scenario' },
    }),
  );
  const mark = { price: new Dec(100), at: EPOCH };
  const market: Market = {
    now: EPOCH,
    instruments: new Map(instruments.map((one) => [one.id, one])),
    marks: new Map(instruments.map(({ id }) => [id, mark])),
    indexes: new Map(),
    rates: new Map([['A', new Dec(100)]]),
    configuration: configurationOf({
      engine: { portfolioMargin: terms, liquidation: { size: 'just-enough' } },
    }),
  };
  const positions = held.map(([side, quantity], age): Position => {
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

describe('just enough of a pool that is measured as a whole', () => {
  const size = fc.integer({ min: 1, max: 60 }).map(String);
  const situation = fc.record({
    held: fc.tuple(
      fc.tuple(fc.constantFrom('long' as const, 'short' as const), size),
      fc.tuple(fc.constantFrom('long' as const, 'short' as const), size),
    ),
    collateral: decimalIn(1, 900, 1),
    charged: decimalIn(0, 0.2, 2),
    minimum: fc.record({
      rate: decimalIn(0.01, 0.3, 2),
      on: fc.constantFrom('gross' as const, 'net' as const, 'offset' as const),
      from: decimalIn(1, 300, 0),
      low: decimalIn(0.5, 3, 1),
      high: decimalIn(0, 1, 1),
    }),
  });

  it('is the smallest number of lots that restores, whatever bends the requirement', () => {
    const seen = { some: 0, all: 0, opposite: 0, bent: 0 };
    fc.assert(
      fc.property(situation, ({ held, collateral, charged, minimum }) => {
        const { rate, on, from, low, high } = minimum;
        const factors = [
          { from: '0', factor: low },
          { from, factor: high },
        ];
        const terms: PortfolioMarginTerms = {
          shocks: SHOCKS,
          charges: [{ on: 'offset', maintenance: charged }],
          minimum: { rate, on, factors },
        };
        const { market, pool } = viewOf({ terms, kind: 'linear', collateral, held });
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
        if (expected === undefined) seen.all += 1;
        else if (expected < most) {
          seen.some += 1;
          if (held[0][0] !== held[1][0]) seen.opposite += 1;
          if (!restores(most)) seen.bent += 1;
        }
      }),
      { numRuns: 1500, seed: 21 },
    );
    expect(seen.some).toBeGreaterThan(150);
    expect(seen.all).toBeGreaterThan(50);
    expect(seen.opposite).toBeGreaterThan(30);
    expect(seen.bent).toBeGreaterThan(5);
  });
});

describe('offsets between units', () => {
  const gridded = { shocks: [...SHOCKS, { price: '0.3', weight: '0.5' }] };
  const required = (plain: RiskPool, fraction: string | undefined) => {
    const { market, pool } = viewOfRisk(plain);
    const units = [
      { bases: ['A', 'B'], ...gridded },
      { bases: ['C'], ...gridded },
    ];
    const offsets = fraction === undefined ? [] : [{ units: ['B', 'C'], fraction }];
    const configuration = configurationOf({
      engine: { portfolioMargin: { units, offsets } },
    });
    return measureLine({ ...market, configuration }, { ...pool, wallets: new Map() }).maintenance;
  };

  it('never raise what is required, and relieve the more the more of a gain counts', () => {
    let relieved = 0;
    fc.assert(
      fc.property(riskPool(5), (plain) => {
        const fractions = [undefined, '0', '0.4', '1'];
        const sums = fractions.map((fraction) => required(plain, fraction));
        sums.slice(1).forEach((sum, index) => {
          expect(sum.cmp(sums[index]!)).toBeLessThanOrEqual(0);
        });
        if (sums[3]!.cmp(sums[0]!) < 0) relieved += 1;
      }),
      { numRuns: 150, seed: 41 },
    );
    expect(relieved).toBeGreaterThan(30);
  });
});

describe('largest relief first', () => {
  it('never ranks a close-out before one that relieves more per notional', () => {
    let ranked = 0;
    fc.assert(
      fc.property(riskPool(6), (plain) => {
        const { market, pool } = viewOfRisk(plain);
        const valuations = valuePool(market, pool);
        const quantityOf = ({ position }: Valuation) => position.quantity;
        const sequence = largestReliefFirst.rank({ market, pool, valuations, quantityOf });
        expect(new Set(sequence)).toEqual(new Set(valuations));
        const { maintenance } = measurePool(market, pool);
        const rates = sequence.map(({ position, notional }) => {
          const closed = closedAtMark(market, pool, position, position.quantity, 30);
          const relief = maintenance.minus(measurePool(market, closed.pool).maintenance);
          return relief.toRational().over(notional.toRational());
        });
        rates.slice(1).forEach((rate, index) => {
          ranked += 1;
          expect(rate.cmp(rates[index]!)).toBeLessThanOrEqual(0);
        });
      }),
      { numRuns: 100, seed: 31 },
    );
    expect(ranked).toBeGreaterThan(150);
  });
});
