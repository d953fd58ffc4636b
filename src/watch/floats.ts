import type { Dec, Exact } from '../../domain/index.js';

/** Bits of a quotient of big integers that are kept; a double holds 53. */
const KEPT_BITS = 70;

/** A decimal as a double: less than 2^-52 of its size away, or so small that nothing counts it. */
export function floatOf(value: Dec): number {
  const nearest = value.toNumber();
  return nearest === 0 && !value.isZero() ? Number.MIN_VALUE : nearest;
}

/** An exact figure, quotients included, as a double: as near as `floatOf`. */
export function floatOfExact(value: Exact): number {
  if (value.isDecimal()) return floatOf(value.whole);
  const { n, d } = value.toRational();
  if (n === 0n) return 0;
  const size = n < 0n ? -n : n;
  const shift = bitsOf(d) - bitsOf(size) + KEPT_BITS;
  const whole = shift >= 0 ? (size << BigInt(shift)) / d : size / (d << BigInt(-shift));
  const quotient = Number(whole) * 2 ** -shift;
  const nearest = quotient === 0 ? Number.MIN_VALUE : quotient;
  return n < 0n ? -nearest : nearest;
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}
