import { type Dec, Exact, ONE } from '../../kernel/index.js';
import type { Minimum, RiskUnit, TwoPart } from '../../market/index.js';
import { sizeOf, type UnitSums } from './unit-sums.js';

/** Which of the two requirements of a unit is meant. */
export type RequirementPart = keyof TwoPart;

/** The worst of the shocks of a unit; no index where no shock loses anything. */
export interface WorstLoss {
  /** Weighted, in settlement, never below zero. */
  readonly loss: Exact;
  readonly index?: number;
}

/**
 * What a unit loses in one of its shocks, netted over all it holds and weighted; negative: a gain.
 * @formula linear: value x price share; inverse: value x price share / (1 + price share); options:
 *   value at the shocked forward and volatility - value now
 */
export function lossIn({ shocks }: RiskUnit, index: number, sums: UnitSums): Exact {
  const { linear, inverse, weight } = shocks[index]!;
  let gain = sums.linear.scaled(linear);
  // A unit that holds inverse contracts has no shock to a price of zero.
  if (inverse !== undefined && sums.inverse !== Exact.ZERO) {
    gain = gain.plus(sums.inverse.times(inverse));
  }
  const options = sums.curve?.[index];
  return (options === undefined ? gain : gain.plus(options.scaled(weight))).negated();
}

/** The largest loss over the shocks of a unit; of equal ones the first. */
export function worstLoss(unit: RiskUnit, sums: UnitSums): WorstLoss {
  let worst: WorstLoss = { loss: Exact.ZERO };
  for (let index = 0; index < unit.shocks.length; index += 1) {
    const loss = lossIn(unit, index, sums);
    if (loss.cmp(worst.loss) > 0) worst = { loss, index };
  }
  return worst;
}

/**
 * What a unit requires, in settlement.
 * @formula max(loss factor x worst loss + charges, minimum); initially the same with the initial
 *   numbers where the unit has any, else initial factor x maintenance
 */
export function unitRequirement(unit: RiskUnit, sums: UnitSums, part: RequirementPart): Exact {
  const { initialFactor } = unit;
  if (part === 'initial' && initialFactor !== undefined) {
    return factored(unitRequirement(unit, sums, 'maintenance'), initialFactor);
  }
  const { loss } = worstLoss(unit, sums);
  const risk = factored(loss, unit.lossFactor[part]).plus(chargesOf(unit, sums, part));
  return unit.minimums.length === 0 ? risk : risk.max(leastOf(unit, sums, part));
}

function factored(amount: Exact, factor: Dec): Exact {
  return factor.eq(ONE) ? amount : amount.scaled(factor);
}

/** Sum of rate x size over the charges of a unit. */
export function chargesOf({ charges }: RiskUnit, sums: UnitSums, part: RequirementPart): Exact {
  let total = Exact.ZERO;
  for (const charge of charges) {
    total = total.plus(sizeOf(sums, charge.on, charge.at).scaled(charge[part]));
  }
  return total;
}

/** The least a unit requires: the sum of its minimums. */
export function leastOf({ minimums }: RiskUnit, sums: UnitSums, part: RequirementPart): Exact {
  return Exact.sum(minimums.map((minimum) => minimumOf(minimum, sums, part)));
}

/** Rate x size with its factors, each on its own slice of the amount. */
export function minimumOf(
  { rate, on, at, factors }: Minimum,
  sums: UnitSums,
  part: RequirementPart,
): Exact {
  const amount = sizeOf(sums, on, at).scaled(rate[part]);
  let total = Exact.ZERO;
  for (const [index, { from, factor }] of factors.entries()) {
    const next = factors[index + 1]?.from;
    const upper = next === undefined ? amount : amount.min(Exact.of(next));
    const slice = upper.minus(Exact.of(from));
    if (slice.sign() <= 0) break;
    total = total.plus(slice.scaled(factor));
  }
  return total;
}
