import { Exact, type Dec } from '../../kernel/index.js';
import { type PortfolioRules, type RiskUnit } from '../../market/index.js';
import {
  chargesOf,
  leastOf,
  lossIn,
  unitRequirement,
  type RequirementPart,
  type WorstLoss,
} from './unit-requirement.js';
import type { UnitSums } from './unit-sums.js';

/** A unit with what a pool holds of it. */
export interface HeldUnit {
  readonly unit: RiskUnit;
  readonly sums: UnitSums;
}

/** Units of a pool that are stressed together; most stand alone. */
export interface HeldGroup {
  readonly members: readonly HeldUnit[];
  /** Share of a unit's gain that counts against what the others lose. */
  readonly fraction: Dec;
}

/** The units of a pool that offset each other, and those that stand alone. */
export function groupsOf(
  { offsets }: PortfolioRules,
  held: ReadonlyMap<RiskUnit, UnitSums>,
): { readonly alone: readonly HeldUnit[]; readonly groups: readonly HeldGroup[] } {
  const all = [...held].map(([unit, sums]) => ({ unit, sums }));
  if (offsets.length === 0) return { alone: all, groups: [] };
  const groups = offsets.flatMap(({ units, fraction }) => {
    const members = all.filter(({ unit }) => units.has(unit));
    return members.length > 1 ? [{ members, fraction }] : [];
  });
  const grouped = new Set(groups.flatMap(({ members }) => members));
  return { alone: all.filter((one) => !grouped.has(one)), groups };
}

/**
 * What a unit counts with in a scenario of its group.
 * @formula loss factor x loss; of a gain only the fraction
 */
export function countedLoss(
  { unit, sums }: HeldUnit,
  index: number,
  fraction: Dec,
  part: RequirementPart,
): Exact {
  const loss = lossIn(unit, index, sums).scaled(unit.lossFactor[part]);
  return loss.sign() < 0 ? loss.scaled(fraction) : loss;
}

/** The worst scenario of units that offset each other, loss factors counted in. */
export function worstOfGroup({ members, fraction }: HeldGroup, part: RequirementPart): WorstLoss {
  let worst: WorstLoss = { loss: Exact.ZERO };
  for (let index = 0; index < members[0]!.unit.shocks.length; index += 1) {
    const loss = Exact.sum(members.map((one) => countedLoss(one, index, fraction, part)));
    if (loss.cmp(worst.loss) > 0) worst = { loss, index };
  }
  return worst;
}

/**
 * What units that offset each other require together, in settlement.
 * @formula max(worst of their counted losses + charges, minimums); initially as for one unit
 */
export function groupRequirement(group: HeldGroup, part: RequirementPart): Exact {
  const { members } = group;
  const factor = members[0]!.unit.initialFactor;
  if (part === 'initial' && factor !== undefined) {
    return groupRequirement(group, 'maintenance').scaled(factor);
  }
  const charges = members.map(({ unit, sums }) => chargesOf(unit, sums, part));
  const least = members.map(({ unit, sums }) => leastOf(unit, sums, part));
  return worstOfGroup(group, part).loss.plus(Exact.sum(charges)).max(Exact.sum(least));
}

/** What all units of a pool require, in settlement. */
export function unitsRequirement(
  rules: PortfolioRules,
  held: ReadonlyMap<RiskUnit, UnitSums>,
  part: RequirementPart,
): Exact {
  const { alone, groups } = groupsOf(rules, held);
  let total = Exact.sum(alone.map(({ unit, sums }) => unitRequirement(unit, sums, part)));
  for (const group of groups) total = total.plus(groupRequirement(group, part));
  return total;
}
