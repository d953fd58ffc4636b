import { Decimal } from 'decimal.js';

/**
 * The one decimal constructor of the engine. `defaults: true` starts from the library's own
 * settings, so a host that called `Decimal.set` before us changes nothing. 320 digits hold every
 * product that the margin rules can form from 36-digit inputs, so sums and products are exact.
 */
export const Dec = Decimal.clone({
  defaults: true,
  precision: 320,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});

/** An exact decimal number of the engine's own clone. */
export type Dec = Decimal;

/** Directed rounding of a quotient: toward zero, away from zero, or toward an infinity. */
export type Rounding = 'down' | 'up' | 'floor' | 'ceiling' | 'half-up' | 'half-even';

const MODES: Readonly<Record<Rounding, Decimal.Rounding>> = {
  down: Decimal.ROUND_DOWN,
  up: Decimal.ROUND_UP,
  floor: Decimal.ROUND_FLOOR,
  ceiling: Decimal.ROUND_CEIL,
  'half-up': Decimal.ROUND_HALF_UP,
  'half-even': Decimal.ROUND_HALF_EVEN,
};

/** The decimal 0, shared. */
export const ZERO: Dec = new Dec(0);
/** The decimal 1, shared. */
export const ONE: Dec = new Dec(1);

/** Reads a literal of our own code or a value this engine wrote; never untrusted input. */
export function dec(literal: string): Dec {
  return new Dec(literal);
}

/** Plain decimal notation without exponent and without a negative zero: the only output form. */
export function text(value: Dec): string {
  return value.isZero() ? '0' : value.toFixed();
}

/** Rounds to `decimals` places in the named direction; the only rounding of a decimal. */
export function roundTo(value: Dec, decimals: number, rounding: Rounding): Dec {
  return value.toDecimalPlaces(decimals, MODES[rounding]);
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
