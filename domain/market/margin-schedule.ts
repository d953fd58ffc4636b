import { Dec, ZERO, refuse, text } from '../kernel/index.js';
import type { TieredTerms } from './instrument-terms.js';

/** One tier of a schedule with its numbers read. */
export interface Tier {
  readonly from: Dec;
  readonly initial?: Dec;
  readonly maintenance: Dec;
  readonly deduction?: Dec;
  readonly maxLeverage?: Dec;
}

/**
 * Reads the tiers of a schedule and refuses one that cannot be meant.
 * @rejects `input.invalid` naming the tier: empty, first `from` other than 0, unsorted, duplicate,
 *   negative or falling rates, a leverage limit that is not positive or rises.
 */
export function readTiers({ tiers }: TieredTerms, instrument: string): readonly Tier[] {
  const read = tiers.map((tier) => ({
    from: new Dec(tier.from),
    maintenance: new Dec(tier.maintenance),
    ...(tier.initial === undefined ? {} : { initial: new Dec(tier.initial) }),
    ...(tier.deduction === undefined ? {} : { deduction: new Dec(tier.deduction) }),
    ...(tier.maxLeverage === undefined ? {} : { maxLeverage: new Dec(tier.maxLeverage) }),
  }));
  const bad = (index: number, why: string, figure: string, limit: string): never =>
    refuse('input.invalid', `${instrument}: tier ${index + 1} ${why}`, {
      field: `margin.tiers[${index}]`,
      figure,
      limit,
    });
  if (read.length === 0) bad(0, 'is missing: a tiered schedule needs one', '0', '1');
  read.forEach((tier: Tier, index) => {
    const before: Tier | undefined = read[index - 1];
    const { from, maintenance, initial } = tier;
    if (before === undefined && !from.isZero()) bad(index, 'must start at 0', text(from), '0');
    if (maintenance.lt(ZERO)) bad(index, 'has a negative rate', text(maintenance), '0');
    if (initial?.lt(ZERO)) bad(index, 'has a negative initial rate', text(initial), '0');
    if (tier.maxLeverage?.lte(ZERO)) {
      bad(index, 'has a leverage limit that is not positive', text(tier.maxLeverage), '0');
    }
    if (before === undefined) return;
    if (before.maxLeverage !== undefined && tier.maxLeverage?.gt(before.maxLeverage)) {
      const [given, most] = [text(tier.maxLeverage), text(before.maxLeverage)];
      bad(index, 'has a rising leverage limit', given, most);
    }
    if (from.eq(before.from)) bad(index, 'starts where the one before starts', text(from), '');
    if (from.lt(before.from)) bad(index, 'is out of order', text(from), text(before.from));
    if (maintenance.lt(before.maintenance)) {
      bad(index, 'has a falling rate', text(maintenance), text(before.maintenance));
    }
    if (initial !== undefined && before.initial?.gt(initial)) {
      bad(index, 'has a falling initial rate', text(initial), text(before.initial));
    }
  });
  return read;
}
