import { Decimal } from 'decimal.js';
import { Dec } from './dec.js';
import type { Rounding } from './rounding.js';

export { Dec, ONE, ZERO, type DecimalSource } from './dec.js';

/** Reads a literal of our own code or a value this engine wrote; never untrusted input. */
export function dec(literal: string): Dec {
  return new Dec(literal);
}

/** Plain decimal notation without exponent and without a negative zero: the only output form. */
export function text(value: Dec): string {
  return value.toString();
}

/** Rounds to `decimals` places in the named direction; the only rounding of a decimal. */
export function roundTo(value: Dec, decimals: number, rounding: Rounding): Dec {
  return value.toDecimalPlaces(decimals, rounding);
}

/** `value` to the largest multiple of `step` that is not above it. `step` is positive. */
export function floorToStep(value: Dec, step: Dec): Dec {
  return value.minus(value.mod(step));
}

/** True when `value` is a whole multiple of `step`. */
export function isMultipleOf(value: Dec, step: Dec): boolean {
  return value.mod(step).isZero();
}

/** The integer part of `numerator / denominator`, toward zero; exact, for any size. */
export function wholeQuotient(numerator: Dec, denominator: Dec): Dec {
  return numerator.divToInt(denominator);
}

/** The larger of two decimals. */
export function maxOf(a: Dec, b: Dec): Dec {
  return a.gte(b) ? a : b;
}

/** The smaller of two decimals. */
export function minOf(a: Dec, b: Dec): Dec {
  return a.lte(b) ? a : b;
}

/** More words of seven digits than this no decimal of a host may have. */
const MOST_WORDS = 16;
/** No exponent of a decimal of a host may be larger. */
const MOST_PLACES = 64;

/**
 * The digits of a genuine decimal: of this engine, or of any clone of decimal.js that a host uses
 * (clones share one prototype). What it is made of is inspected first, because an object made from
 * a prototype could claim any size.
 */
export function digitsOfDecimal(value: unknown): string | undefined {
  if (value instanceof Dec) {
    const { n, places } = value as { n?: unknown; places?: unknown };
    if (typeof places !== 'number' || !Number.isInteger(places)) return undefined;
    if (places < 0 || places > MOST_PLACES) return undefined;
    if (typeof n !== 'bigint' && !Number.isSafeInteger(n)) return undefined;
    return new Dec(n as number | bigint).times(new Dec(`1e-${places}`)).toString();
  }
  if (!(value instanceof Decimal)) return undefined;
  const { d, e, s } = value as { d?: unknown; e?: unknown; s?: unknown };
  if (!Array.isArray(d) || d.length === 0 || d.length > MOST_WORDS) return undefined;
  if (!d.every((word) => Number.isInteger(word) && word >= 0 && word < 1e7)) return undefined;
  if (typeof e !== 'number' || !Number.isInteger(e) || Math.abs(e) > MOST_PLACES) return undefined;
  const [first = 0, ...words] = d as number[];
  const digits = `${first}${words.map((word) => String(word).padStart(7, '0')).join('')}`;
  const point = e + 1 - digits.length;
  const size = new Dec(`${digits}e${point}`);
  return text(s === -1 ? size.negated() : size);
}
