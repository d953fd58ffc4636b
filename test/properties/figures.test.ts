import fc from 'fast-check';
import {
  Dec,
  type Rational,
  bankruptcyPrice,
  configurationOf,
  instrumentOf,
  liquidationPrice,
  measurePool,
  valueAt,
  EPOCH,
  type CrossPool,
  type InstrumentTerms,
  type Market,
} from '../../domain/index.js';
import {
  add,
  compare,
  divide,
  fraction,
  multiply,
  read,
  sign,
  subtract,
  type Fraction,
} from '../support/oracle/pool-figures/fraction.js';
import {
  lineAt,
  measure,
  type OracleInstrument,
  type OraclePool,
} from '../support/oracle/pool-figures/pool.js';
import { poolArbitrary } from './pool-arbitrary.js';

const RUNS = 600;
const TRIGGER = '1';

function termsOf(oracle: OracleInstrument): InstrumentTerms {
  const { id, kind, base, multiplier, maxLeverage, closeFee, margin } = oracle;
  const common = { id, kind, base, quote: 'USD', multiplier, maxLeverage };
  if (margin.model === 'tiered') {
    return { ...common, margin: { ...margin, by: 'notional', closeFee } };
  }
  return { ...common, margin: { ...margin, closeFee } };
}

/** The engine's view of the oracle's pool. */
function engineView(oracle: OraclePool): { market: Market; pool: CrossPool } {
  const { positions, marks, rates, netting, profitWeight, collateral } = oracle;
  const instruments = new Map(
    positions.map(({ instrument }) => [instrument.id, instrumentOf(termsOf(instrument))]),
  );
  const market: Market = {
    now: EPOCH,
    instruments,
    configuration: configurationOf({
      engine: {
        profitWeight,
        netting: netting ? 'max-side-per-underlying' : 'none',
        liquidation: { trigger: TRIGGER },
      },
    }),
    marks: new Map(
      Object.entries(marks).map(([id, price]) => [id, { price: decimal(price), at: EPOCH }]),
    ),
    indexes: new Map(),
    rates: new Map(Object.entries(rates).map(([asset, rate]) => [asset, new Dec(rate)])),
  };
  const pool: CrossPool = {
    mode: 'cross',
    id: 'cross',
    orders: [],
    leverage: { instruments: new Map() },
    wallets: new Map([['USD', new Map([['spot' as const, new Dec(collateral)]])]]),
    positions: positions.map(({ instrument, side, quantity, entry, leverage }, age) => ({
      key: instrument.id,
      instrument: instrument.id,
      side,
      quantity: new Dec(quantity),
      cost: valueAt(instruments.get(instrument.id)!, new Dec(quantity), new Dec(entry)),
      leverage: new Dec(leverage),
      realizedProfit: new Dec(0),
      fees: new Dec(0),
      funding: new Dec(0),
      age,
    })),
  };
  return { market, pool };
}

function decimal({ n, d }: Fraction): Dec {
  return new Dec(n.toString()).div(d.toString());
}

function asFraction(value: Rational): Fraction {
  return fraction(value.n, value.d);
}

describe('figures', () => {
  it('are those of the oracle, to the last digit', () => {
    const seen = { profitable: 0, breached: 0, inverse: 0 };
    fc.assert(
      fc.property(poolArbitrary, (oracle) => {
        const { market, pool } = engineView(oracle);
        const engine = measurePool(market, pool);
        const expected = measure(oracle);
        const same = (actual: Rational, wanted: Fraction): boolean =>
          compare(asFraction(actual), wanted) === 0;
        if (sign(expected.unrealizedProfit) > 0) seen.profitable += 1;
        if (compare(expected.equity, expected.maintenance) <= 0) seen.breached += 1;
        if (oracle.positions.some(({ instrument }) => instrument.kind === 'inverse'))
          seen.inverse += 1;
        expect(same(engine.equity.toRational(), expected.equity)).toBe(true);
        expect(same(engine.unrealizedProfit.toRational(), expected.unrealizedProfit)).toBe(true);
        expect(same(engine.initial.toRational(), expected.initial)).toBe(true);
        expect(same(engine.maintenance.toRational(), expected.maintenance)).toBe(true);
        const line = engine.equity.minus(engine.maintenance);
        expect(line.sign()).toBe(compare(expected.equity, expected.maintenance));
      }),
      { numRuns: RUNS, seed: 7 },
    );
    expect(seen.profitable).toBeGreaterThan(RUNS / 10);
    expect(seen.breached).toBeGreaterThan(RUNS / 10);
    expect(seen.inverse).toBeGreaterThan(RUNS / 4);
  });
});

