import { decimalWith, tenTo, type Dec } from './dec.js';
import { roundQuotient, type Rounding } from './rounding.js';

/** So many operations may leave a common factor: it grows with each, and costs with its length. */
const LONGEST_UNREDUCED = 12;

/**
 * An exact fraction of two big integers. It decides what decimals with a bound cannot, and it is
 * what figures are compared and displayed from. The denominator is always positive. A common
 * factor is taken out where somebody asks for the parts, and else only once it has become long:
 * finding it costs more than everything else.
 */
export class Rational {
  private constructor(
    private numerator: bigint,
    private denominator: bigint,
    /** Operations since the parts were reduced; zero: they are. */
    private unreduced: number,
  ) {}

  static readonly ZERO = new Rational(0n, 1n, 0);
  static readonly ONE = new Rational(1n, 1n, 0);

  /** `n / d`. `d` must not be zero. */
  static of(n: bigint, d = 1n): Rational {
    return Rational.made(n, d, 1);
  }

  private static made(n: bigint, d: bigint, unreduced: number): Rational {
    if (d === 0n) throw new RangeError('a fraction with denominator zero');
    if (d === 1n) return new Rational(n, d, 0);
    const made = d < 0n ? new Rational(-n, -d, unreduced) : new Rational(n, d, unreduced);
    if (unreduced > LONGEST_UNREDUCED) made.reduce();
    return made;
  }

  static ofDecimal({ n, places }: Dec): Rational {
    return new Rational(BigInt(n), tenTo(places), places === 0 ? 0 : 1);
  }

  /** Reads plain decimal notation with any number of digits. */
  static fromDecimalString(digits: string): Rational {
    const point = digits.indexOf('.');
    if (point < 0) return new Rational(BigInt(digits), 1n, 0);
    const fraction = digits.slice(point + 1);
    const whole = BigInt(digits.slice(0, point) + fraction);
    return new Rational(whole, tenTo(fraction.length), 1);
  }

  /** The numerator without a common factor. */
  get n(): bigint {
    if (this.unreduced > 0) this.reduce();
    return this.numerator;
  }

  /** The denominator without a common factor, positive. */
  get d(): bigint {
    if (this.unreduced > 0) this.reduce();
    return this.denominator;
  }

  private reduce(): void {
    const { numerator: n, denominator: d } = this;
    const common = gcd(n < 0n ? -n : n, d);
    this.numerator = n / common;
    this.denominator = d / common;
    this.unreduced = 0;
  }

  plus(other: Rational): Rational {
    const { numerator: n, denominator: d } = this;
    if (n === 0n) return other;
    if (other.numerator === 0n) return this;
    const unreduced = this.unreduced + other.unreduced + 1;
    if (d === other.denominator) return Rational.made(n + other.numerator, d, unreduced);
    const sum = n * other.denominator + other.numerator * d;
    return Rational.made(sum, d * other.denominator, unreduced);
  }

  minus(other: Rational): Rational {
    return this.plus(other.negated());
  }

  times(other: Rational): Rational {
    if (this.numerator === 0n || other === Rational.ONE) return this;
    if (other.numerator === 0n || this === Rational.ONE) return other;
    const unreduced = this.unreduced + other.unreduced + 1;
    const { numerator, denominator } = other;
    return Rational.made(this.numerator * numerator, this.denominator * denominator, unreduced);
  }

  over(other: Rational): Rational {
    const unreduced = this.unreduced + other.unreduced + 1;
    const { numerator, denominator } = other;
    return Rational.made(this.numerator * denominator, this.denominator * numerator, unreduced);
  }

  negated(): Rational {
    return new Rational(-this.numerator, this.denominator, this.unreduced);
  }

  abs(): Rational {
    return this.numerator < 0n ? this.negated() : this;
  }

  sign(): -1 | 0 | 1 {
    return this.numerator < 0n ? -1 : this.numerator > 0n ? 1 : 0;
  }

  cmp(other: Rational): -1 | 0 | 1 {
    const isAlike = this.denominator === other.denominator;
    const left = isAlike ? this.numerator : this.numerator * other.denominator;
    const right = isAlike ? other.numerator : other.numerator * this.denominator;
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Plain notation with exactly `decimals` places, rounded in the named direction. */
  toFixed(decimals: number, rounding: Rounding): string {
    const { numerator, denominator } = this;
    const scaled = roundQuotient(numerator * tenTo(decimals), denominator, rounding);
    const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
    const whole = digits.slice(0, digits.length - decimals);
    const fraction = decimals > 0 ? `.${digits.slice(digits.length - decimals)}` : '';
    return `${scaled < 0n ? '-' : ''}${whole}${fraction}`;
  }

  /** The decimal with at most `decimals` places, rounded in the named direction. */
  toDecimal(decimals: number, rounding: Rounding): Dec {
    const { numerator, denominator } = this;
    const scaled = roundQuotient(numerator * tenTo(decimals), denominator, rounding);
    return decimalWith(scaled, decimals);
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
