import fc from 'fast-check';
import {
  edgesOf,
  openedAt,
  payAssetOf,
  type OracleInstrument,
  type OracleMargin,
  type OraclePosition,
} from '../support/oracle/pool-figures/instrument.js';
import {
  lineAt,
  rateOf,
  type OracleBalance,
  type OraclePool,
  type OracleRule,
} from '../support/oracle/pool-figures/pool.js';
import {
  ONE,
  add,
  compare,
  divide,
  fraction,
  magnitude,
  multiply,
  negate,
  read,
  subtract,
  type Fraction,
} from '../support/oracle/pool-figures/fraction.js';

/** A decimal string with up to `places` decimals in [low, high]. */
export function decimalIn(low: number, high: number, places: number): fc.Arbitrary<string> {
  const scale = 10 ** places;
  return fc.integer({ min: Math.ceil(low * scale), max: Math.floor(high * scale) }).map((value) =>
    (value / scale)
      .toFixed(places)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, ''),
  );
}

const rates = fc
  .tuple(decimalIn(0.001, 0.2, 4), decimalIn(1, 3, 2))
  .map(([maintenance, factor]) => ({
    maintenance,
    initial: (Number(maintenance) * Number(factor)).toFixed(6),
  }));

/** Tiers whose deductions are computed, or given and then not quite continuous. */
const tiered: fc.Arbitrary<OracleMargin> = fc
  .record({
    by: fc.constantFrom('notional' as const, 'notional' as const, 'quantity' as const),
    scope: fc.constantFrom('marginal' as const, 'whole' as const),
    first: rates,
    step: decimalIn(0.001, 0.05, 3),
    given: fc.constantFrom(undefined, undefined, 1, 0.9),
  })
  .map(({ by, scope, first, step, given }) => {
    const starts = by === 'notional' ? [0, 1000, 20_000, 300_000] : [0, 10, 60, 250];
    let deduction = 0;
    const tiers = starts.map((from, index) => {
      deduction += Math.floor(from * (index === 0 ? 0 : Number(step)) * 1e6);
      return {
        from: String(from),
        maintenance: (Number(first.maintenance) + index * Number(step)).toFixed(6),
        initial: (Number(first.initial) + 2 * index * Number(step)).toFixed(6),
        ...(given === undefined ? {} : { deduction: ((deduction * given) / 1e6).toFixed(6) }),
      };
    });
    return { model: 'tiered' as const, by, scope, tiers };
  });

const models: fc.Arbitrary<OracleMargin> = fc.oneof(
  rates.map(({ initial, maintenance }) => ({ model: 'flat' as const, initial, maintenance })),
  decimalIn(0.1, 1, 2).map((maintenanceFraction) => ({
    model: 'leverage' as const,
    maintenanceFraction,
  })),
  { weight: 3, arbitrary: tiered },
  fc
    .record({
      unit: fc.constantFrom('quantity' as const, 'notional' as const),
      base: rates,
      per: fc.integer({ min: 0, max: 99 }),
    })
    .map(({ unit, base, per }) => ({
      model: 'slope' as const,
      unit,
      initial: { base: base.initial, perUnit: `0.0000000${String(per).padStart(2, '0')}` },
      maintenance: { base: base.maintenance, perUnit: `0.0000000${String(per).padStart(2, '0')}` },
    })),
  fc.tuple(rates, decimalIn(0.0001, 0.02, 4)).map(([{ initial, maintenance }, imf]) => ({
    model: 'root' as const,
    initial,
    maintenance,
    imf,
  })),
  fc.constant({ model: 'used' as const, callLevel: '0.8', liquidationLevel: '0.4' }),
);

const bases = fc.constantFrom('mark' as const, 'mark' as const, 'entry' as const);

/** A margin model with the keys every model may have. */
const margin: fc.Arbitrary<OracleMargin> = fc
  .record({
    model: models,
    initialBasis: bases,
    maintenanceBasis: bases,
    closeFee: fc.constantFrom('0', '0.0005'),
    closeFeeInInitial: fc.boolean(),
  })
  .map(({ model, ...common }) => ({ ...model, ...common }));

export function instrumentArbitrary(id: string, base: string): fc.Arbitrary<OracleInstrument> {
  return fc
    .record({
      kind: fc.constantFrom('linear' as const, 'inverse' as const, 'spot-margin' as const),
      multiplier: fc.constantFrom('1', '0.1', '10'),
      maxLeverage: fc.constantFrom('10', '25', '50'),
      margin,
    })
    .map((terms) => ({ id, base, quote: 'USD', ...terms }));
}

interface Drawn {
  side: 'long' | 'short';
  quantity: string;
  entry: string;
  leverage: string;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  side: fc.constantFrom('long' as const, 'short' as const),
  quantity: decimalIn(0.01, 500, 2),
  entry: decimalIn(20, 200, 3),
  leverage: fc.constantFrom('2', '3', '7', '10'),
});

const placed = (of: OracleInstrument, key: string, terms: Drawn): OraclePosition =>
  openedAt(of, terms.side, terms.quantity, terms.entry, terms.leverage, key);

