import { Dec, ZERO, text } from '../kernel/index.js';
import type { TieredTerms } from './instrument-terms.js';
import { continuousDeductions } from './requirement.js';

/** What one deduction says, and where it stands. */
interface Doubt {
  readonly field: string;
  readonly message: string;
  readonly figure: string;
  readonly limit: string;
}

/**
 * What is suspicious about deductions that tiers write down: one above what the tier asks where it
 * begins makes the requirement negative there, and of marginal tiers one that is not continuous
 * makes it jump. Amounts are in what the tiers count: the quote, or contracts.
 * @param at where the schedule stands
 */
export function deductionWarnings(margin: TieredTerms, at: string): Doubt[] {
  const tiers = margin.tiers.map(({ from, maintenance, deduction }) => ({
    from: new Dec(from),
    rate: new Dec(maintenance),
    ...(deduction === undefined ? {} : { given: new Dec(deduction) }),
  }));
  const counted = continuousDeductions(tiers);
  return tiers.flatMap(({ from, rate, given }, index) => {
    if (given === undefined) return [];
    const field = `${at}.tiers[${index}].deduction`;
    const asked = from.times(rate);
    const [figure, begin] = [text(given), text(from)];
    if (given.gt(asked)) {
      const limit = text(asked);
      const message = `deduction ${figure} makes maintenance negative at ${begin}`;
      return [{ field, message: `${message}, where ${limit} is asked`, figure, limit }];
    }
    if (margin.scope === 'whole') return [];
    const before = tiers[index - 1]?.rate ?? ZERO;
    const even = (counted[index - 1] ?? ZERO).plus(from.times(rate.minus(before)));
    if (given.eq(even)) return [];
    const limit = text(even);
    const message = `deduction ${figure} makes maintenance jump at ${begin}`;
    return [{ field, message: `${message}, where ${limit} would not`, figure, limit }];
  });
}
