import { Rational } from '../kernel/index.js';

/** c0 + c1 x + c2 x^2 with exact coefficients. */
export interface Polynomial {
  readonly c0: Rational;
  readonly c1: Rational;
  readonly c2: Rational;
}

/** c0 + c1 x + c2 x^2; coefficients that are not named are 0. */
export function polynomial(
  c0: Rational,
  c1: Rational = Rational.ZERO,
  c2: Rational = Rational.ZERO,
): Polynomial {
  return { c0, c1, c2 };
}

/** The sum of two. */
export function add(a: Polynomial, b: Polynomial): Polynomial {
  return { c0: a.c0.plus(b.c0), c1: a.c1.plus(b.c1), c2: a.c2.plus(b.c2) };
}

/** One times a factor. */
export function scale(a: Polynomial, factor: Rational): Polynomial {
  return { c0: a.c0.times(factor), c1: a.c1.times(factor), c2: a.c2.times(factor) };
}

/** The value at x. */
export function valueOf({ c0, c1, c2 }: Polynomial, x: Rational): Rational {
  const linear = c0.plus(c1.times(x));
  return c2.sign() === 0 ? linear : linear.plus(c2.times(x).times(x));
}

/** Digits kept of an irrational root; far below anything a price can show. */
const ROOT_DIGITS = 120;

/** The real roots, ascending; irrational ones to 120 digits, all others exactly. */
export function rootsOf({ c0, c1, c2 }: Polynomial): Rational[] {
  if (c2.sign() === 0) {
    return c1.sign() === 0 ? [] : [c0.negated().over(c1)];
  }
  const four = Rational.of(4n);
  const discriminant = c1.times(c1).minus(four.times(c2).times(c0));
  if (discriminant.sign() < 0) return [];
  const root = squareRoot(discriminant);
  const twice = c2.plus(c2);
  const roots = [root.negated(), root].map((r) => r.minus(c1).over(twice));
  return roots.sort((a, b) => a.cmp(b));
}

/** The square root of a fraction: exact when it is a fraction itself. */
function squareRoot(value: Rational): Rational {
  if (value.sign() === 0) return Rational.ZERO;
  const exactN = floorRoot(value.n);
  const exactD = floorRoot(value.d);
  if (exactN * exactN === value.n && exactD * exactD === value.d)
    return Rational.of(exactN, exactD);
  const shift = 10n ** BigInt(ROOT_DIGITS);
  return Rational.of(floorRoot(value.n * value.d * shift * shift), value.d * shift);
}

function floorRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