/** Up to three positions, and beside the first another one of its instrument, often against it. */
const crossPositions = fc
  .record({
    instruments: fc.tuple(
      instrumentArbitrary('A-1', 'A'),
      instrumentArbitrary('B-1', 'B'),
      instrumentArbitrary('A-2', 'A'),
    ),
    drawn: fc.tuple(drawn, drawn, drawn),
    beside: fc.option(drawn),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ instruments, drawn: terms, beside, count }) => {
    const all = instruments.map((of, index) => placed(of, of.id, terms[index]!)).slice(0, count);
    return beside === null ? all : [...all, placed(instruments[0], 'A-1:second', beside)];
  });

const collateral: fc.Arbitrary<OracleBalance[]> = fc
  .record({
    usd: decimalIn(0, 30_000, 2),
    coin: fc.option(decimalIn(-40, 120, 2)),
    other: fc.option(decimalIn(-500, 5000, 1)),
    weights: fc.constantFrom<{ from: string; weight: string }[]>(
      [{ from: '0', weight: '0.9' }],
      [
        { from: '0', weight: '0.95' },
        { from: '20', weight: '0.5' },
        { from: '60', weight: '0' },
      ],
    ),
    liabilityWeight: fc.constantFrom('1', '1.1'),
    joins: fc.boolean(),
  })
  .map(({ usd, coin, other, weights, liabilityWeight, joins }) => [
    { asset: 'USD', amount: read(usd) },
    ...(coin === null ? [] : [{ asset: 'A', amount: read(coin), weights, liabilityWeight, joins }]),
    ...(other === null
      ? []
      : [{ asset: 'C', amount: read(other), weights: [{ from: '0', weight: '0.7' }] }]),
  ]);

const prices = {
  profitWeight: fc.constantFrom('1', '0.8', '0'),
  netting: fc.boolean(),
  marks: fc
    .tuple(decimalIn(20, 200, 3), decimalIn(20, 200, 3), decimalIn(20, 200, 3))
    .map(([x, y, z]) => ({ 'A-1': read(x), 'B-1': read(y), 'A-2': read(z) })),
  rates: fc
    .tuple(decimalIn(50, 150, 2), decimalIn(50, 150, 2), decimalIn(0.5, 2, 3))
    .map(([x, y, z]) => ({ A: x, B: y, C: z })),
};

/** Several collateral assets behind one to four positions, hedge pairs among them. */
export const crossPoolArbitrary: fc.Arbitrary<OraclePool> = fc.record({
  mode: fc.constant('cross' as const),
  balances: collateral,
  positions: crossPositions,
  ...prices,
});

/** One position and what it pays in. */
export const isolatedPoolArbitrary: fc.Arbitrary<OraclePool> = fc
  .record({
    of: instrumentArbitrary('A-1', 'A'),
    terms: drawn,
    balance: decimalIn(0, 3000, 2),
    ...prices,
  })
  .map(({ of, terms, balance, ...rest }) => ({
    mode: 'isolated' as const,
    balances: [{ asset: payAssetOf(of), amount: read(balance) }],
    positions: [placed(of, of.id, terms)],
    ...rest,
  }));

export const poolArbitrary: fc.Arbitrary<OraclePool> = fc.oneof(
  { weight: 3, arbitrary: crossPoolArbitrary },
  { weight: 1, arbitrary: isolatedPoolArbitrary },
);

/**
 * The pool with so much collateral that its line passes zero between the two sides of a tier limit,
 * where one of its requirements jumps; as it was, if none does.
 */
function broughtToAJump(pool: OraclePool, { trigger }: OracleRule): OraclePool {
  const hair = fraction(1n, 10n ** 40n);
  for (const position of pool.positions) {
    const { id } = position.instrument;
    for (const limit of edgesOf(position).tiers) {
      const [below, above] = [subtract(ONE, hair), add(ONE, hair)].map((factor) =>
        lineAt(pool, id, multiply(limit, factor), trigger),
      ) as [Fraction, Fraction];
      const jump = magnitude(subtract(above, below));
      if (compare(jump, ONE) < 0) continue;
      const [first, ...others] = pool.balances as [OracleBalance, ...OracleBalance[]];
      const missing = divide(negate(add(above, below)), fraction(2n));
      const amount = add(first.amount, divide(missing, rateOf(pool, first.asset)));
      const cents = fraction((amount.n * 10_000n) / amount.d, 10_000n);
      return { ...pool, balances: [{ ...first, amount: cents }, ...others] };
    }
  }
  return pool;
}

const ruleArbitrary: fc.Arbitrary<OracleRule> = fc.record({
  trigger: fc.constantFrom('1', '1.25', '0.9').map(read),
  boundary: fc.constantFrom('at-or-below' as const, 'below' as const),
});

/** A pool and where its liquidation begins; every third one stands about a jump of its line. */
export const judgedPoolArbitrary: fc.Arbitrary<{ pool: OraclePool; rule: OracleRule }> = fc
  .record({ pool: poolArbitrary, rule: ruleArbitrary, jump: fc.constantFrom(true, false, false) })
  .map(({ pool, rule, jump }) => ({ pool: jump ? broughtToAJump(pool, rule) : pool, rule }));
