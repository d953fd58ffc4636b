import { Dec, ONE, ZERO, text } from '../kernel/index.js';
import { AT, hasOwnInitial, isList } from './portfolio-shape.js';
import type { PortfolioMarginTerms, RiskUnitTerms, TwoPartTerms } from './portfolio-terms.js';
import type { ScheduleWarning } from './schedule-warnings.js';

/**
 * What is suspicious about terms of portfolio margin that can be read: a number that asks less
 * initially than for maintenance, so that a pool could be opened that must be closed at once.
 */
export function portfolioWarnings(terms: PortfolioMarginTerms): readonly ScheduleWarning[] {
  const { units, initialFactor = '1', debt } = terms;
  const placed: readonly (readonly [at: string, unit: RiskUnitTerms])[] =
    units === undefined
      ? [[AT, terms]]
      : units.map((unit, index) => [`${AT}.units[${index}]`, unit] as const);
  const factor = new Dec(initialFactor);
  const byFactor = placed.some(([, unit]) => !hasOwnInitial(unit));
  return [
    ...(byFactor ? below(`${AT}.initialFactor`, factor, ONE) : []),
    ...(debt === undefined ? [] : twoPart(`${AT}.debt`, debt, ZERO)),
    ...placed.flatMap(([at, unit]) => unitWarnings(at, unit)),
  ];
}

function unitWarnings(at: string, unit: RiskUnitTerms): ScheduleWarning[] {
  const { lossFactor, charges = [], minimum } = unit;
  return [
    ...(lossFactor === undefined ? [] : twoPart(`${at}.lossFactor`, lossFactor, ONE)),
    ...charges.flatMap((charge, index) => twoPart(`${at}.charges[${index}]`, charge, ZERO)),
    ...minimumWarnings(`${at}.minimum`, minimum),
  ];
}

function minimumWarnings(at: string, minimum: RiskUnitTerms['minimum']): ScheduleWarning[] {
  if (minimum === undefined) return [];
  if (!isList(minimum)) return twoPart(`${at}.rate`, minimum.rate, ZERO);
  return minimum.flatMap(({ rate }, index) => twoPart(`${at}[${index}].rate`, rate, ZERO));
}

/** An absent maintenance number is the default, an absent initial one that of maintenance. */
function twoPart(at: string, terms: TwoPartTerms, fallback: Dec): ScheduleWarning[] {
  if (typeof terms === 'string' || terms.initial === undefined) return [];
  const { initial, maintenance } = terms;
  const least = maintenance === undefined ? fallback : new Dec(maintenance);
  return below(`${at}.initial`, new Dec(initial), least);
}

function below(field: string, initial: Dec, maintenance: Dec): ScheduleWarning[] {
  if (initial.gte(maintenance)) return [];
  const [figure, limit] = [text(initial), text(maintenance)];
  return [{ field, message: `initial ${figure} below maintenance ${limit}`, figure, limit }];
}