const CLOSE = fraction(1n, 10n ** 30n);

/** Whether the oracle's line changes between breached and not within 10^-30 of a price. */
function changesAt(oracle: OraclePool, id: string, price: Fraction, trigger: Fraction): boolean {
  const below = multiply(price, subtract(fraction(1n), CLOSE));
  const above = multiply(price, add(fraction(1n), CLOSE));
  const states = [below, price, above].map((at) => sign(lineAt(oracle, id, at, trigger)) <= 0);
  return states.some((state) => state !== states[0]);
}

describe('a liquidation price', () => {
  it('is where the line of the whole pool changes sides, and none lies nearer', () => {
    const seen = { found: 0, none: 0, breached: 0, healthy: 0 };
    fc.assert(
      fc.property(
        poolArbitrary,
        fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 8, maxLength: 8 }),
        (oracle, probes) => {
          const { market, pool } = engineView(oracle);
          const trigger = read(TRIGGER);
          for (const position of pool.positions) {
            const id = position.instrument;
            const mark = oracle.marks[id]!;
            const breachedNow = sign(lineAt(oracle, id, mark, trigger)) <= 0;
            const { exact, alreadyBreached } = liquidationPrice(market, pool, position);
            expect(alreadyBreached).toBe(breachedNow);
            if (breachedNow) seen.breached += 1;
            else seen.healthy += 1;
            if (exact !== null) {
              seen.found += 1;
              expect(changesAt(oracle, id, asFraction(exact), trigger)).toBe(true);
            } else {
              seen.none += 1;
            }
            // Between the mark and the answer the state never changes (all the way, if there is none).
            const against =
              position.side === 'long' ? fraction(1n, 10n ** 6n) : multiply(mark, fraction(1000n));
            const end = exact === null ? against : asFraction(exact);
            for (const probe of probes) {
              const share = fraction(BigInt(probe), 1000n);
              const at = add(mark, multiply(subtract(end, mark), share));
              expect(sign(lineAt(oracle, id, at, trigger)) <= 0).toBe(breachedNow);
            }
          }
        },
      ),
      { numRuns: 300, seed: 11 },
    );
    expect(seen.found).toBeGreaterThan(100);
    expect(seen.healthy).toBeGreaterThan(100);
    expect(seen.breached).toBeGreaterThan(30);
    expect(seen.none).toBeGreaterThan(10);
  });

  it('with trigger zero is the bankruptcy price', () => {
    fc.assert(
      fc.property(poolArbitrary, (oracle) => {
        const { market, pool } = engineView(oracle);
        for (const position of pool.positions) {
          const price = bankruptcyPrice(market, pool, position);
          if (price === null) continue;
          expect(changesAt(oracle, position.instrument, asFraction(price), fraction(0n))).toBe(
            true,
          );
        }
      }),
      { numRuns: 200, seed: 13 },
    );
  });
});

/** Whether the line of the pool is a straight line between the edges of its pieces. */
function isPiecewiseStraight({ netting, positions }: OraclePool): boolean {
  const curved = positions.some(
    ({ instrument: { margin } }) => margin.model === 'slope' && margin.unit === 'notional',
  );
  return !netting && !curved;
}

