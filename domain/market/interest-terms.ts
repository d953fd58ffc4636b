import {
  Dec,
  EPOCH,
  ZERO,
  parseDuration,
  parseInstant,
  refuse,
  text,
  type Instant,
} from '../kernel/index.js';

/** Rates of one borrowed asset; per period, as decimal strings. */
export interface AssetInterestTerms {
  /** Charged once on what an `open` adds. Default "0". */
  readonly openingRate?: string;
  /** Charged for each period. Default "0". */
  readonly rate?: string;
  /** Rates that take force at later instants, in order. */
  readonly curve?: readonly { readonly from: string; readonly rate: string }[];
  /** The pool this asset is lent from; absent: without limit. */
  readonly lending?: LendingTerms;
}

/** A pool of lent funds. */
export interface LendingTerms {
  /** What can be lent in all, in the asset. */
  readonly supply: string;
  /** What one account may borrow, in the asset. */
  readonly accountLimit?: string;
  /** Rates by the lent share of the supply, ascending, the first from "0". */
  readonly utilisation?: readonly { readonly from: string; readonly rate: string }[];
}

/** What borrowed funds cost, as a configuration writes it. */
export interface InterestTerms extends Omit<AssetInterestTerms, 'lending'> {
  /** Length of a period, ISO 8601. Default PT4H. */
  readonly every?: string;
  readonly base?: InterestBase;
  readonly due?: 'arrears' | 'advance';
  /** What the interest of a short is owed in: quote value, or the borrowed coin itself. */
  readonly shortAsset?: 'quote' | 'base';
  /** The name of a rate policy: `curve` (default), `utilisation`, or one an extension binds. */
  readonly policy?: string;
  /** `opening` keeps for each increase the rate at its opening; default `floating`. */
  readonly lock?: 'floating' | 'opening';
  /** Rates of single borrowed assets; what is absent falls to the terms for all. */
  readonly assets?: Readonly<Record<string, AssetInterestTerms>>;
}

/** What interest is charged on: the whole opening cost, or what of it was borrowed. */
export type InterestBase = 'exposure' | 'loan';

/** A rate per period and the instant from which it is in force. */
export interface RateStep {
  readonly from: Instant;
  readonly rate: Dec;
}

/** The pool an asset is lent from, its numbers read. */
export interface LendingPool {
  readonly supply: Dec;
  readonly accountLimit?: Dec;
  readonly utilisation: readonly { readonly from: Dec; readonly rate: Dec }[];
}

/** Rates of one borrowed asset with their numbers read. */
export interface AssetInterest {
  readonly openingRate: Dec;
  /** Ascending; the first is in force from the beginning of time. */
  readonly steps: readonly RateStep[];
  readonly lending?: LendingPool;
}

/** The interest terms with their numbers read. */
export interface InterestRules extends AssetInterest {
  /** Milliseconds. */
  readonly every: number;
  readonly base: InterestBase;
  readonly due: 'arrears' | 'advance';
  readonly shortAsset: 'quote' | 'base';
  readonly policy: string;
  readonly lock: 'floating' | 'opening';
  readonly assets: ReadonlyMap<string, AssetInterest>;
}

/**
 * Reads the interest terms; undefined when nothing would ever be charged or limited, so that
 * nothing is looked for.
 * @rejects `input.invalid`: a negative rate or limit, steps out of order, a period that is not a
 *   positive duration
 */
export function interestRules(terms: InterestTerms | undefined): InterestRules | undefined {
  if (terms === undefined) return undefined;
  const every = periodOf(terms.every ?? 'PT4H');
  const common = assetInterest(terms, 'engine.interest');
  const assets = Object.entries(terms.assets ?? {}).map(([asset, own]) => {
    const merged = { ...inherited(terms, own), ...own };
    return [asset, assetInterest(merged, `engine.interest.assets.${asset}`)] as const;
  });
  const free = common.openingRate.isZero() && common.steps.every(({ rate }) => rate.isZero());
  if (free && assets.length === 0 && terms.policy === undefined) return undefined;
  return {
    ...common,
    every,
    base: terms.base ?? 'exposure',
    due: terms.due ?? 'arrears',
    shortAsset: terms.shortAsset ?? 'quote',
    policy: terms.policy ?? 'curve',
    lock: terms.lock ?? 'floating',
    assets: new Map(assets),
  };
}

/** What an asset takes over; one with a rate of its own does not follow the curve for all. */
function inherited(
  { openingRate, rate, curve }: InterestTerms,
  own: AssetInterestTerms,
): AssetInterestTerms {
  return {
    ...(openingRate === undefined ? {} : { openingRate }),
    ...(rate === undefined ? {} : { rate }),
    ...(curve === undefined || own.rate !== undefined ? {} : { curve }),
  };
}

function assetInterest(terms: AssetInterestTerms, field: string): AssetInterest {
  const { openingRate, rate, curve = [], lending } = terms;
  const steps: RateStep[] = [
    { from: EPOCH, rate: notNegative(rate ?? '0', `${field}.rate`) },
    ...curve.map((step, index) => ({
      from: instantIn(step.from, `${field}.curve[${index}].from`),
      rate: notNegative(step.rate, `${field}.curve[${index}].rate`),
    })),
  ];
  ascending(
    steps.map(({ from }) => new Dec(from)),
    `${field}.curve`,
  );
  return {
    openingRate: notNegative(openingRate ?? '0', `${field}.openingRate`),
    steps,
    ...(lending === undefined ? {} : { lending: lendingPool(lending, `${field}.lending`) }),
  };
}

function lendingPool(terms: LendingTerms, field: string): LendingPool {
  const { supply, accountLimit, utilisation = [] } = terms;
  const shares = utilisation.map(({ from, rate }, index) => ({
    from: notNegative(from, `${field}.utilisation[${index}].from`),
    rate: notNegative(rate, `${field}.utilisation[${index}].rate`),
  }));
  if (shares[0]?.from.isZero() === false) outOfOrder(shares[0].from, ZERO, `${field}.utilisation`);
  ascending(
    shares.map(({ from }) => from),
    `${field}.utilisation`,
  );
  return {
    supply: notNegative(supply, `${field}.supply`),
    ...(accountLimit === undefined
      ? {}
      : { accountLimit: notNegative(accountLimit, `${field}.accountLimit`) }),
    utilisation: shares,
  };
}

function ascending(values: readonly Dec[], field: string): void {
  values.forEach((value, index) => {
    const before = values[index - 1];
    if (before !== undefined && value.lte(before)) outOfOrder(value, before, field);
  });
}

function outOfOrder(value: Dec, limit: Dec, field: string): never {
  refuse('input.invalid', `${field} is out of order`, {
    field,
    figure: text(value),
    limit: text(limit),
  });
}

function notNegative(given: string, field: string): Dec {
  const value = new Dec(given);
  if (value.lt(ZERO)) {
    refuse('input.invalid', `${field} cannot be negative`, { field, figure: given, limit: '0' });
  }
  return value;
}

function instantIn(given: string, field: string): Instant {
  const time = parseInstant(given);
  if (!time.ok) refuse('input.invalid', `${field} must be ${time.error}`, { field, figure: given });
  return time.value;
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
