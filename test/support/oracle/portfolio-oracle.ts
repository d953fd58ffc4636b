import {
  ONE,
  ZERO,
  add,
  compare,
  divide,
  multiply,
  negate,
  read,
  sign,
  subtract,
  type Fraction,
} from './pool-figures/fraction.js';

export type OraclePart = 'maintenance' | 'initial';
type Both = string | { readonly maintenance: string; readonly initial: string };
type At = 'mark' | 'index';
type On = 'gross' | 'net' | 'offset';

export interface OracleUnit {
  readonly shocks: readonly { readonly price: string; readonly weight: string }[];
  readonly lossFactor: Both;
  readonly charges: readonly {
    readonly on: On;
    readonly at: At;
    readonly maintenance: string;
    readonly initial: string;
  }[];
  readonly minimum: {
    readonly rate: string;
    readonly on: On;
    readonly at: At;
    /** Two of them. */
    readonly factors: readonly { readonly from: string; readonly factor: string }[];
  };
}

/** A pool under portfolio margin as plain data: one unit for A and B, one for C. */
export interface RiskPool {
  readonly units: readonly [OracleUnit, OracleUnit];
  readonly stress: At;
  readonly debt: Exclude<Both, string>;
  readonly initialFactor: string;
  readonly positions: readonly RiskPosition[];
  /** Balance of A, which is collateral of its unit, and of the settlement asset. */
  readonly coin: string;
  readonly cash: string;
  readonly rates: Readonly<Record<'A' | 'B' | 'C', string>>;
  readonly profitWeight: string;
}

export interface RiskPosition {
  readonly kind: 'linear' | 'inverse' | 'spot-margin';
  readonly base: 'A' | 'B' | 'C';
  readonly side: 'long' | 'short';
  readonly quantity: string;
  readonly multiplier: string;
  readonly entry: string;
  readonly mark: string;
  readonly index: string | undefined;
}

/** What the pool requires, by revaluing every position at every shocked price, one by one. */
export function requiredOf(pool: RiskPool, part: OraclePart): Fraction {
  const [named, others] = pool.units;
  const held = (bases: readonly string[]) =>
    pool.positions.filter(({ base }) => bases.includes(base));
  const coin = multiply(read(pool.coin), read(pool.rates.A));
  const units = [
    requiredOfUnit(pool, named, held(['A', 'B']), coin, part),
    requiredOfUnit(pool, others, held(['C']), ZERO, part),
  ];
  return add(units.reduce(add), debtOf(pool, part));
}

function requiredOfUnit(
  pool: RiskPool,
  terms: OracleUnit,
  positions: readonly RiskPosition[],
  coin: Fraction,
  part: OraclePart,
): Fraction {
  const own = typeof terms.lossFactor === 'object' || terms.charges.length > 0;
  if (part === 'initial' && !own) {
    const maintenance = requiredOfUnit(pool, terms, positions, coin, 'maintenance');
    return multiply(read(pool.initialFactor), maintenance);
  }
  let worst = ZERO;
  for (const { price, weight } of terms.shocks) {
    const factor = add(ONE, read(price));
    let gain = multiply(coin, read(price));
    for (const one of positions) {
      const at = stressPrice(pool, one);
      const before = valueOf(one, at);
      const change = subtract(valueOf(one, multiply(at, factor)), before);
      const signed = (one.side === 'long') === (one.kind === 'inverse') ? negate(change) : change;
      gain = add(gain, multiply(signed, payRate(pool, one)));
    }
    const loss = multiply(negate(gain), read(weight));
    if (compare(loss, worst) > 0) worst = loss;
  }
  let total = multiply(worst, partOf(terms.lossFactor, part));
  for (const charge of terms.charges) {
    const rate = part === 'initial' ? charge.initial : charge.maintenance;
    total = add(total, multiply(read(rate), sizeOf(pool, positions, charge.on, charge.at)));
  }
  const { rate, on, at, factors } = terms.minimum;
  const amount = multiply(read(rate), sizeOf(pool, positions, on, at));
  const start = read(factors[1]!.from);
  const low = compare(amount, start) < 0 ? amount : start;
  const high = compare(amount, start) < 0 ? ZERO : subtract(amount, start);
  const least = add(
    multiply(low, read(factors[0]!.factor)),
    multiply(high, read(factors[1]!.factor)),
  );
  return compare(total, least) > 0 ? total : least;
}

function partOf(terms: Both, part: OraclePart): Fraction {
  return read(typeof terms === 'string' ? terms : terms[part]);
}

function stressPrice({ stress }: RiskPool, { mark, index }: RiskPosition): Fraction {
  return read(stress === 'index' ? (index ?? mark) : mark);
}

function valueOf({ kind, quantity, multiplier }: RiskPosition, price: Fraction): Fraction {
  const size = multiply(read(quantity), read(multiplier));
  return kind === 'inverse' ? divide(size, price) : multiply(size, price);
}

function payRate(pool: RiskPool, { kind, base }: RiskPosition): Fraction {
  return kind === 'inverse' ? read(pool.rates[base]) : ONE;
}

function sizeOf(pool: RiskPool, positions: readonly RiskPosition[], on: On, at: At): Fraction {
  const of = (side: 'long' | 'short'): Fraction =>
    positions
      .filter((one) => one.side === side)
      .map((one) => {
        const price = read(at === 'index' ? (one.index ?? one.mark) : one.mark);
        return multiply(valueOf(one, price), payRate(pool, one));
      })
      .reduce(add, ZERO);
  const [long, short] = [of('long'), of('short')];
  if (on === 'gross') return add(long, short);
  const more = compare(long, short) > 0;
  if (on === 'offset') return more ? short : long;
  return more ? subtract(long, short) : subtract(short, long);
}

function debtOf(pool: RiskPool, part: OraclePart): Fraction {
  const balances = new Map<string, Fraction>([
    ['USD', read(pool.cash)],
    ['A', multiply(read(pool.coin), read(pool.rates.A))],
  ]);
  for (const one of pool.positions) {
    const asset = one.kind === 'inverse' ? one.base : 'USD';
    const change = subtract(valueOf(one, read(one.mark)), valueOf(one, read(one.entry)));
    const signed = (one.side === 'long') === (one.kind === 'inverse') ? negate(change) : change;
    const profit = multiply(signed, payRate(pool, one));
    balances.set(asset, add(balances.get(asset) ?? ZERO, profit));
  }
  let owed = ZERO;
  for (const value of balances.values()) if (sign(value) < 0) owed = subtract(owed, value);
  return multiply(owed, partOf(pool.debt, part));
}
