import { Exact, minOf, type Dec } from '../../kernel/index.js';
import {
  demandRate,
  type DepegLevel,
  type DepegRules,
  type Market,
  type RiskUnit,
} from '../../market/index.js';
import { legOf, type UnitSums } from './unit-sums.js';

/** Two legs of a unit that hedge each other though they are paid in different dollars. */
export interface CoinHedge {
  readonly pair: readonly [string, string];
  /** What they have in common, in settlement; above zero. */
  readonly size: Exact;
  /** The lower rate of the two. */
  readonly price: Dec;
  readonly level: DepegLevel;
}

/**
 * The hedges of a unit between legs in different dollars: pair by pair in the order of the rules,
 * each taking what is left of its two legs.
 * @rejects `market.mark-missing` when an asset of a hedge has no rate
 */
export function coinHedges({ pairs, levels }: DepegRules, sums: UnitSums, market: Market) {
  const left = new Map<string, Exact>();
  const leg = (asset: string): Exact => left.get(asset) ?? legOf(sums, asset);
  return pairs.flatMap((pair): CoinHedge[] => {
    const [one, other] = pair.map(leg) as [Exact, Exact];
    if (one.sign() * other.sign() >= 0) return [];
    const size = one.abs().min(other.abs());
    const signed = one.sign() > 0 ? size : size.negated();
    left.set(pair[0], one.minus(signed)).set(pair[1], other.plus(signed));
    const price = minOf(demandRate(market, pair[0]), demandRate(market, pair[1]));
    return [{ pair, size, price, level: levelAt(levels, price) }];
  });
}

/** The first level the coin is not below; below all of them the last. */
function levelAt(levels: readonly DepegLevel[], price: Dec): DepegLevel {
  return levels.find((level) => level.price.lte(price)) ?? levels.at(-1)!;
}

/** The slices of a hedge, each with the rate of its tier. */
export function slicesOf({ size, level: { tiers } }: CoinHedge) {
  return tiers.flatMap(({ from, rate }, index) => {
    const next = tiers[index + 1]?.from;
    const upper = next === undefined ? size : size.min(Exact.of(next));
    const slice = upper.minus(Exact.of(from));
    return slice.sign() > 0 ? [{ from, rate, slice }] : [];
  });
}

/**
 * What hedges between dollars are charged, in settlement, for both margins alike.
 * @formula sum over hedges and tiers of rate x slice
 */
export function depegCharge(units: ReadonlyMap<RiskUnit, UnitSums>, market: Market): Exact {
  let total = Exact.ZERO;
  for (const [{ depeg }, sums] of units) {
    if (depeg === undefined) continue;
    for (const hedge of coinHedges(depeg, sums, market)) {
      for (const { rate, slice } of slicesOf(hedge)) total = total.plus(slice.scaled(rate));
    }
  }
  return total;
}
