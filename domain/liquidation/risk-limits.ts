import { Rational } from '../kernel/index.js';
import type { DepegRules, Minimum, PriceBasis, RiskUnit, UnitSize } from '../market/index.js';
import { NO_RISK, legOf, plus, type UnitSums, type Valuation } from '../margin/index.js';

/**
 * Quantities of a position, ascending, at which the requirement of its unit may bend downward as
 * it is closed: where longs and shorts of the unit become equal, if what they have in common is
 * charged, where a factor of the minimum begins, and where a hedge between dollars begins, ends or
 * reaches a tier. Between two of them the requirement is convex in the quantity. Empty without
 * portfolio margin.
 */
export function riskLimits(valuations: readonly Valuation[], of: Valuation): Rational[] {
  const { risk, position } = of;
  if (risk === undefined) return [];
  const { unit, sums: own } = risk;
  const sizes = sizesOf(unit);
  if (sizes.length === 0 && unit.depeg === undefined) return [];
  let sums = NO_RISK;
  for (const one of valuations) if (one.risk?.unit === unit) sums = plus(sums, one.risk.sums);
  const whole = Rational.ofDecimal(position.quantity);
  const bends = sizes.map(({ on, at, targets }): Bends => {
    const sides = on === 'short-options' ? written(sums, own) : sidesOf(sums, own, at);
    return { own: sides.own, side: sides.side, targets: targets(sides.others) };
  });
  if (unit.depeg !== undefined) bends.push(...legBends(unit.depeg, sums, own));
  const limits = bends.flatMap(({ own: part, side, targets }) => {
    if (part.sign() === 0) return [];
    const perContract = part.over(whole);
    return targets.map((target) => whole.minus(side.minus(target).over(perContract)));
  });
  return limits
    .filter((limit) => limit.sign() > 0 && limit.cmp(whole) < 0)
    .sort((a, b) => a.cmp(b));
}

/** A size, signed, and the amounts of it at which the requirement bends. */
interface Bends {
  readonly own: Rational;
  readonly side: Rational;
  readonly targets: readonly Rational[];
}

/**
 * Where a hedge between dollars begins, ends, or reaches a tier: each is where the leg of the
 * position is a tier away from what some of the other legs come to.
 */
function legBends({ pairs, levels }: DepegRules, sums: UnitSums, own: UnitSums): readonly Bends[] {
  const starts = levels.flatMap(({ tiers }) => tiers.map(({ from }) => Rational.ofDecimal(from)));
  const named = new Set(pairs.flat());
  const edges = starts.flatMap((start) => [start, start.negated()]);
  return [...(own.legs ?? [])].map(([quote, leg]) => {
    let rests = [Rational.ZERO];
    for (const [other, amount] of sums.legs ?? []) {
      if (other === quote || !named.has(other)) continue;
      const rest = amount.toRational();
      rests = rests.flatMap((sum) => [sum, sum.plus(rest), sum.minus(rest)]);
    }
    const targets = rests.flatMap((rest) => edges.map((edge) => rest.plus(edge)));
    return { own: leg.toRational(), side: legOf(sums, quote).toRational(), targets };
  });
}

interface Sides {
  /** What the position itself has of its side. */
  readonly own: Rational;
  /** Its side of the unit, itself included, and the other side. */
  readonly side: Rational;
  readonly others: Rational;
}

/** The side a position counts on is that of its delta, which for a put is the other one. */
function sidesOf(sums: UnitSums, own: UnitSums, at: PriceBasis): Sides {
  const side = own[at].long.sign() > 0 ? 'long' : 'short';
  const other = side === 'long' ? 'short' : 'long';
  return {
    own: own[at][side].toRational(),
    side: sums[at][side].toRational(),
    others: sums[at][other].toRational(),
  };
}

/** What short options are written on has no other side. */
function written(sums: UnitSums, own: UnitSums): Sides {
  return {
    own: own.shortOptions.toRational(),
    side: sums.shortOptions.toRational(),
    others: Rational.ZERO,
  };
}

/** A size that the requirement depends on, and the amounts of a side at which it bends. */
interface BendingSize {
  readonly on: UnitSize;
  readonly at: PriceBasis;
  readonly targets: (others: Rational) => readonly Rational[];
}

function sizesOf({ charges, minimums }: RiskUnit): readonly BendingSize[] {
  const common = charges
    .filter(({ on }) => on === 'offset')
    .map(({ on, at }) => ({ on, at, targets: (others: Rational) => [others] }));
  return [...common, ...minimums.flatMap(bendsOf)];
}

function bendsOf({ rate, on, at, factors }: Minimum): readonly BendingSize[] {
  const { maintenance } = rate;
  if (maintenance.isZero()) return [];
  const starts = factors
    .slice(1)
    .map(({ from }) => Rational.ofDecimal(from).over(Rational.ofDecimal(maintenance)));
  const targets = (others: Rational): readonly Rational[] => {
    switch (on) {
      case 'gross':
        return starts.map((start) => start.minus(others));
      case 'net':
        return [others, ...starts.flatMap((start) => [others.plus(start), others.minus(start)])];
      case 'offset':
        return [others, ...starts];
      case 'short-options':
        return starts;
    }
  };
  return [{ on, at, targets }];
}
