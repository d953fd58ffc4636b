import {
  ONE,
  ZERO,
  add,
  divide,
  larger,
  multiply,
  read,
  sign,
  smaller,
  subtract,
  sum,
  type Fraction,
} from './fraction.js';
import {
  notional,
  payAssetOf,
  profit,
  requirement,
  usedMargin,
  type OraclePosition,
} from './instrument.js';

/** A balance of one asset and how it counts as collateral. */
export interface OracleBalance {
  asset: string;
  amount: Fraction;
  /** The share that does not count; default none. */
  haircut?: string;
  /** Instead of it: weights by quantity, marginal. */
  weights?: { from: string; weight: string }[];
  liabilityWeight?: string;
  /** Profit paid in the asset joins the balance before its weight is taken. */
  joins?: boolean;
}

/** A pool with the prices it stands at. An isolated one has one balance and one position. */
export interface OraclePool {
  mode: 'cross' | 'isolated';
  balances: OracleBalance[];
  profitWeight: string;
  netting: boolean;
  positions: OraclePosition[];
  /** By instrument; without one a position stands at its entry. */
  marks: Record<string, Fraction>;
  /** Settlement value by asset; the settlement asset itself is worth one. */
  rates: Record<string, string>;
}

export interface OracleFigures {
  collateral: Fraction;
  unrealizedProfit: Fraction;
  equity: Fraction;
  notional: Fraction;
  initial: Fraction;
  maintenance: Fraction;
  used: Fraction;
}

export function rateOf({ rates }: Pick<OraclePool, 'rates'>, asset: string): Fraction {
  return read(rates[asset] ?? '1');
}

/** Every figure of the pool in settlement, from nothing, the slow and obvious way. */
export function measure(pool: OraclePool): OracleFigures {
  const { positions, profitWeight } = pool;
  const worth = (p: OraclePosition, value: Fraction): Fraction =>
    multiply(value, rateOf(pool, payAssetOf(p.instrument)));
  const at = ({ instrument }: OraclePosition): Fraction => pool.marks[instrument.id]!;
  const profits = positions.map((p) => worth(p, profit(p, at(p))));
  const counted = profits.map((p) => (sign(p) > 0 ? multiply(p, read(profitWeight)) : p));
  const collateral = sum(pool.balances.map((balance) => collateralValue(pool, balance)));
  return {
    collateral,
    unrealizedProfit: sum(profits),
    equity: equityOf(pool, counted),
    notional: sum(positions.map((p) => worth(p, notional(p, at(p))))),
    initial: netted(pool, (p) => worth(p, requirement(p, at(p), 'initial'))),
    maintenance: netted(pool, (p) => worth(p, requirement(p, at(p), 'maintenance'))),
    used: netted(pool, (p) => worth(p, usedMargin(p, at(p)))),
  };
}

/** Each asset with the profits that join it, and all other profits. */
function equityOf(pool: OraclePool, counted: readonly Fraction[]): Fraction {
  const joins = (asset: string): boolean =>
    pool.mode === 'cross' && pool.balances.some((one) => one.asset === asset && one.joins);
  const alone = counted.filter((_, index) => !joins(payAssetOf(pool.positions[index]!.instrument)));
  const backing = pool.balances.map((balance) => {
    if (!joins(balance.asset)) return collateralValue(pool, balance);
    const paid = counted.filter(
      (_, index) => payAssetOf(pool.positions[index]!.instrument) === balance.asset,
    );
    const inAsset = divide(sum(paid), rateOf(pool, balance.asset));
    return collateralValue(pool, { ...balance, amount: add(balance.amount, inAsset) });
  });
  return add(sum(backing), sum(alone));
}

/** Marginal weights on what is held; what is owed counts whole, and more. */
function collateralValue(pool: OraclePool, balance: OracleBalance): Fraction {
  const { asset, amount, haircut = '0', weights, liabilityWeight = '1' } = balance;
  const rate = rateOf(pool, asset);
  if (pool.mode === 'isolated') return multiply(amount, rate);
  if (sign(amount) < 0) return multiply(multiply(amount, read(liabilityWeight)), rate);
  if (weights === undefined) return multiply(multiply(amount, subtract(ONE, read(haircut))), rate);
  const slices = weights.map(({ from, weight }, index) => {
    const next = weights[index + 1];
    const top = next === undefined ? amount : smaller(read(next.from), amount);
    return multiply(larger(subtract(top, read(from)), ZERO), read(weight));
  });
  return multiply(sum(slices), rate);
}

function netted(
  { mode, netting, positions }: OraclePool,
  of: (position: OraclePosition) => Fraction,
): Fraction {
  if (!netting || mode === 'isolated') return sum(positions.map(of));
  const bases = [...new Set(positions.map(({ instrument }) => instrument.base))];
  const side = (base: string, name: string): Fraction =>
    sum(positions.filter((p) => p.instrument.base === base && p.side === name).map(of));
  return sum(bases.map((base) => larger(side(base, 'long'), side(base, 'short'))));
}

/** Where a liquidation begins: at or below the line, or only below it. */
export interface OracleRule {
  trigger: Fraction;
  boundary: 'at-or-below' | 'below';
}

export const AT_ONE: OracleRule = { trigger: ONE, boundary: 'at-or-below' };

export function line(pool: OraclePool, trigger: Fraction): Fraction {
  const { equity, maintenance } = measure(pool);
  return subtract(equity, multiply(trigger, maintenance));
}

/** equity - trigger x maintenance with one mark replaced. */
export function lineAt(
  pool: OraclePool,
  instrument: string,
  price: Fraction,
  trigger: Fraction,
): Fraction {
  return line({ ...pool, marks: { ...pool.marks, [instrument]: price } }, trigger);
}

export function isBreached(value: Fraction, { boundary }: Pick<OracleRule, 'boundary'>): boolean {
  return boundary === 'below' ? sign(value) < 0 : sign(value) <= 0;
}
