import type { RiskUnitTerms } from './portfolio-terms.js';

/** Where the terms of portfolio margin stand. */
export const AT = 'engine.portfolioMargin';

/** Whether the terms say what is required initially; else it is a factor on maintenance. */
export function hasOwnInitial({ lossFactor, charges = [] }: RiskUnitTerms): boolean {
  const ofLoss = typeof lossFactor === 'object' && lossFactor.initial !== undefined;
  return ofLoss || charges.some(({ initial }) => initial !== undefined);
}

/** Whether several are listed where one may stand alone. */
export function isList<T>(terms: T | readonly T[]): terms is readonly T[] {
  return Array.isArray(terms);
}
