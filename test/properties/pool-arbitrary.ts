import fc from 'fast-check';
import type {
  OracleInstrument,
  OracleMargin,
  OraclePool,
  OraclePosition,
} from '../support/oracle/pool-figures/pool.js';
import { read } from '../support/oracle/pool-figures/fraction.js';

/** A decimal string with up to `places` decimals in [low, high]. */
export function decimalIn(low: number, high: number, places: number): fc.Arbitrary<string> {
  const scale = 10 ** places;
  return fc
    .integer({ min: Math.ceil(low * scale), max: Math.floor(high * scale) })
    .map((value) => (value / scale).toFixed(places).replace(/\.?0+$/, ''));
}

const rates = fc
  .tuple(decimalIn(0.001, 0.2, 4), decimalIn(1, 3, 2))
  .map(([maintenance, factor]) => ({
    maintenance,
    initial: (Number(maintenance) * Number(factor)).toFixed(6),
  }));

const margin: fc.Arbitrary<OracleMargin> = fc.oneof(
  rates.map(({ initial, maintenance }) => ({ model: 'flat' as const, initial, maintenance })),
  decimalIn(0.1, 1, 2).map((maintenanceFraction) => ({
    model: 'leverage' as const,
    maintenanceFraction,
  })),
  fc
    .record({
      scope: fc.constantFrom('marginal' as const, 'whole' as const),
      first: rates,
      step: decimalIn(0.001, 0.05, 3),
    })
    .map(({ scope, first, step }) => ({
      model: 'tiered' as const,
      scope,
      tiers: ['0', '1000', '20000', '300000'].map((from, index) => ({
        from,
        maintenance: (Number(first.maintenance) + index * Number(step)).toFixed(6),
        initial: (Number(first.initial) + 2 * index * Number(step)).toFixed(6),
      })),
    })),
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
  fc.constant({ model: 'used' as const, callLevel: '0.8', liquidationLevel: '0.4' }),
);

const kinds = fc.constantFrom('linear' as const, 'inverse' as const, 'spot-margin' as const);

function instrument(id: string, base: string): fc.Arbitrary<OracleInstrument> {
  return fc
    .record({
      kind: kinds,
      multiplier: fc.constantFrom('1', '0.1', '10'),
      maxLeverage: fc.constantFrom('10', '25', '50'),
      closeFee: fc.constantFrom('0', '0.0005'),
      margin,
    })
    .map((terms) => ({ id, base, ...terms }));
}

function position(of: OracleInstrument): fc.Arbitrary<OraclePosition> {
  return fc.record({
    instrument: fc.constant(of),
    side: fc.constantFrom('long' as const, 'short' as const),
    quantity: decimalIn(0.01, 500, 2),
    entry: decimalIn(20, 200, 3),
    leverage: fc.constantFrom('2', '3', '7', '10'),
  });
}

/** A cross pool of one to three positions, each in an instrument of its own. */
export const poolArbitrary: fc.Arbitrary<OraclePool> = fc
  .tuple(instrument('A-1', 'A'), instrument('B-1', 'B'), instrument('A-2', 'A'))
  .chain(([a, b, c]) =>
    fc.record({
      collateral: decimalIn(0, 30_000, 2),
      profitWeight: fc.constantFrom('1', '0.8', '0'),
      netting: fc.boolean(),
      positions: fc
        .tuple(position(a), position(b), position(c), fc.integer({ min: 1, max: 3 }))
        .map(([first, second, third, count]) => [first, second, third].slice(0, count)),
      marks: fc
        .tuple(decimalIn(20, 200, 3), decimalIn(20, 200, 3), decimalIn(20, 200, 3))
        .map(([x, y, z]) => ({ 'A-1': read(x), 'B-1': read(y), 'A-2': read(z) })),
      rates: fc
        .tuple(decimalIn(50, 150, 2), decimalIn(50, 150, 2))
        .map(([x, y]) => ({ A: x, B: y })),
    }),
  );
