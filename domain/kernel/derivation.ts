import type { Dec } from './decimal.js';
import { Exact } from './exact.js';
import { Rational } from './rational.js';
import { roundQuotient, type Rounding } from './rounding.js';

/**
 * How a value follows from the values of its parts, in their order. `difference` takes all others
 * from the first; `at-or-below` and `below` compare the first with the second; `first-true` names
 * the first part that is true; `root` is an x at which part 1 + part 2 x + part 3 x^2 is zero; a
 * rounding makes a whole number of its one part.
 */
export type Combination =
  | 'sum'
  | 'difference'
  | 'product'
  | 'quotient'
  | 'largest'
  | 'smallest'
  | 'at-or-below'
  | 'below'
  | 'first-true'
  | 'root'
  | Rounding;

/** Where a leaf comes from, for whoever follows it to the events that put it there. */
export interface Origin {
  readonly kind: 'wallet' | 'pool' | 'position' | 'mark' | 'index' | 'rate';
  /** The asset, the pool, the key of the position, the instrument. */
  readonly name: string;
  /** Of a wallet its kind, of a position the pool it is held in. */
  readonly at?: string;
  /** Of a position: which of its figures. */
  readonly field?: string;
}

/**
 * Why a figure is what it is: the figure, the rule that formed it, and the parts it was formed
 * from, down to prices and booked amounts. `value` is exact decimal notation, or 40 decimals and
 * an ellipsis where a quotient does not come out even; `exact` is then the fraction.
 */
export interface Derivation {
  readonly figure: string;
  readonly value: string;
  readonly exact?: string;
  readonly unit?: string;
  /** The rule in words and symbols, such as `equity - maintenance`. Absent on a leaf. */
  readonly formula?: string;
  /** The same rule as it is calculated; absent where the value is a word no rule gives. */
  readonly by?: Combination;
  /** Where a leaf comes from: a mark, a rate, a configuration key or a journal sequence. */
  readonly source?: string;
  readonly origin?: Origin;
  readonly parts: readonly Derivation[];
  /** What the value is to be seen beside; no part of it. */
  readonly beside?: readonly Derivation[];
}

/** Any exact number of the engine. */
export type Numeric = Rational | Exact | Dec;

/** A figure that is not derived from others, and where it comes from. */
export function leaf(
  figure: string,
  value: Numeric | string,
  source: string,
  origin?: Origin,
): Derivation {
  return { figure, ...shown(value), source, ...(origin && { origin }), parts: [] };
}

/** A figure that no number or rule of its own gives: a word, or none. */
export function worded(
  figure: string,
  value: string,
  formula: string,
  parts: readonly Derivation[] = [],
): Derivation {
  return { figure, value, formula, parts };
}

/** A figure formed from its parts. The parts must be numbers; for `first-true` flags. */
export function combined(
  figure: string,
  by: Exclude<Combination, 'root'>,
  formula: string,
  parts: readonly Derivation[],
): Derivation {
  return { figure, ...shown(combine(by, parts)), formula, by, parts };
}

/** A root of the polynomial whose coefficients are the parts. */
export function rootOf(
  figure: string,
  value: Rational,
  formula: string,
  parts: readonly Derivation[],
): Derivation {
  return { figure, ...shown(value), formula, by: 'root', parts };
}

/** The same derivation under another name, as it appears in another place. */
export function named(figure: string, derivation: Derivation): Derivation {
  return { ...derivation, figure };
}

/** The exact number that a derivation comes to. */
export function numberOf({ value, exact }: Derivation): Rational {
  const [n = '', d] = (exact ?? value).split('/');
  return d === undefined ? Rational.fromDecimalString(n) : Rational.of(BigInt(n), BigInt(d));
}

function shown(value: Numeric | string): Pick<Derivation, 'value' | 'exact'> {
  if (typeof value === 'string') return { value };
  const number = rationalOf(value);
  const text = number.toString();
  return text.endsWith('...') ? { value: text, exact: `${number.n}/${number.d}` } : { value: text };
}

function rationalOf(value: Numeric): Rational {
  if (value instanceof Rational) return value;
  return value instanceof Exact ? value.toRational() : Rational.ofDecimal(value);
}

function combine(by: Exclude<Combination, 'root'>, parts: readonly Derivation[]) {
  if (by === 'first-true') return parts.find(({ value }) => value === 'true')?.figure ?? 'none';
  const [first = Rational.ZERO, ...rest] = parts.map(numberOf);
  const [second = Rational.ZERO] = rest;
  switch (by) {
    case 'sum':
      return rest.reduce((sum, part) => sum.plus(part), first);
    case 'difference':
      return rest.reduce((left, part) => left.minus(part), first);
    case 'product':
      return rest.reduce((product, part) => product.times(part), first);
    case 'quotient':
      return first.over(second);
    case 'largest':
      return rest.reduce((most, part) => (part.cmp(most) > 0 ? part : most), first);
    case 'smallest':
      return rest.reduce((least, part) => (part.cmp(least) < 0 ? part : least), first);
    case 'at-or-below':
      return String(first.cmp(second) <= 0);
    case 'below':
      return String(first.cmp(second) < 0);
    default:
      return Rational.of(roundQuotient(first.n, first.d, by));
  }
}
