import { Dec, ONE, ZERO, refuse, text } from '../kernel/index.js';

/** Collateral terms of an asset; all numbers are decimal strings. */
export interface AssetTerms {
  readonly asset: string;
  readonly haircut?: string;
  /**
   * Instead of a haircut: weights by quantity of the asset, each slice its own; the first from 0.
   */
  readonly tiers?: readonly { readonly from: string; readonly weight: string }[];
  /** Factor on a negative balance; default 1. */
  readonly liabilityWeight?: string;
  /** Wallet kinds that count; money moves on the first. Default `spot`. */
  readonly countsFor?: readonly WalletKind[];
}

/** Where balances of an account may lie. */
export const WALLET_KINDS = ['spot', 'staked', 'futures', 'locked'] as const;
/** One of the places where balances may lie. */
export type WalletKind = (typeof WALLET_KINDS)[number];

/** How a balance of an asset counts as collateral. */
export interface AssetRule {
  readonly asset: string;
  /** Weights by quantity, marginal, ascending; one entry from 0 for a plain haircut. */
  readonly weights: readonly { readonly from: Dec; readonly weight: Dec }[];
  readonly liabilityWeight: Dec;
  /** Wallet kinds that count; profit, fees and transfers move on the first. */
  readonly countsFor: readonly WalletKind[];
}

const SPOT: readonly WalletKind[] = ['spot'];

/**
 * Reads the collateral terms of an asset.
 * @rejects `input.invalid`: a haircut or weight outside [0, 1], unsorted quantity tiers, any
 *   haircut on the settlement asset.
 */
export function assetRuleOf(terms: AssetTerms, settlement: string): AssetRule {
  const { asset } = terms;
  const weights = (terms.tiers ?? [{ from: '0', weight: weightOf(terms) }]).map((tier, index) => {
    const weight = new Dec(tier.weight);
    if (weight.lt(ZERO) || weight.gt(ONE)) {
      refuse('input.invalid', `${asset}: a weight must lie between 0 and 1`, {
        field: `assets.${asset}.tiers[${index}]`,
        figure: text(weight),
        limit: '1',
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
      figure: terms.haircut ?? 'tiers',
      limit: '0',
    });
  }
  return {
    asset,
    weights,
    liabilityWeight: new Dec(terms.liabilityWeight ?? '1'),
    countsFor: terms.countsFor ?? SPOT,
  };
}

function weightOf({ haircut }: AssetTerms): string {
  return text(ONE.minus(new Dec(haircut ?? '0')));
}

/** The rule of an asset that no configuration lists: a balance counts nothing, a debt whole. */
export function unlistedAsset(asset: string, settlement: string): AssetRule {
  const weight = asset === settlement ? ONE : ZERO;
  return {
    asset,
    weights: [{ from: ZERO, weight }],
    liabilityWeight: ONE,
    countsFor: SPOT,
  };
}

/** Balance after weights, in units of the asset; a negative balance counts whole and more. */
export function weighted(rule: AssetRule, balance: Dec): Dec {
  if (balance.isNegative()) {
    return rule.liabilityWeight.eq(ONE) ? balance : balance.times(rule.liabilityWeight);
  }
  const { weights } = rule;
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
