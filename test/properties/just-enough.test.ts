import fc from 'fast-check';
import { closingQuantity, valuePool } from '../../domain/index.js';
import { fewestContracts } from '../support/oracle/pool-figures/closing.js';
import {
  add,
  compare,
  fraction,
  multiply,
  read,
  subtract,
  type Fraction,
} from '../support/oracle/pool-figures/fraction.js';
import {
  openedAt,
  payAssetOf,
  type OracleInstrument,
} from '../support/oracle/pool-figures/instrument.js';
import { isBreached, line, measure, type OraclePool } from '../support/oracle/pool-figures/pool.js';
import { decimalOf, poolView } from '../support/pool-view.js';
import { decimalIn, instrumentArbitrary } from './pool-arbitrary.js';

const RUNS = 200;
const GRID = { lot: '0.5', minQuantity: '2' };

const drawn = fc.record({
  side: fc.constantFrom('long' as const, 'short' as const),
  lots: fc.integer({ min: 2, max: 50 }),
  entry: decimalIn(60, 140, 1),
  leverage: fc.constantFrom('2', '5', '10'),
});

const situation = fc.record({
  instruments: fc.tuple(instrumentArbitrary('A-1', 'A'), instrumentArbitrary('B-1', 'B')),
  first: drawn,
  second: fc.option(drawn),
  beside: fc.option(drawn),
  isolated: fc.constantFrom(true, false, false),
  marks: fc.tuple(decimalIn(80, 120, 1), decimalIn(80, 120, 1)),
  profitWeight: fc.constantFrom('1', '0.8'),
  netting: fc.boolean(),
  target: fc.constantFrom('1', '1.1', '1.5'),
  fee: fc.constantFrom('0', '0.005', '0.03'),
  boundary: fc.constantFrom('at-or-below' as const, 'below' as const),
  /** How far below its target the pool stands, in percent of its maintenance. */
  below: fc.integer({ min: 0, max: 90 }),
});

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function poolOf({ instruments, first, second, beside, isolated, ...rest }: Situation): OraclePool {
  const { profitWeight, netting, marks } = rest;
  const [a, b] = [
    { ...instruments[0], ...GRID },
    { ...instruments[1], ...GRID },
  ];
  const opened = (of: OracleInstrument, terms: typeof first, key = of.id) =>
    openedAt(of, terms.side, String(terms.lots / 2), terms.entry, terms.leverage, key);
  return {
    mode: isolated ? 'isolated' : 'cross',
    balances: isolated
      ? [{ asset: payAssetOf(a), amount: read('0') }]
      : [
          { asset: 'USD', amount: read('0') },
          { asset: 'A', amount: read('1'), weights: [{ from: '0', weight: '0.9' }] },
        ],
    positions: [
      opened(a, first),
      ...(second === null || isolated ? [] : [opened(b, second)]),
      ...(beside === null || isolated ? [] : [opened(a, beside, 'A-1:second')]),
    ],
    profitWeight,
    netting,
    marks: { 'A-1': read(marks[0]), 'B-1': read(marks[1]) },
    rates: { A: marks[0], B: marks[1] },
  };
}

/** The pool with as much in its first asset as leaves it that far below its target. */
function fundedBelow(pool: OraclePool, target: Fraction, percent: number): OraclePool {
  const { equity, maintenance } = measure(pool);
  const short = multiply(maintenance, fraction(BigInt(percent), 100n));
  const missing = subtract(subtract(multiply(target, maintenance), short), equity);
  const [first, ...others] = pool.balances as [
    OraclePool['balances'][number],
    ...OraclePool['balances'],
  ];
  const rate = read(pool.rates[first.asset] ?? '1');
  const cents = fraction((missing.n * rate.d * 10_000n) / (missing.d * rate.n), 10_000n);
  return { ...pool, balances: [{ ...first, amount: add(first.amount, cents) }, ...others] };
}

describe('just enough', () => {
  it('is the smallest number of lots that brute force finds, by the figures of the oracle', () => {
    const seen = { partly: 0, whole: 0, short: 0, inverse: 0, several: 0, isolated: 0, charged: 0 };
    fc.assert(
      fc.property(situation, (all) => {
        const { target, fee, boundary } = all;
        const oracle = fundedBelow(poolOf(all), read(target), all.below);
        if (!isBreached(line(oracle, read(target)), { boundary })) return;
        const [position] = oracle.positions as [OraclePool['positions'][number]];
        const expected = fewestContracts(oracle, position, GRID, {
          target: read(target),
          fee: read(fee),
          boundary,
        });
        const terms = { boundary, liquidation: { size: 'just-enough', target, fee } } as const;
        const { market, pool } = poolView(oracle, terms);
        const [valuation] = valuePool(market, pool);
        const actual = closingQuantity(market, pool, valuation!);
        expect(actual.toFixed()).toBe(decimalOf(expected).toFixed());
        const partly = compare(expected, position.quantity) < 0;
        seen[partly ? 'partly' : 'whole'] += 1;
        if (!partly) return;
        if (position.side === 'short') seen.short += 1;
        if (position.instrument.kind === 'inverse') seen.inverse += 1;
        if (oracle.positions.length > 1) seen.several += 1;
        if (oracle.mode === 'isolated') seen.isolated += 1;
        if (fee !== '0') seen.charged += 1;
      }),
      { numRuns: RUNS, seed: 41 },
    );
    expect(seen.partly).toBeGreaterThan(RUNS / 5);
    expect(seen.whole).toBeGreaterThan(RUNS / 5);
    for (const what of ['short', 'inverse', 'several', 'isolated', 'charged'] as const) {
      expect({ what, often: seen[what] > 8 }).toEqual({ what, often: true });
    }
  }, 120_000);
});
