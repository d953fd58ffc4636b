import { Rational } from '../../domain/index.js';
import type { Figure } from '../application/figures.js';
import type { ExpectedValue } from './format.js';

/** Whether a figure is what was expected, and both in words. */
export interface Comparison {
  readonly ok: boolean;
  readonly expected: string;
  readonly actual: string;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Compares a figure with an expectation: exactly, within, rounded, or bounded. */
export function compareValue(expected: ExpectedValue, actual: Figure | undefined): Comparison {
  const shown = actual === undefined ? 'nothing' : String(actual);
  const result = (ok: boolean, wanted: string): Comparison => ({
    ok,
    expected: wanted,
    actual: shown,
  });
  if (expected === null || typeof expected === 'boolean') {
    return result(actual === expected, String(expected));
  }
  if (typeof expected === 'string') {
    if (actual instanceof Rational && NUMBER.test(expected)) {
      return result(actual.cmp(Rational.fromDecimalString(expected)) === 0, expected);
    }
    return result(actual === expected, expected);
  }
  if ('within' in expected) {
    const wanted = `${expected.value} within ${expected.within}`;
    if (!(actual instanceof Rational)) return result(false, wanted);
    const difference = actual.minus(Rational.fromDecimalString(expected.value)).abs();
    return result(difference.cmp(Rational.fromDecimalString(expected.within)) <= 0, wanted);
  }
  if ('decimals' in expected) {
    const { value, decimals, rounding = 'half-up' } = expected;
    const wanted = `${value} at ${decimals} decimals, ${rounding}`;
    if (!(actual instanceof Rational)) return result(false, wanted);
    const rounded = Rational.fromDecimalString(actual.toFixed(decimals, rounding));
    return result(rounded.cmp(Rational.fromDecimalString(value)) === 0, wanted);
  }
  return bounded(expected, actual, result);
}

function bounded(
  { atLeast, atMost }: { readonly atLeast?: string; readonly atMost?: string },
  actual: Figure | undefined,
  result: (ok: boolean, wanted: string) => Comparison,
): Comparison {
  const wanted = [atLeast && `at least ${atLeast}`, atMost && `at most ${atMost}`]
    .filter((part) => part !== undefined)
    .join(' and ');
  if (!(actual instanceof Rational)) return result(false, wanted);
  const low = atLeast === undefined || actual.cmp(Rational.fromDecimalString(atLeast)) >= 0;
  const high = atMost === undefined || actual.cmp(Rational.fromDecimalString(atMost)) <= 0;
  return result(low && high, wanted);
}
