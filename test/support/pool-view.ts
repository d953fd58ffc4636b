import {
  Dec,
  EPOCH,
  Exact,
  Rational,
  configurationOf,
  instrumentOf,
  type Configuration,
  type EngineTerms,
  type MarginPool,
  type Market,
  type Position,
  type Wallets,
} from '../../domain/index.js';
import { fraction, type Fraction } from './oracle/pool-figures/fraction.js';
import type { OraclePosition } from './oracle/pool-figures/instrument.js';
import type { OracleBalance, OraclePool } from './oracle/pool-figures/pool.js';

/** A pool of the oracle as the domain sees it. */
export interface PoolView {
  readonly market: Market;
  readonly pool: MarginPool;
}

export function poolView(oracle: OraclePool, engine: EngineTerms = {}): PoolView {
  const { positions, marks, rates } = oracle;
  const market: Market = {
    now: EPOCH,
    instruments: new Map(
      positions.map(({ instrument }) => [instrument.id, instrumentOf(instrument)]),
    ),
    configuration: configurationFor(oracle, engine),
    marks: new Map(
      Object.entries(marks).map(([id, price]) => [id, { price: decimalOf(price), at: EPOCH }]),
    ),
    indexes: new Map(),
    rates: new Map(Object.entries(rates).map(([asset, rate]) => [asset, new Dec(rate)])),
  };
  const held = positions.map(positionOf);
  const leverage = { instruments: new Map<string, Dec>() };
  if (oracle.mode === 'isolated') {
    const [{ asset, amount }] = oracle.balances as [OracleBalance];
    const base = { id: `isolated:${held[0]!.key}`, leverage, positions: held };
    return { market, pool: { mode: 'isolated', ...base, asset, balance: decimalOf(amount) } };
  }
  const pool = { id: 'cross', orders: [], leverage, positions: held };
  return { market, pool: { mode: 'cross', ...pool, wallets: walletsOf(oracle.balances) } };
}

function configurationFor(
  { profitWeight, netting, balances }: OraclePool,
  engine: EngineTerms,
): Configuration {
  return configurationOf({
    engine: {
      profitWeight,
      netting: netting ? 'max-side-per-underlying' : 'none',
      ...engine,
    },
    assets: balances.flatMap(({ asset, weights, liabilityWeight, joins }) =>
      weights === undefined
        ? []
        : [
            {
              asset,
              tiers: weights,
              ...(liabilityWeight && { liabilityWeight }),
              ...(joins && { profit: 'with-balance' as const }),
            },
          ],
    ),
  });
}

function walletsOf(balances: readonly OracleBalance[]): Wallets {
  return new Map(
    balances.map(({ asset, amount }) => [asset, new Map([['spot' as const, decimalOf(amount)]])]),
  );
}

function positionOf(oracle: OraclePosition, age: number): Position {
  const { key, instrument, side, quantity, cost, leverage } = oracle;
  return {
    key,
    instrument: instrument.id,
    side,
    quantity: decimalOf(quantity),
    cost: Exact.ofRational(Rational.of(cost.n, cost.d)),
    leverage: decimalOf(leverage),
    realizedProfit: new Dec(0),
    fees: new Dec(0),
    funding: new Dec(0),
    age,
  };
}

/** Of a fraction that comes out even. */
export function decimalOf({ n, d }: Fraction): Dec {
  return new Dec(n.toString()).div(d.toString());
}

export function fractionOf(value: Rational): Fraction {
  return fraction(value.n, value.d);
}
