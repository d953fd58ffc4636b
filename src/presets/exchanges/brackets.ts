import type { TierTerms } from '../../../domain/index.js';

/** Where a bracket begins, its maintenance rate, and the most leverage in it if that is known. */
export type Bracket = readonly [from: string, maintenance: string, maxLeverage?: string];

/** Brackets as tiers; the initial margin of each is notional / leverage. */
export function tiersOf(brackets: readonly Bracket[]): TierTerms[] {
  return brackets.map(([from, maintenance, maxLeverage]) => ({
    from,
    maintenance,
    ...(maxLeverage === undefined ? {} : { maxLeverage }),
  }));
}
