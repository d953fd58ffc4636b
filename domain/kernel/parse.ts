import { Dec, digitsOfDecimal } from './decimal.js';
import { err, ok, type Result } from './result.js';

/** How many digits an untrusted decimal may have before and after the point. */
export interface DigitLimits {
  readonly integer: number;
  readonly fraction: number;
}

/** 18 digits before and 18 after the point. */
export const DEFAULT_DIGITS: DigitLimits = { integer: 18, fraction: 18 };

/** Why a value is not a decimal of the engine. `received` is cut so that an error stays small. */
export interface NotADecimal {
  readonly expected: string;
  readonly received: string;
}

const FORM = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * Reads an untrusted decimal: a string of plain digits, or a Decimal of the host, which is re-read
 * through its digits. Everything is checked before a decimal exists, because an exponent could ask
 * for more digits than a process can hold.
 * @rejects exponents, hexadecimal, underscores, a plus sign, blanks, NaN, Infinity, numbers,
 *   objects that only pose as a Decimal, and more digits than `limits` allows. `-0` reads as 0.
 * @example
 * const amount = parseDecimal('1234.50');
 * amount.ok && amount.value.plus('0.005'); // => '1234.505'
 * [parseDecimal('1e9'), parseDecimal('0x10'), parseDecimal(0.1)].some(({ ok }) => ok); // => false
 */
export function parseDecimal(
  value: unknown,
  limits: DigitLimits = DEFAULT_DIGITS,
): Result<Dec, NotADecimal> {
  const longest = limits.integer + limits.fraction + 2;
  const digits = typeof value === 'string' ? value : digitsOfDecimal(value);
  if (digits === undefined) return err(notADecimal(value, 'a decimal string'));
  if (digits.length > longest) return err(notADecimal(digits, `at most ${longest} characters`));
  if (!FORM.test(digits)) return err(notADecimal(digits, 'a plain decimal string'));
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  if (whole.length > limits.integer || fraction.length > limits.fraction) {
    const most = `at most ${limits.integer} digits before and ${limits.fraction} after the point`;
    return err(notADecimal(digits, most));
  }
  return ok(new Dec(digits));
}

function notADecimal(value: unknown, expected: string): NotADecimal {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;
  return { expected, received: shown };
}
