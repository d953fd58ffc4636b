import { Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';

/** Collateral terms of an asset; all numbers are decimal strings. */
export interface AssetTerms {
  readonly asset: string;
  /** One share for every figure, or one for maintenance figures and one for opening risk. */
  readonly haircut?: string | { readonly maintenance: string; readonly initial: string };
  /**
   * Instead of a haircut: weights by quantity of the asset, each slice its own; the first from 0.
   */
  readonly tiers?: readonly { readonly from: string; readonly weight: string }[];
  /** Factor on a negative balance, one for every figure or of two parts as above; default 1. */
  readonly liabilityWeight?: string | { readonly maintenance: string; readonly initial: string };
  /**
   * Unrealized profit paid in the asset counts by itself (`separate`, default), or joins the
   * balance before its weight is taken: min(value x rate, value) of both.
   */
  readonly profit?: 'separate' | 'with-balance';
  /** Wallet kinds that count; money moves on the first. Default `spot`. */
  readonly countsFor?: readonly WalletKind[];
  /** Portfolio margin: the base whose unit's shocks move its value too; default: none. */
  readonly unit?: string;
}

/** Where balances of an account may lie. */
export const WALLET_KINDS = ['spot', 'staked', 'futures', 'locked'] as const;
/** One of the places where balances may lie. */
export type WalletKind = (typeof WALLET_KINDS)[number];

/** How a balance of an asset counts as collateral. */
export interface AssetRule {
  readonly asset: string;
  /** Weights by quantity, marginal, ascending; one entry from 0 for a plain haircut. */
  readonly weights: readonly QuantityWeight[];
  /** Weights that count for new risk and what may leave, where they differ. */
  readonly initialWeights?: readonly QuantityWeight[];
  readonly liabilityWeight: Dec;
  /** The weight that counts for new risk and what may leave, where it is another. */
  readonly initialLiabilityWeight?: Dec;
  /** Wallet kinds that count; profit, fees and transfers move on the first. */
  readonly countsFor: readonly WalletKind[];
  /** The base whose unit's shocks move its value under portfolio margin. */
  readonly unit?: string;
}

interface QuantityWeight {
  readonly from: Dec;
  readonly weight: Dec;
}

const SPOT: readonly WalletKind[] = ['spot'];

/**
 * Reads the collateral terms of an asset.
 * @rejects `input.invalid`: a haircut or weight outside [0, 1], unsorted quantity tiers, any
 *   haircut on the settlement asset, a liability weight that is smaller for new risk.
 */
export function assetRuleOf(terms: AssetTerms, settlement: string): AssetRule {
  const { asset, haircut, unit } = terms;
  const parts =
    typeof haircut === 'object' ? haircut : { maintenance: haircut ?? '0', initial: undefined };
  if (terms.tiers === undefined) checkHaircut(terms);
  const weights = weightsOf(terms, settlement, parts.maintenance);
  const twofold = terms.tiers === undefined && parts.initial !== undefined;
  return {
    asset,
    weights,
    ...(twofold ? { initialWeights: weightsOf(terms, settlement, parts.initial) } : {}),
    ...liabilityWeightsOf(terms),
    countsFor: terms.countsFor ?? SPOT,
    ...(unit === undefined ? {} : { unit }),
  };
}

function checkHaircut({ asset, haircut = '0' }: AssetTerms): void {
  const written = typeof haircut === 'string' ? { '': haircut } : haircut;
  for (const [part, share] of Object.entries(written)) {
    const negative = new Dec(share).lt(ZERO);
    if (!negative && new Dec(share).lte(ONE)) continue;
    refuse('input.invalid', `${asset}: a haircut must lie between 0 and 1`, {
      field: `assets.${asset}.haircut${part === '' ? '' : `.${part}`}`,
      figure: share,
      limit: negative ? '0' : '1',
    });
  }
}

function liabilityWeightsOf({
  asset,
  liabilityWeight = '1',
}: AssetTerms): Pick<AssetRule, 'liabilityWeight' | 'initialLiabilityWeight'> {
  if (typeof liabilityWeight === 'string') return { liabilityWeight: new Dec(liabilityWeight) };
  const maintenance = new Dec(liabilityWeight.maintenance);
  const initial = new Dec(liabilityWeight.initial);
  if (initial.lt(maintenance)) {
    refuse('input.invalid', `${asset}: for new risk a liability weighs at least as much`, {
      field: `assets.${asset}.liabilityWeight.initial`,
      figure: text(initial),
      limit: text(maintenance),
    });
  }
  return { liabilityWeight: maintenance, initialLiabilityWeight: initial };
}

function weightsOf(
  { asset, tiers }: AssetTerms,
  settlement: string,
  haircut: string,
): readonly QuantityWeight[] {
  const weights = (tiers ?? [{ from: '0', weight: weightOf(haircut) }]).map((tier, index) => {
    const weight = new Dec(tier.weight);
    if (weight.lt(ZERO) || weight.gt(ONE)) {
      refuse('input.invalid', `${asset}: a weight must lie between 0 and 1`, {
        field: `assets.${asset}.tiers[${index}]`,
        figure: text(weight),
        limit: weight.lt(ZERO) ? '0' : '1',
      });
    }
    // The shared one lets a product with it be left out.
    return { from: new Dec(tier.from), weight: weight.eq(ONE) ? ONE : weight };
  });
  weights.forEach(({ from }, index) => {
    const limit = index === 0 ? ZERO : weights[index - 1]!.from;
    const misplaced = index === 0 ? !from.isZero() : from.lte(limit);
    if (misplaced) {
      refuse('input.invalid', `${asset}: quantity tier ${index + 1} is out of order`, {
        field: `assets.${asset}.tiers[${index}]`,
        figure: text(from),
        limit: text(limit),
      });
    }
  });
  if (asset === settlement && weights.some(({ weight }) => !weight.eq(ONE))) {
    refuse('input.invalid', 'the settlement asset has weight 1', {
      field: `assets.${asset}.haircut`,
      figure: tiers === undefined ? haircut : 'tiers',
      limit: '0',
    });
  }
  return weights;
}

function weightOf(haircut: string): string {
  return text(ONE.minus(new Dec(haircut)));
}

/** The rule of an asset that no configuration lists: a balance counts nothing, a debt whole. */
export function unlistedAsset(asset: string, settlement: string): AssetRule {
  const weights = asset === settlement ? WHOLE : NOTHING;
  return { asset, weights, liabilityWeight: ONE, countsFor: SPOT };
}

const WHOLE: readonly QuantityWeight[] = [{ from: ZERO, weight: ONE }];
const NOTHING: readonly QuantityWeight[] = [{ from: ZERO, weight: ZERO }];

/** Balance after weights, in units of the asset; a negative balance counts whole and more. */
export function weighted(rule: AssetRule, balance: Dec): Dec {
  if (balance.isNegative()) {
    return rule.liabilityWeight.eq(ONE) ? balance : balance.times(rule.liabilityWeight);
  }
  return byQuantity(rule.weights, balance);
}

/** Whether an asset may count less for new risk than otherwise. */
export function isTwofold({ initialWeights, initialLiabilityWeight }: AssetRule): boolean {
  return initialWeights !== undefined || initialLiabilityWeight !== undefined;
}

/** How an asset counts for new risk and for what may leave. */
export function openingRule(rule: AssetRule): AssetRule {
  const { weights, initialWeights, liabilityWeight, initialLiabilityWeight } = rule;
  return {
    ...rule,
    weights: initialWeights ?? weights,
    liabilityWeight: initialLiabilityWeight ?? liabilityWeight,
  };
}

/** What a balance counts less for new risk than it counts otherwise, in units of the asset. */
export function weightedLess(rule: AssetRule, balance: Dec): Dec {
  const { weights, initialWeights, liabilityWeight, initialLiabilityWeight } = rule;
  if (balance.isNegative()) {
    if (initialLiabilityWeight === undefined) return ZERO;
    return balance.times(liabilityWeight.minus(initialLiabilityWeight));
  }
  if (initialWeights === undefined) return ZERO;
  return byQuantity(weights, balance).minus(byQuantity(initialWeights, balance));
}

function byQuantity(weights: readonly QuantityWeight[], balance: Dec): Dec {
  if (weights.length === 1) {
    const { weight } = weights[0]!;
    return weight === ONE ? balance : balance.times(weight);
  }
  let total = ZERO;
  weights.forEach(({ from, weight }, index) => {
    const next = weights[index + 1]?.from;
    const upper = next !== undefined && next.lt(balance) ? next : balance;
    if (upper.gt(from)) total = total.plus(upper.minus(from).times(weight));
  });
  return total;
}