/**
 * The nearest price against the position at which the oracle's pool is breached, found without any
 * algebra: between two edges (tier limits, the entry) the line is straight in the price, or in its
 * reciprocal for inverse contracts, so its sign changes at most once and bisection finds it.
 */
function nearestBreach(oracle: OraclePool, id: string, trigger: Fraction): Fraction | null {
  const own = oracle.positions.find(({ instrument }) => instrument.id === id)!;
  const { instrument, quantity, entry, side } = own;
  const size = multiply(read(quantity), read(instrument.multiplier));
  const limits = instrument.margin.model === 'tiered' ? instrument.margin.tiers.slice(1) : [];
  const inverse = instrument.kind === 'inverse';
  const atLimit = limits.map(({ from }) =>
    inverse ? divide(size, read(from)) : divide(read(from), size),
  );
  const mark = oracle.marks[id]!;
  const far = side === 'long' ? fraction(1n, 10n ** 30n) : fraction(10n ** 30n);
  const ahead = [...atLimit, read(entry)].filter((edge) =>
    side === 'long' ? compare(edge, mark) < 0 : compare(edge, mark) > 0,
  );
  ahead.sort((a, b) => (side === 'long' ? compare(b, a) : compare(a, b)));
  const breached = (price: Fraction): boolean => sign(lineAt(oracle, id, price, trigger)) <= 0;
  let from = mark;
  for (const edge of [...ahead, far]) {
    const nudge = multiply(edge, fraction(side === 'long' ? 1n : -1n, 10n ** 45n));
    const before = add(edge, nudge);
    if (breached(before)) return bisect(breached, from, before);
    if (breached(edge) || breached(subtract(edge, nudge))) return edge;
    from = edge;
  }
  return null;
}

function bisect(
  breached: (price: Fraction) => boolean,
  safe: Fraction,
  unsafe: Fraction,
): Fraction {
  let low = safe;
  let high = unsafe;
  for (let step = 0; step < 220; step += 1) {
    const middle = rounded(divide(add(low, high), fraction(2n)));
    if (breached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** 60 decimals are far more than the comparison needs and keep the fractions short. */
function rounded({ n, d }: Fraction): Fraction {
  const scale = 10n ** 60n;
  return fraction((n * scale) / d, scale);
}

describe('the distance to liquidation', () => {
  it('is that of an independent search, wherever one is found against the position', () => {
    let compared = 0;
    fc.assert(
      fc.property(poolArbitrary.filter(isPiecewiseStraight), (oracle) => {
        const { market, pool } = engineView(oracle);
        const trigger = read(TRIGGER);
        for (const position of pool.positions) {
          const { exact, alreadyBreached } = liquidationPrice(market, pool, position);
          if (alreadyBreached) continue;
          const expected = nearestBreach(oracle, position.instrument, trigger);
          if (expected === null) continue;
          compared += 1;
          expect(exact).not.toBeNull();
          const actual = asFraction(exact!);
          const gap = subtract(actual, expected);
          const relative = divide(gap.n < 0n ? fraction(-gap.n, gap.d) : gap, expected);
          expect(compare(relative, fraction(1n, 10n ** 30n))).toBeLessThan(0);
        }
      }),
      { numRuns: 150, seed: 19 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});

describe('a higher mark', () => {
  it('never lowers the equity of a pool of longs', () => {
    fc.assert(
      fc.property(poolArbitrary, fc.integer({ min: 1, max: 500 }), (oracle, percent) => {
        const longs = {
          ...oracle,
          positions: oracle.positions.map((p) => ({ ...p, side: 'long' as const })),
        };
        const { market, pool } = engineView(longs);
        const raised = add(fraction(1n), divide(fraction(BigInt(percent)), fraction(100n)));
        const id = pool.positions[0]!.instrument;
        const marks = { ...longs.marks, [id]: multiply(longs.marks[id]!, raised) };
        const before = measurePool(market, pool).equity;
        const after = measurePool(engineView({ ...longs, marks }).market, pool).equity;
        expect(after.cmp(before)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200, seed: 17 },
    );
  });
});
