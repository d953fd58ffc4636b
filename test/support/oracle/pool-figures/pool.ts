import {
  ONE,
  ZERO,
  add,
  compare,
  divide,
  larger,
  multiply,
  negate,
  read,
  sign,
  subtract,
  sum,
  type Fraction,
} from './fraction.js';

/** Margin terms the oracle understands; the words are those of the scenario format. */
export type OracleMargin =
  | { model: 'flat'; initial: string; maintenance: string }
  | { model: 'leverage'; maintenanceFraction: string }
  | {
      model: 'tiered';
      scope: 'marginal' | 'whole';
      tiers: { from: string; initial: string; maintenance: string }[];
    }
  | {
      model: 'slope';
      unit: 'quantity' | 'notional';
      initial: { base: string; perUnit: string };
      maintenance: { base: string; perUnit: string };
    }
  | { model: 'used'; callLevel: string; liquidationLevel: string };

export interface OracleInstrument {
  id: string;
  kind: 'linear' | 'inverse' | 'spot-margin';
  base: string;
  multiplier: string;
  maxLeverage: string;
  closeFee: string;
  margin: OracleMargin;
}

export interface OraclePosition {
  instrument: OracleInstrument;
  side: 'long' | 'short';
  quantity: string;
  entry: string;
  leverage: string;
}

/** A cross pool held in settlement, with the rates of the assets its positions pay in. */
export interface OraclePool {
  collateral: string;
  profitWeight: string;
  netting: boolean;
  positions: OraclePosition[];
  marks: Record<string, Fraction>;
  rates: Record<string, string>;
}

/** Notional in the asset the instrument pays in. */
export function notional({ instrument, quantity }: OraclePosition, price: Fraction): Fraction {
  const size = multiply(read(quantity), read(instrument.multiplier));
  return instrument.kind === 'inverse' ? divide(size, price) : multiply(size, price);
}

export function profit(position: OraclePosition, mark: Fraction): Fraction {
  const now = notional(position, mark);
  const then = notional(position, read(position.entry));
  const gain = position.instrument.kind === 'inverse' ? subtract(then, now) : subtract(now, then);
  return position.side === 'long' ? gain : negate(gain);
}

export function requirement(
  position: OraclePosition,
  mark: Fraction,
  which: 'initial' | 'maintenance',
): Fraction {
  const { instrument, leverage } = position;
  const { margin } = instrument;
  const value = notional(position, mark);
  const fee = which === 'maintenance' ? multiply(value, read(instrument.closeFee)) : ZERO;
  switch (margin.model) {
    case 'flat':
      return add(multiply(value, read(margin[which])), fee);
    case 'leverage': {
      if (which === 'initial') return divide(value, read(leverage));
      const most = divide(value, read(instrument.maxLeverage));
      return add(multiply(most, read(margin.maintenanceFraction)), fee);
    }
    case 'tiered':
      return add(tiered(margin, value, which), fee);
    case 'slope': {
      const size = margin.unit === 'notional' ? value : read(position.quantity);
      const { base, perUnit } = margin[which];
      return add(multiply(value, add(read(base), multiply(read(perUnit), size))), fee);
    }
    case 'used': {
      const then = notional(position, read(position.entry));
      const used = divide(position.side === 'long' ? then : value, read(leverage));
      return which === 'initial' ? used : add(multiply(used, read(margin.liquidationLevel)), fee);
    }
  }
}

/** Whole: all of N at its tier's rate. Marginal: each slice of N at its own tier's rate. */
function tiered(
  { scope, tiers }: Extract<OracleMargin, { model: 'tiered' }>,
  value: Fraction,
  which: 'initial' | 'maintenance',
): Fraction {
  if (scope === 'whole') {
    const held = [...tiers].reverse().find(({ from }) => compare(value, read(from)) >= 0);
    return multiply(value, read((held ?? tiers[0]!)[which]));
  }
  return sum(
    tiers.map((tier, index) => {
      const next = tiers[index + 1];
      const top =
        next !== undefined && compare(read(next.from), value) < 0 ? read(next.from) : value;
      const slice = larger(subtract(top, read(tier.from)), ZERO);
      return multiply(slice, read(tier[which]));
    }),
  );
}

export interface OracleFigures {
  equity: Fraction;
  unrealizedProfit: Fraction;
  initial: Fraction;
  maintenance: Fraction;
}

/** Every figure of the pool from nothing, the slow and obvious way. */
export function measure(pool: OraclePool): OracleFigures {
  const rate = (position: OraclePosition): Fraction => {
    const { kind, base } = position.instrument;
    return kind === 'inverse' ? read(pool.rates[base] ?? '1') : ONE;
  };
  const markOf = ({ instrument }: OraclePosition): Fraction => pool.marks[instrument.id]!;
  const profits = pool.positions.map((p) => multiply(profit(p, markOf(p)), rate(p)));
  const counted = profits.map((p) => (sign(p) > 0 ? multiply(p, read(pool.profitWeight)) : p));
  const required = (which: 'initial' | 'maintenance'): Fraction => {
    const of = (p: OraclePosition): Fraction => multiply(requirement(p, markOf(p), which), rate(p));
    if (!pool.netting) return sum(pool.positions.map(of));
    const bases = [...new Set(pool.positions.map(({ instrument }) => instrument.base))];
    const side = (base: string, name: string): Fraction =>
      sum(pool.positions.filter((p) => p.instrument.base === base && p.side === name).map(of));
    return sum(bases.map((base) => larger(side(base, 'long'), side(base, 'short'))));
  };
  return {
    unrealizedProfit: sum(profits),
    equity: add(read(pool.collateral), sum(counted)),
    initial: required('initial'),
    maintenance: required('maintenance'),
  };
}

/** equity - trigger x maintenance with one mark replaced. */
export function lineAt(
  pool: OraclePool,
  instrument: string,
  price: Fraction,
  trigger: Fraction,
): Fraction {
  const { equity, maintenance } = measure({
    ...pool,
    marks: { ...pool.marks, [instrument]: price },
  });
  return subtract(equity, multiply(trigger, maintenance));
}
