import type { Exact } from '../../kernel/index.js';
import type { Instrument, RiskUnit } from '../../market/index.js';
import { sumsOf, type PricedSize, type UnitSums } from './unit-sums.js';
import { unitRequirement, type RequirementPart } from './unit-requirement.js';

/** What a position adds to its unit under portfolio margin. */
export interface PositionRisk {
  readonly unit: RiskUnit;
  readonly sums: UnitSums;
}

/** The part of a position in its unit. */
export function positionRisk(
  unit: RiskUnit,
  instrument: Instrument,
  priced: PricedSize,
): PositionRisk {
  return { unit, sums: sumsOf(unit, instrument, priced) };
}

/** What a unit would require of a position that is alone in it, in the unit of its sums. */
export function requiredAlone({ unit, sums }: PositionRisk, part: RequirementPart): Exact {
  return unitRequirement(unit, sums, part);
}
