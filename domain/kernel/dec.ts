import { roundQuotient, type Rounding } from './rounding.js';

/** What a decimal is made of: another one, plain digits (also with an exponent), or an integer. */
export type DecimalSource = Dec | string | number | bigint;

const SAFE = Number.MAX_SAFE_INTEGER;
const SAFE_BIG = BigInt(SAFE);
/** The last power of ten that a double holds exactly: a quotient by it is the nearest one. */
const EXACT_TENS = 22;
/** Powers of ten, read and not raised: a power may be a unit in the last place off. */
const TENS: readonly number[] = Array.from({ length: EXACT_TENS + 1 }, (_, power) =>
  Number(`1e${power}`),
);
/** Digits of a quotient that does not come out even. */
const QUOTIENT_DIGITS = 320;
/** Beyond these exponents a literal is a mistake, and its expansion would exhaust the process. */
const LARGEST_EXPONENT = 10_000;

const bigTens: bigint[] = [1n];

/** 10^power as a big integer; each is made once. */
export function tenTo(power: number): bigint {
  for (let known = bigTens.length; known <= power; known += 1) {
    bigTens.push(bigTens[known - 1]! * 10n);
  }
  return bigTens[power]!;
}

/**
 * An exact decimal: a whole coefficient and the number of places behind the point. Sums and
 * products never round, whatever their size. A coefficient that a double holds exactly is kept as
 * a number and everything else as a big integer; there is exactly one form of every value: no zero
 * stands at the end of a fraction, zero has no sign, and a big integer is never small. So the form
 * that a value has never depends on how it came about.
 */
export class Dec {
  /** The coefficient: a safe integer, else a big integer beyond that range. */
  readonly n: number | bigint;
  /** Digits behind the point. */
  readonly places: number;

  /**
   * Reads digits or an integer; never untrusted input, see `parseDecimal`.
   * @param places only for the arithmetic of this file: the value is a coefficient in its one form
   */
  constructor(value: DecimalSource, places?: number) {
    if (places !== undefined) {
      this.n = value as number | bigint;
      this.places = places;
      return;
    }
    const read = typeof value === 'object' ? value : readSource(value);
    this.n = read.n;
    this.places = read.places;
  }

  /** The larger of several. */
  static max(...values: DecimalSource[]): Dec {
    return values.map(decimalOf).reduce((a, b) => (b.gt(a) ? b : a));
  }

  /** The smaller of several. */
  static min(...values: DecimalSource[]): Dec {
    return values.map(decimalOf).reduce((a, b) => (b.lt(a) ? b : a));
  }

  plus(other: DecimalSource): Dec {
    const b = typeof other === 'object' ? other : readSource(other);
    if (b.n === 0) return this;
    return this.n === 0 ? b : sumOf(this, b.n, b.places);
  }

  minus(other: DecimalSource): Dec {
    const b = typeof other === 'object' ? other : readSource(other);
    return b.n === 0 ? this : sumOf(this, -b.n, b.places);
  }

  times(other: DecimalSource): Dec {
    const b = typeof other === 'object' ? other : readSource(other);
    const x = this.n;
    const y = b.n;
    if (typeof x === 'number' && typeof y === 'number') {
      // A product that rounds to a safe integer is that integer: beyond them it rounds beyond them.
      const product = x * y;
      if (product <= SAFE && product >= -SAFE) return reduced(product, this.places + b.places);
    }
    return reducedBig(BigInt(x) * BigInt(y), this.places + b.places);
  }

  negated(): Dec {
    return this.n === 0 ? this : new Dec(-this.n, this.places);
  }

  abs(): Dec {
    return this.n < 0 ? new Dec(-this.n, this.places) : this;
  }

  /** -1, 0 or 1. */
  cmp(other: DecimalSource): -1 | 0 | 1 {
    const b = typeof other === 'object' ? other : readSource(other);
    if (this.places === b.places) return order(this.n, b.n);
    const apart = this.places - b.places;
    const x = this.n;
    const y = b.n;
    if (typeof x === 'number' && typeof y === 'number' && apart <= 15 && apart >= -15) {
      // Only one side grows. Where it outgrows the safe integers it is larger than the other.
      return apart < 0 ? order(x * TENS[-apart]!, y) : order(x, y * TENS[apart]!);
    }
    if (apart < 0) return order(BigInt(x) * tenTo(-apart), BigInt(y));
    return order(BigInt(x), BigInt(y) * tenTo(apart));
  }

