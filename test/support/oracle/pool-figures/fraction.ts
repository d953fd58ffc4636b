/** Exact fractions of two big integers; the oracle's only number. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export function fraction(n: bigint, d = 1n): Fraction {
  if (d === 0n) throw new Error('a fraction with denominator zero');
  const sign = d < 0n ? -1n : 1n;
  const common = gcd(n < 0n ? -n : n, d * sign);
  return { n: (n * sign) / common, d: (d * sign) / common };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a === 0n ? 1n : a) : gcd(b, a % b);
}

export const ZERO = fraction(0n);
export const ONE = fraction(1n);

/** Reads decimal notation. */
export function read(text: string): Fraction {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const value = fraction(BigInt(whole + part), 10n ** BigInt(part.length));
  return text.startsWith('-') ? negate(value) : value;
}

export const add = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const negate = (a: Fraction): Fraction => fraction(-a.n, a.d);
export const subtract = (a: Fraction, b: Fraction): Fraction => add(a, negate(b));
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
export const sign = (a: Fraction): number => (a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
export const compare = (a: Fraction, b: Fraction): number => sign(subtract(a, b));
export const larger = (a: Fraction, b: Fraction): Fraction => (compare(a, b) >= 0 ? a : b);
export const sum = (all: readonly Fraction[]): Fraction => all.reduce(add, ZERO);
export const smaller = (a: Fraction, b: Fraction): Fraction => (compare(a, b) <= 0 ? a : b);
export const magnitude = (a: Fraction): Fraction => (a.n < 0n ? negate(a) : a);
