import { Dec } from './decimal.js';
import { roundQuotient, type Rounding } from './rounding.js';

/**
 * An exact fraction of two big integers. It decides what decimals with a bound cannot, and it is
 * what figures are compared and displayed from. The denominator is always positive.
 */
export class Rational {
  private constructor(
    readonly n: bigint,
    readonly d: bigint,
  ) {}

  static readonly ZERO = new Rational(0n, 1n);
  static readonly ONE = new Rational(1n, 1n);

  /** `n / d`, reduced. `d` must not be zero. */
  static of(n: bigint, d = 1n): Rational {
    if (d === 0n) throw new RangeError('a fraction with denominator zero');
    const sign = d < 0n ? -1n : 1n;
    const common = gcd(n < 0n ? -n : n, d * sign);
    return new Rational((n / common) * sign, (d / common) * sign);
  }

  static ofDecimal(value: Dec): Rational {
    return Rational.fromDecimalString(value.toFixed());
  }

  /** Reads plain decimal notation with any number of digits. */
  static fromDecimalString(digits: string): Rational {
    const point = digits.indexOf('.');
    if (point < 0) return new Rational(BigInt(digits), 1n);
    const fraction = digits.slice(point + 1);
    const whole = BigInt(digits.slice(0, point) + fraction);
    return Rational.of(whole, 10n ** BigInt(fraction.length));
  }

  plus(other: Rational): Rational {
    if (this.d === other.d) return Rational.of(this.n + other.n, this.d);
    return Rational.of(this.n * other.d + other.n * this.d, this.d * other.d);
  }

  minus(other: Rational): Rational {
    return this.plus(other.negated());
  }

  times(other: Rational): Rational {
    return Rational.of(this.n * other.n, this.d * other.d);
  }

  over(other: Rational): Rational {
    return Rational.of(this.n * other.d, this.d * other.n);
  }

  negated(): Rational {
    return new Rational(-this.n, this.d);
  }

  abs(): Rational {
    return this.n < 0n ? this.negated() : this;
  }

  sign(): -1 | 0 | 1 {
    return this.n < 0n ? -1 : this.n > 0n ? 1 : 0;
  }

  cmp(other: Rational): -1 | 0 | 1 {
    const left = this.n * other.d;
    const right = other.n * this.d;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Plain notation with exactly `decimals` places, rounded in the named direction. */
  toFixed(decimals: number, rounding: Rounding): string {
    const scaled = roundQuotient(this.n * 10n ** BigInt(decimals), this.d, rounding);
    const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
    const whole = digits.slice(0, digits.length - decimals);
    const fraction = decimals > 0 ? `.${digits.slice(digits.length - decimals)}` : '';
    return `${scaled < 0n ? '-' : ''}${whole}${fraction}`;
  }

  /** The decimal with at most `decimals` places, rounded in the named direction. */
  toDecimal(decimals: number, rounding: Rounding): Dec {
    return new Dec(this.toFixed(decimals, rounding));
  }

  /** Exact decimal notation when there is one within 60 places, else 40 places and an ellipsis. */
  toString(): string {
    const digits = this.toFixed(60, 'down');
    const even = Rational.fromDecimalString(digits).cmp(this) === 0;
    const shown = even ? digits : this.toFixed(40, 'down');
    return trimZeros(shown) + (even ? '' : '...');
  }
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

/** The smallest integer whose square is at least `value` (`value` >= 0). */
export function ceilingRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) break;
    guess = next;
  }
  return guess * guess === value ? guess : guess + 1n;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
