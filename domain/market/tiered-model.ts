import { type Dec, Exact, ZERO } from '../kernel/index.js';
import type { TieredTerms } from './instrument-terms.js';
import { readTiers, type Tier } from './margin-schedule.js';
import { byLeverage, type ModelPieces } from './model-pieces.js';
import { continuousDeductions, piece, type Exposure, type Piece } from './requirement.js';

/**
 * Requirement by tiers of notional or quantity. Marginal tiers charge each slice at its own rate
 * (N x rate - deduction, continuous); whole tiers charge all of N at the rate of the tier that
 * holds it, and jump at the boundary, which belongs to the higher tier.
 * @rejects `input.invalid` naming the tier, see `readTiers`.
 */
export function tieredModel(terms: TieredTerms, instrument: string): ModelPieces {
  const tiers = readTiers(terms, instrument);
  const marginal = terms.scope === 'marginal';
  const computed = continuousDeductions(
    tiers.map(({ from, maintenance, deduction }) => ({
      from,
      rate: maintenance,
      ...(deduction === undefined ? {} : { given: deduction }),
    })),
  );
  const keeping = tiers.map(({ from, maintenance, deduction }, index) => ({
    from,
    rate: maintenance,
    deduction: marginal ? computed[index]! : (deduction ?? ZERO),
  }));
  const opening = initialTiers(tiers, marginal);
  const pieces = terms.by === 'notional' ? byNotional : byQuantity;
  return {
    maintenance: pieces(keeping),
    initial: pieces(opening),
    maxLeverage: (notional, quantity) =>
      tierOf(tiers, terms.by === 'notional' ? notional : Exact.of(quantity)).maxLeverage,
    tierStarts: { by: terms.by, from: tiers.slice(1).map(({ from }) => from) },
  };
}

interface RateTier {
  readonly from: Dec;
  /** Absent where the tier gives no initial rate: N / leverage counts there. */
  readonly rate?: Dec;
  readonly deduction: Dec;
}

function initialTiers(tiers: readonly Tier[], marginal: boolean): RateTier[] {
  const given = tiers.every(({ initial }) => initial !== undefined);
  if (!given) {
    return tiers.map(({ from, initial }) => ({
      from,
      deduction: ZERO,
      ...(initial === undefined ? {} : { rate: initial }),
    }));
  }
  const rates = tiers.map(({ from, initial }) => ({ from, rate: initial ?? ZERO }));
  const deductions = continuousDeductions(rates);
  return rates.map((tier, index) => ({
    ...tier,
    deduction: marginal ? deductions[index]! : ZERO,
  }));
}

function slopeOf({ rate }: RateTier, exposure: Exposure): Exact {
  return rate === undefined ? byLeverage(exposure)[0]!.slope : Exact.of(rate);
}

function byNotional(tiers: readonly RateTier[]): (exposure: Exposure) => readonly Piece[] {
  if (tiers.every(({ rate }) => rate === undefined)) return byLeverage;
  const fixed = tiers.every(({ rate }) => rate !== undefined);
  const build = (exposure: Exposure) =>
    tiers.map((tier) =>
      piece(tier.from, Exact.of(tier.deduction.negated()), slopeOf(tier, exposure)),
    );
  if (!fixed) return build;
  const pieces = tiers.map(({ from, rate, deduction }) =>
    piece(from, Exact.of(deduction.negated()), Exact.of(rate ?? ZERO)),
  );
  return () => pieces;
}

/** By quantity the tier does not depend on the price; the deduction is in contracts. */
function byQuantity(tiers: readonly RateTier[]): (exposure: Exposure) => readonly Piece[] {
  return (exposure) => {
    const tier = [...tiers].reverse().find(({ from }) => exposure.quantity.gte(from)) ?? tiers[0]!;
    const slope = slopeOf(tier, exposure);
    const relief = tier.deduction.isZero()
      ? Exact.ZERO
      : Exact.quotient(tier.deduction, exposure.quantity);
    return [piece(ZERO, Exact.ZERO, slope.minus(relief))];
  };
}

function tierOf(tiers: readonly Tier[], size: Exact): Tier {
  let index = tiers.length - 1;
  while (index > 0 && size.cmp(Exact.of(tiers[index]!.from)) < 0) index -= 1;
  return tiers[index]!;
}
