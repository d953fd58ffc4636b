import { Dec, ZERO, text, wholeQuotient } from './decimal.js';
import { Rational } from './rational.js';
import type { Rounding } from './rounding.js';

/** A quotient that nobody has divided yet; `d` is positive. */
interface Quotient {
  readonly n: Dec;
  readonly d: Dec;
}

const NONE: readonly Quotient[] = [];
const BOUND_SCALE = new Dec('1e40');
const BOUND_STEP = new Dec('1e-40');

/**
 * An exact figure: a decimal plus quotients that stay undivided. Sums and products never round;
 * the sign is decided with outward bounds of 40 decimals and, where they leave it open, with
 * integer fractions. Most figures hold no quotient and cost little more than a decimal.
 */
export class Exact {
  private constructor(
    readonly whole: Dec,
    private readonly quotients: readonly Quotient[],
  ) {}

  static readonly ZERO = new Exact(ZERO, NONE);

  static of(value: Dec): Exact {
    return new Exact(value, NONE);
  }

  /** `numerator / denominator`, undivided. The denominator must not be zero. */
  static quotient(numerator: Dec, denominator: Dec): Exact {
    if (denominator.isZero()) throw new RangeError('a quotient with divisor zero');
    if (numerator.isZero()) return Exact.ZERO;
    const negative = denominator.isNegative();
    const n = negative ? numerator.negated() : numerator;
    return new Exact(ZERO, [{ n, d: negative ? denominator.negated() : denominator }]);
  }

  /** The figure of a fraction: a decimal where it comes out even within 40 places. */
  static ofRational(value: Rational): Exact {
    const decimal = value.toDecimal(40, 'down');
    if (Rational.ofDecimal(decimal).cmp(value) === 0) return Exact.of(decimal);
    return Exact.quotient(new Dec(value.n.toString()), new Dec(value.d.toString()));
  }

  static sum(figures: Iterable<Exact>): Exact {
    let total = Exact.ZERO;
    for (const figure of figures) total = total.plus(figure);
    return total;
  }

  /** True when the figure is a plain decimal, which `whole` then holds. */
  isDecimal(): boolean {
    return this.quotients.length === 0;
  }

  /** True for the decimal zero; a sum of quotients that cancel out is not looked into. */
  isZero(): boolean {
    return this.quotients.length === 0 && this.whole.isZero();
  }

  plus(other: Exact): Exact {
    if (this === Exact.ZERO) return other;
    if (other === Exact.ZERO) return this;
    return new Exact(this.whole.plus(other.whole), merge(this.quotients, other.quotients));
  }

  minus(other: Exact): Exact {
    if (other.quotients.length === 0) {
      return new Exact(this.whole.minus(other.whole), this.quotients);
    }
    return this.plus(other.negated());
  }

  negated(): Exact {
    return new Exact(
      this.whole.negated(),
      this.quotients.length === 0
        ? NONE
        : this.quotients.map(({ n, d }) => ({ n: n.negated(), d })),
    );
  }

  /** The product with a decimal. */
  scaled(factor: Dec): Exact {
    if (factor.isZero()) return Exact.ZERO;
    const whole = this.whole.times(factor);
    if (this.quotients.length === 0) return new Exact(whole, NONE);
    return new Exact(
      whole,
      this.quotients.map(({ n, d }) => ({ n: n.times(factor), d })),
    );
  }

  times(other: Exact): Exact {
    if (other.quotients.length === 0) return this.scaled(other.whole);
    if (this.quotients.length === 0) return other.scaled(this.whole);
    let product = this.scaled(other.whole).plus(
      new Exact(ZERO, other.quotients).scaled(this.whole),
    );
    for (const a of this.quotients) {
      for (const b of other.quotients) {
        product = product.plus(Exact.quotient(a.n.times(b.n), a.d.times(b.d)));
      }
    }
    return product;
  }

  /** The quotient by a decimal, undivided. */
  over(divisor: Dec): Exact {
    let result = Exact.quotient(this.whole, divisor);
    for (const { n, d } of this.quotients) {
      result = result.plus(Exact.quotient(n, d.times(divisor)));
    }
    return result;
  }

  /** -1, 0 or 1; exact. */
  sign(): -1 | 0 | 1 {
    if (this.quotients.length === 0) return signOf(this.whole);
    let low = this.whole;
    let high = this.whole;
    for (const { n, d } of this.quotients) {
      const cut = wholeQuotient(n.times(BOUND_SCALE), d).times(BOUND_STEP);
      low = low.plus(n.isNegative() ? cut.minus(BOUND_STEP) : cut);
      high = high.plus(n.isNegative() ? cut : cut.plus(BOUND_STEP));
    }
    if (low.gt(ZERO)) return 1;
    if (high.lt(ZERO)) return -1;
    return this.toRational().sign();
  }

  cmp(other: Exact): -1 | 0 | 1 {
    if (this.quotients.length === 0 && other.quotients.length === 0) {
      return this.whole.cmp(other.whole);
    }
    return this.minus(other).sign();
  }

  max(other: Exact): Exact {
    return this.cmp(other) >= 0 ? this : other;
  }

  min(other: Exact): Exact {
    return this.cmp(other) <= 0 ? this : other;
  }

  toRational(): Rational {
    if (this.quotients.length === 0) return Rational.ofDecimal(this.whole);
    let total = Rational.ofDecimal(this.whole);
    for (const { n, d } of this.quotients) {
      total = total.plus(Rational.ofDecimal(n).over(Rational.ofDecimal(d)));
    }
    return total;
  }

  /** Rounds to a decimal that can be booked; a figure without quotients within it is unchanged. */
  rounded(decimals: number, rounding: Rounding): Dec {
    if (this.quotients.length === 0 && this.whole.decimalPlaces() <= decimals) return this.whole;
    return this.toRational().toDecimal(decimals, rounding);
  }

  toString(): string {
    if (this.quotients.length === 0) return text(this.whole);
    return this.toRational().toString();
  }

  /** The figure as it is kept on tape: `whole`, then every undivided quotient as `n/d`. */
  toJSON(): string {
    if (this.quotients.length === 0) return text(this.whole);
    const quotients = this.quotients.map(({ n, d }) => `${text(n)}/${text(d)}`);
    const whole = this.whole.isZero() ? [] : [text(this.whole)];
    return [...whole, ...quotients].join(' + ');
  }

  /** Reads what `toJSON` wrote. */
  static fromJSON(written: string): Exact {
    if (!written.includes('/')) return Exact.of(new Dec(written));
    let total = Exact.ZERO;
    for (const part of written.split(' + ')) {
      const [n = '0', d] = part.split('/');
      const figure =
        d === undefined ? Exact.of(new Dec(n)) : Exact.quotient(new Dec(n), new Dec(d));
      total = total.plus(figure);
    }
    return total;
  }

  abs(): Exact {
    return this.sign() < 0 ? this.negated() : this;
  }
}

function merge(a: readonly Quotient[], b: readonly Quotient[]): readonly Quotient[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const merged = [...a];
  for (const { n, d } of b) {
    const same = merged.findIndex((quotient) => quotient.d.eq(d));
    const found = merged[same];
    if (found === undefined) merged.push({ n, d });
    else merged[same] = { n: found.n.plus(n), d };
  }
  return merged.some(({ n }) => n.isZero()) ? merged.filter(({ n }) => !n.isZero()) : merged;
}

function signOf(value: Dec): -1 | 0 | 1 {
  if (value.isZero()) return 0;
  return value.isNegative() ? -1 : 1;
}
