import { EPOCH, type Dec, type Instant } from '../kernel/index.js';
import type { AssetInterest, RateStep } from '../market/index.js';

/** What a rate policy may look at besides the terms of the borrowed asset. */
export interface LendingMarket {
  readonly asset: string;
  readonly now: Instant;
  /** What is lent of the asset by now, to all accounts together. */
  readonly lent: Dec;
}

/**
 * The rates of a borrowed asset over time, per period, ascending; the first must be in force from
 * the beginning of time. A period is charged at the rate in force when it begins. A policy whose
 * rates depend on the present gives one rate, which then holds for everything that is due now.
 */
export type BorrowRatePolicy = (terms: AssetInterest, market: LendingMarket) => readonly RateStep[];

/** Rate policies by the name a configuration refers to them with. */
export type BorrowRatePolicies = ReadonlyMap<string, BorrowRatePolicy>;

/** The rates that the configuration dates. */
export const rateCurve: BorrowRatePolicy = ({ steps }) => steps;

/**
 * The rate at the lent share of the supply: that of the last point the share has reached. Assets
 * without such points follow the curve.
 * @formula share = lent / supply, compared undivided: lent >= point x supply
 */
export const rateByUtilisation: BorrowRatePolicy = ({ steps, lending }, { lent }) => {
  if (lending === undefined || lending.utilisation.length === 0) return steps;
  let [reached] = lending.utilisation;
  for (const point of lending.utilisation) {
    if (lent.gte(point.from.times(lending.supply))) reached = point;
  }
  return [{ from: EPOCH, rate: reached!.rate }];
};

/** The rate policies every engine knows; an extension binds further ones. */
export const BUILT_IN_BORROW_RATES: BorrowRatePolicies = new Map([
  ['curve', rateCurve],
  ['utilisation', rateByUtilisation],
]);
