import fc from 'fast-check';
import {
  Dec,
  EPOCH,
  configurationOf,
  instrumentOf,
  valueAt,
  type CrossPool,
  type InstrumentTerms,
  type Market,
  type PortfolioMarginTerms,
} from '../../domain/index.js';
import type { OracleUnit, RiskPool, RiskPosition } from '../support/oracle/portfolio-oracle.js';
import { decimalIn } from './pool-arbitrary.js';

const both = fc.tuple(decimalIn(0, 1.5, 2), decimalIn(0, 2, 2));
const at = fc.constantFrom('mark' as const, 'index' as const);
const on = fc.constantFrom('gross' as const, 'net' as const, 'offset' as const);

const unit: fc.Arbitrary<OracleUnit> = fc.record({
  shocks: fc.array(fc.record({ price: decimalIn(-0.6, 0.8, 2), weight: decimalIn(0, 1, 2) }), {
    minLength: 1,
    maxLength: 6,
  }),
  lossFactor: fc.option(
    both.map(([maintenance, initial]) => ({ maintenance, initial })),
    { nil: '1' },
  ),
  charges: fc.array(
    fc.record({ on, at, maintenance: decimalIn(0, 0.05, 3), initial: decimalIn(0, 0.05, 3) }),
    { maxLength: 2 },
  ),
  minimum: fc.record({
    rate: decimalIn(0, 0.05, 3),
    on,
    at,
    factors: fc
      .tuple(decimalIn(0, 2, 1), decimalIn(1, 200, 0), decimalIn(0, 2, 1))
      .map(([low, from, high]) => [
        { from: '0', factor: low },
        { from, factor: high },
      ]),
  }),
});

const position: fc.Arbitrary<RiskPosition> = fc.record({
  kind: fc.constantFrom('linear' as const, 'inverse' as const, 'spot-margin' as const),
  base: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
  side: fc.constantFrom('long' as const, 'short' as const),
  quantity: decimalIn(1, 400, 1),
  multiplier: fc.constantFrom('1', '0.1', '10'),
  entry: decimalIn(20, 200, 2),
  mark: decimalIn(20, 200, 2),
  index: fc.option(decimalIn(20, 200, 2), { nil: undefined }),
});

/** Pools of up to `most` positions, each in an instrument of its own. */
export function riskPool(most: number): fc.Arbitrary<RiskPool> {
  return fc.record({
    units: fc.tuple(unit, unit),
    stress: at,
    debt: fc.record({ maintenance: decimalIn(0, 0.2, 2), initial: decimalIn(0, 0.3, 2) }),
    initialFactor: decimalIn(1, 2, 1),
    positions: fc.array(position, { maxLength: most }),
    coin: decimalIn(-50, 100, 1),
    cash: decimalIn(-20_000, 30_000, 1),
    rates: decimalIn(20, 200, 2).map((A) => ({ A, B: '110', C: '70' })),
    profitWeight: fc.constantFrom('1', '0.5'),
  });
}

/**
 * The engine's view of such a pool: settlement USD, a coin A held as collateral of its unit.
 * @param offset how much of a gain counts between the units of A and C; absent: nothing
 */
export function viewOf(
  pool: RiskPool,
  offset?: string,
): { readonly market: Market; readonly pool: CrossPool } {
  const terms = pool.positions.map(({ kind, base, multiplier }, index): InstrumentTerms => {
    const margin = { model: 'scenario' } as const;
    return { id: `I${index}`, kind, base, quote: 'USD', multiplier, margin };
  });
  const instruments = terms.map((one) => instrumentOf(one));
  const priced = (prices: readonly (string | undefined)[]) =>
    new Map(
      prices.flatMap((price, index) =>
        price === undefined ? [] : [[`I${index}`, { price: new Dec(price), at: EPOCH }] as const],
      ),
    );
  const { units, stress, debt, initialFactor, rates, profitWeight } = pool;
  const [named, others] = units;
  const portfolioMargin: PortfolioMarginTerms = {
    units: [
      { bases: ['A', 'B'], ...named },
      { bases: ['*'], ...others },
    ],
    stress,
    debt,
    initialFactor,
    ...(offset === undefined ? {} : { offsets: [{ units: ['A', 'C'], fraction: offset }] }),
  };
  const market: Market = {
    now: EPOCH,
    instruments: new Map(instruments.map((one) => [one.id, one])),
    marks: priced(pool.positions.map(({ mark }) => mark)),
    indexes: priced(pool.positions.map(({ index }) => index)),
    rates: new Map(Object.entries(rates).map(([asset, rate]) => [asset, new Dec(rate)])),
    configuration: configurationOf({
      engine: { portfolioMargin, profitWeight },
      assets: [{ asset: 'A', haircut: { maintenance: '0.1', initial: '0.3' }, unit: 'A' }],
    }),
  };
  const cross: CrossPool = {
    mode: 'cross',
    id: 'cross',
    orders: [],
    leverage: { instruments: new Map() },
    wallets: new Map([
      ['USD', new Map([['spot' as const, new Dec(pool.cash)]])],
      ['A', new Map([['spot' as const, new Dec(pool.coin)]])],
    ]),
    positions: pool.positions.map(({ side, quantity, entry }, age) => ({
      key: `I${age}`,
      instrument: `I${age}`,
      side,
      quantity: new Dec(quantity),
      cost: valueAt(instruments[age]!, new Dec(quantity), new Dec(entry)),
      realizedProfit: new Dec(0),
      fees: new Dec(0),
      funding: new Dec(0),
      age,
    })),
  };
  return { market, pool: cross };
}