  eq(other: DecimalSource): boolean {
    const b = typeof other === 'object' ? other : readSource(other);
    return this.n === b.n && this.places === b.places;
  }

  gt(other: DecimalSource): boolean {
    return this.cmp(other) > 0;
  }

  gte(other: DecimalSource): boolean {
    return this.cmp(other) >= 0;
  }

  lt(other: DecimalSource): boolean {
    return this.cmp(other) < 0;
  }

  lte(other: DecimalSource): boolean {
    return this.cmp(other) <= 0;
  }

  isZero(): boolean {
    return this.n === 0;
  }

  /** Below zero. */
  isNegative(): boolean {
    return this.n < 0;
  }

  /** Whether nothing stands behind the point. */
  isInteger(): boolean {
    return this.places === 0;
  }

  decimalPlaces(): number {
    return this.places;
  }

  /** The integer part of the quotient, toward zero; exact. */
  divToInt(divisor: DecimalSource): Dec {
    const [a, b] = aligned(this, decimalOf(divisor));
    if (typeof a === 'number' && typeof b === 'number') return reduced((a - (a % b)) / b, 0);
    return reducedBig(BigInt(a) / BigInt(b), 0);
  }

  /** What that leaves, with the sign of the dividend; exact. */
  mod(divisor: DecimalSource): Dec {
    const other = decimalOf(divisor);
    const [a, b] = aligned(this, other);
    const places = Math.max(this.places, other.places);
    if (typeof a === 'number' && typeof b === 'number') return reduced(a % b, places);
    return reducedBig(BigInt(a) % BigInt(b), places);
  }

  /** The quotient to 320 digits, half to even; for displays and drawn figures only. */
  div(divisor: DecimalSource): Dec {
    const other = decimalOf(divisor);
    const [a, b] = aligned(this, other).map(BigInt) as [bigint, bigint];
    if (b === 0n) throw new RangeError('a division by zero');
    const longer = String(b < 0n ? -b : b).length - String(a < 0n ? -a : a).length;
    const short = QUOTIENT_DIGITS + Math.max(longer, -QUOTIENT_DIGITS);
    const [n, d] = b < 0n ? [-a, -b] : [a, b];
    // One digit too many or exactly enough, depending on the leading digits.
    const leading = (n < 0n ? -n : n) * tenTo(short) >= d * tenTo(QUOTIENT_DIGITS);
    const places = leading ? Math.max(short - 1, 0) : short;
    return reducedBig(roundQuotient(n * tenTo(places), d, 'half-even'), places);
  }

  /** The power with a whole exponent, not below zero. */
  pow(exponent: number): Dec {
    return reducedBig(BigInt(this.n) ** BigInt(exponent), this.places * exponent);
  }

  /** Rounded to so many places at most. */
  toDecimalPlaces(places: number, rounding: Rounding): Dec {
    if (this.places <= places) return this;
    const n = roundQuotient(BigInt(this.n), tenTo(this.places - places), rounding);
    return reducedBig(n, places);
  }

  /** Plain notation; with `places`, exactly so many digits behind the point. */
  toFixed(places?: number, rounding: Rounding = 'half-even'): string {
    if (places === undefined) return this.toString();
    const { n, places: own } = this.toDecimalPlaces(places, rounding);
    return plain(places === own ? n : BigInt(n) * tenTo(places - own), places);
  }

  /** Plain notation without an exponent, and never a negative zero. */
  toString(): string {
    return plain(this.n, this.places);
  }

  toJSON(): string {
    return this.toString();
  }

  /** The nearest double. */
  toNumber(): number {
    const { n, places } = this;
    // Both are exact doubles, so that their quotient is rounded once.
    if (typeof n === 'number' && places <= EXACT_TENS) return n / TENS[places]!;
    return Number(this.toString());
  }
}

/** The decimal 0; there is no other one. */
export const ZERO: Dec = new Dec(0, 0);
/** The decimal 1, shared. */
export const ONE: Dec = new Dec(1, 0);

function decimalOf(value: DecimalSource): Dec {
  return typeof value === 'object' ? value : readSource(value);
}

function order(x: number | bigint, y: number | bigint): -1 | 0 | 1 {
  return x < y ? -1 : x > y ? 1 : 0;
}

