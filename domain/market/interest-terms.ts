import { Dec, ZERO, EPOCH, parseDuration, refuse, text, type Instant } from '../kernel/index.js';

/** What borrowed funds cost, as a configuration writes it; rates per period, as decimal strings. */
export interface InterestTerms {
  /** Charged once on what an `open` adds. Default "0". */
  readonly openingRate?: string;
  /** Charged for each period. Default "0". */
  readonly rate?: string;
  /** Length of a period, ISO 8601. Default PT4H. */
  readonly every?: string;
  readonly base?: InterestBase;
  readonly due?: 'arrears' | 'advance';
  /** What the interest of a short is owed in: quote value, or the borrowed coin itself. */
  readonly shortAsset?: 'quote' | 'base';
}

/** What interest is charged on: the whole opening cost, or what of it was borrowed. */
export type InterestBase = 'exposure' | 'loan';

/** A rate per period and the instant from which it is in force. */
export interface RateStep {
  readonly from: Instant;
  readonly rate: Dec;
}

/** The interest terms with their numbers read. */
export interface InterestRules {
  readonly openingRate: Dec;
  readonly steps: readonly RateStep[];
  /** Milliseconds. */
  readonly every: number;
  readonly base: InterestBase;
  readonly due: 'arrears' | 'advance';
  readonly shortAsset: 'quote' | 'base';
}

/**
 * Reads the interest terms; undefined when nothing would ever be charged, so that positions carry
 * nothing for it.
 * @rejects `input.invalid`: a negative rate, a period that is not a positive duration
 */
export function interestRules(terms: InterestTerms | undefined): InterestRules | undefined {
  if (terms === undefined) return undefined;
  const openingRate = rateOf(terms.openingRate, 'openingRate');
  const rate = rateOf(terms.rate, 'rate');
  const every = periodOf(terms.every ?? 'PT4H');
  if (openingRate.isZero() && rate.isZero()) return undefined;
  return {
    openingRate,
    steps: [{ from: EPOCH, rate }],
    every,
    base: terms.base ?? 'exposure',
    due: terms.due ?? 'arrears',
    shortAsset: terms.shortAsset ?? 'quote',
  };
}

function rateOf(given: string | undefined, name: string): Dec {
  const rate = new Dec(given ?? '0');
  if (rate.lt(ZERO)) {
    refuse('input.invalid', `engine.interest.${name} cannot be negative`, {
      field: `engine.interest.${name}`,
      figure: text(rate),
      limit: '0',
    });
  }
  return rate;
}

function periodOf(given: string): number {
  const period = parseDuration(given);
  const field = 'engine.interest.every';
  if (!period.ok) {
    refuse('input.invalid', `${field} must be ${period.error}`, { field, figure: given });
  }
  if (period.value <= 0) {
    refuse('input.invalid', `${field} must be longer than nothing`, {
      field,
      figure: given,
      limit: 'PT0S',
    });
  }
  return period.value;
}
