import {
  ONE,
  ZERO,
  add,
  compare,
  divide,
  larger,
  multiply,
  read,
  sign,
  subtract,
  type Fraction,
} from '../pool-figures/fraction.js';

/** `n` or `n/d` in decimal notation. */
export type Figure = string;

export interface OraclePiece {
  readonly from: Figure;
  readonly constant: Figure;
  readonly slope: Figure;
  readonly square: Figure;
}

export interface OracleEntry {
  readonly factor: string;
  readonly inverse: boolean;
  readonly rate?: string;
  readonly slope: Figure;
  readonly cost: Figure;
  readonly weighted: boolean;
  readonly requirement?: {
    readonly pieces: readonly OraclePiece[];
    /** A factor, or `=` and the notional that stands still. */
    readonly at?: string;
    readonly size: Figure;
    readonly base: string;
    readonly side: 'long' | 'short';
  };
}

export interface OracleLine {
  constant: Figure;
  readonly entries: readonly OracleEntry[];
  readonly profitWeight: Figure;
  readonly netted: boolean;
  readonly below?: Figure;
  readonly above?: Figure;
}

export type OraclePrices = ReadonlyMap<string, Figure>;

/** Reads `n` or `n/d`. */
export function figure(text: Figure): Fraction {
  const [n = '0', d = '1'] = text.split('/');
  return divide(read(n), read(d));
}

/** Equity and requirement, straight from what the port says they are. */
export function oracleLine(
  line: OracleLine,
  prices: OraclePrices,
): { readonly equity: Fraction; readonly requirement: Fraction } {
  let equity = figure(line.constant);
  let requirement = ZERO;
  const sides = new Map<string, { long: Fraction; short: Fraction }>();
  for (const entry of line.entries) {
    const rate = entry.rate === undefined ? ONE : priceOf(prices, entry.rate);
    let profit = subtract(
      multiply(figure(entry.slope), variable(prices, entry.factor, entry.inverse)),
      figure(entry.cost),
    );
    if (entry.weighted && sign(profit) > 0) profit = multiply(profit, figure(line.profitWeight));
    equity = add(equity, multiply(profit, rate));
    if (entry.requirement === undefined) continue;
    const { pieces, at, size, base, side } = entry.requirement;
    const notional = at?.startsWith('=')
      ? figure(at.slice(1))
      : multiply(figure(size), variable(prices, at ?? entry.factor, entry.inverse));
    const needed = multiply(required(pieces, notional), rate);
    if (!line.netted) requirement = add(requirement, needed);
    else {
      const both = sides.get(base) ?? { long: ZERO, short: ZERO };
      both[side] = add(both[side], needed);
      sides.set(base, both);
    }
  }
  for (const { long, short } of sides.values()) requirement = add(requirement, larger(long, short));
  return { equity, requirement };
}

/** `equity - ratio x requirement`. */
export function oracleSlack(line: OracleLine, prices: OraclePrices, ratio: Figure): Fraction {
  const { equity, requirement } = oracleLine(line, prices);
  return subtract(equity, multiply(figure(ratio), requirement));
}

/** Whether a line is crossed at these prices: on the side below, or on the side above. */
export function isCrossed(line: OracleLine, prices: OraclePrices): boolean {
  const below = line.below !== undefined && sign(oracleSlack(line, prices, line.below)) <= 0;
  return below || (line.above !== undefined && sign(oracleSlack(line, prices, line.above)) >= 0);
}

export function required(pieces: readonly OraclePiece[], notional: Fraction): Fraction {
  let held = pieces[0]!;
  for (const piece of pieces) if (compare(notional, figure(piece.from)) >= 0) held = piece;
  const linear = add(figure(held.constant), multiply(figure(held.slope), notional));
  return add(linear, multiply(figure(held.square), multiply(notional, notional)));
}

export function priceOf(prices: OraclePrices, factor: string): Fraction {
  return figure(prices.get(factor)!);
}

function variable(prices: OraclePrices, factor: string, inverse: boolean): Fraction {
  const price = priceOf(prices, factor);
  return inverse ? divide(ONE, price) : price;
}
