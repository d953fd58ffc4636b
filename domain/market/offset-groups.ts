import { Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';
import type { PortfolioMarginTerms } from './portfolio-terms.js';
import type { OffsetGroup, RiskUnit } from './risk-rules.js';

/**
 * Reads which units offset each other.
 * @rejects `input.invalid`: a base that no unit holds, a unit twice, a fraction outside [0, 1],
 *   units with different numbers of shocks, or of which only some have initial numbers of their own
 */
export function offsetGroups(
  { offsets = [] }: PortfolioMarginTerms,
  unitOf: (base: string) => RiskUnit | undefined,
): readonly OffsetGroup[] {
  const taken = new Set<RiskUnit>();
  return offsets.map(({ units: bases, fraction }, index) => {
    const field = `engine.portfolioMargin.offsets[${index}]`;
    const units = bases.map((base) => {
      const unit = unitOf(base);
      if (unit === undefined || taken.has(unit)) {
        const why =
          unit === undefined ? 'no unit holds' : 'a unit offsets once, and twice there is';
        refuse('input.invalid', `${why} ${base}`, { field: `${field}.units`, figure: base });
      }
      taken.add(unit);
      return unit;
    });
    for (const unit of units) refuseUnlike(units[0]!, unit, `${field}.units`);
    return { units: new Set(units), fraction: shareOf(fraction, `${field}.fraction`) };
  });
}

function refuseUnlike(first: RiskUnit, other: RiskUnit, field: string): void {
  const many = first.shocks.length === other.shocks.length;
  const alike = (first.initialFactor === undefined) === (other.initialFactor === undefined);
  if (many && alike) return;
  const what = many ? 'initial numbers of their own' : 'as many shocks';
  refuse('input.invalid', `units that offset each other all have ${what}, or none has`, {
    field,
    figure: other.id,
    limit: first.id,
  });
}

function shareOf(written: string, field: string): Dec {
  const share = new Dec(written);
  if (share.gte(ZERO) && share.lte(ONE)) return share;
  return refuse('input.invalid', 'a share of a gain lies between 0 and 1', {
    field,
    figure: text(share),
    limit: '1',
  });
}