function sumOf({ n: x, places }: Dec, y: number | bigint, others: number): Dec {
  const apart = places - others;
  if (typeof x === 'number' && typeof y === 'number' && apart <= 15 && apart >= -15) {
    if (apart === 0) {
      const sum = x + y;
      if (sum <= SAFE && sum >= -SAFE) return reduced(sum, places);
    } else {
      // What is brought to more places ends in a zero and the other does not, nor does their sum.
      const a = apart < 0 ? x * TENS[-apart]! : x;
      const b = apart < 0 ? y : y * TENS[apart]!;
      const sum = a + b;
      const isSafe = a <= SAFE && a >= -SAFE && b <= SAFE && b >= -SAFE;
      if (isSafe && sum <= SAFE && sum >= -SAFE) return new Dec(sum, apart < 0 ? others : places);
    }
  }
  if (apart < 0) return reducedBig(BigInt(x) * tenTo(-apart) + BigInt(y), others);
  return reducedBig(BigInt(x) + BigInt(y) * tenTo(apart), places);
}

/** The one form of a safe coefficient. */
function reduced(n: number, places: number): Dec {
  if (n === 0) return ZERO;
  for (; places > 0; places -= 1) {
    // The quotient of a safe integer is off by less than a tenth, so that it is whole only if even.
    const tenth = n / 10;
    if (Math.trunc(tenth) * 10 !== n) break;
    n = tenth;
  }
  return new Dec(n, places);
}

/** The decimal of a coefficient at so many places. */
export function decimalWith(n: bigint, places: number): Dec {
  return reducedBig(n, places);
}

/** The one form of any coefficient. */
function reducedBig(n: bigint, places: number): Dec {
  while (places >= 8 && n % 100_000_000n === 0n && n !== 0n) {
    n /= 100_000_000n;
    places -= 8;
  }
  if (n <= SAFE_BIG && n >= -SAFE_BIG) return reduced(Number(n), places);
  while (places > 0 && n % 10n === 0n) {
    n /= 10n;
    places -= 1;
  }
  return n <= SAFE_BIG && n >= -SAFE_BIG ? new Dec(Number(n), places) : new Dec(n, places);
}

/** Both coefficients at the places of the longer fraction: numbers where both are safe. */
function aligned(a: Dec, b: Dec): readonly [number | bigint, number | bigint] {
  const apart = a.places - b.places;
  if (apart === 0) return [a.n, b.n];
  if (apart < 0) return [raised(a.n, -apart), b.n];
  return [a.n, raised(b.n, apart)];
}

function raised(n: number | bigint, power: number): number | bigint {
  if (typeof n === 'number' && power <= 15) {
    const product = n * TENS[power]!;
    if (product <= SAFE && product >= -SAFE) return product;
  }
  return BigInt(n) * tenTo(power);
}

function plain(n: number | bigint, places: number): string {
  if (places === 0) return String(n);
  const digits = String(n < 0 ? -n : n);
  const sign = n < 0 ? '-' : '';
  const whole = digits.length - places;
  if (whole > 0) return `${sign}${digits.slice(0, whole)}.${digits.slice(whole)}`;
  return `${sign}0.${'0'.repeat(-whole)}${digits}`;
}

function readSource(value: string | number | bigint): Dec {
  if (typeof value === 'string') return readDigits(value);
  if (typeof value === 'bigint') return reducedBig(value, 0);
  return Number.isSafeInteger(value) ? reduced(value, 0) : readLong(String(value));
}

/** Digits that fit a safe integer are read one by one; all else goes the long way. */
function readDigits(digits: string): Dec {
  if (digits.length > 16) return readLong(digits);
  const negative = digits.charCodeAt(0) === 45;
  let n = 0;
  let places = -1;
  let count = 0;
  for (let index = negative ? 1 : 0; index < digits.length; index += 1) {
    const code = digits.charCodeAt(index);
    if (code === 46 && places < 0) places = 0;
    else if (code >= 48 && code <= 57) {
      n = n * 10 + (code - 48);
      count += 1;
      if (places >= 0) places += 1;
    } else return readLong(digits);
  }
  if (count === 0 || count > 15) return readLong(digits);
  return reduced(negative ? -n : n, places < 0 ? 0 : places);
}

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

function readLong(digits: string): Dec {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = FORM.exec(digits) ?? [];
  const shift = Number(exponent);
  if (whole.length + fraction.length === 0 || Math.abs(shift) > LARGEST_EXPONENT) {
    throw new RangeError(`not a decimal: ${digits.slice(0, 40)}`);
  }
  const n = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const places = fraction.length - shift;
  return places < 0 ? reducedBig(n * tenTo(-places), 0) : reducedBig(n, places);
}
