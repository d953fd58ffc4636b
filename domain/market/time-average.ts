import { type Dec, Rational, type Instant } from '../kernel/index.js';

/** A price and the instant from which on it stood. */
export interface PricePoint {
  readonly price: Dec;
  readonly at: Instant;
}

const PRICE_DECIMALS = 18;

/**
 * The average of a price over a stretch of time, each price weighted with how long it stood. Where
 * the first price came later than `from`, the average starts with it.
 * @param path in order of time
 * @returns undefined when no price stood by `to`
 * @rounding half-even, to 18 decimals
 */
export function timeAverage(
  path: readonly PricePoint[],
  from: Instant,
  to: Instant,
): Dec | undefined {
  let weight = 0n;
  let sum = Rational.ZERO;
  let last: Dec | undefined;
  path.forEach(({ price, at }, index) => {
    if (at > to) return;
    last = price;
    const start = Math.max(at, from);
    const end = Math.min(path[index + 1]?.at ?? to, to);
    if (end <= start) return;
    const length = BigInt(end - start);
    weight += length;
    sum = sum.plus(Rational.ofDecimal(price).times(Rational.of(length)));
  });
  if (weight === 0n) return last;
  return sum.over(Rational.of(weight)).toDecimal(PRICE_DECIMALS, 'half-even');
}

/** Keeps the points of a path that a stretch from an instant on needs: the one before it, too. */
export function isKeptFrom(
  from: number,
): (point: PricePoint, index: number, path: readonly PricePoint[]) => boolean {
  return (_point, index, path) => {
    const next = path[index + 1];
    return next === undefined || next.at > from;
  };
}
