import { type Dec, Exact, ZERO, compareIds, minOf } from '../kernel/index.js';
import {
  bookedDecimals,
  demandRate,
  protectionAt,
  type DeficitPolicyName,
  type Market,
} from '../market/index.js';
import { countedBalance, unsecuredDebt, type Wallets } from '../margin/index.js';

/** An amount owed in one asset, positive. */
export interface Owed {
  readonly asset: string;
  readonly amount: Dec;
}

/** Who pays how much of what is owed. */
export type DeficitShare =
  | { readonly payer: 'insurance-fund'; readonly asset: string; readonly amount: Dec }
  | { readonly payer: 'negative-balance'; readonly asset: string; readonly amount: Dec }
  | { readonly payer: 'venue'; readonly asset: string; readonly amount: Dec };

/** A policy of the list that only a later release can carry out, met at the moment it would act. */
export interface UnsupportedPolicy {
  readonly unsupported: 'deleverage' | 'share-loss';
}

/** What a cross pool without positions owes: its net debt, in the assets it owes it in. */
export function owedByCross(market: Market, wallets: Wallets): Owed[] {
  const { settlement } = market.configuration;
  let left = unsecuredDebt(market, wallets);
  const assets = [...wallets.keys()].sort((a, b) => {
    if (a === settlement || b === settlement) return a === b ? 0 : a === settlement ? -1 : 1;
    return compareIds(a, b);
  });
  const owed: Owed[] = [];
  for (const asset of assets) {
    const balance = countedBalance(market, wallets, asset);
    if (left.sign() <= 0 || !balance.isNegative()) continue;
    const rate = demandRate(market, asset);
    const most = left.over(rate).rounded(bookedDecimals(market, asset), 'up');
    const amount = minOf(balance.negated(), most);
    owed.push({ asset, amount });
    left = left.minus(Exact.of(amount.times(rate)));
  }
  return owed;
}

/**
 * Shares out what is owed down the list of policies, each asked only for what the former left.
 * Once the fund has been asked, a rest strictly below the write-off limit (settlement value) is
 * absorbed by the venue; so is what nobody in the list pays.
 */
export function shareDeficit(
  market: Market,
  owed: readonly Owed[],
  policies: readonly DeficitPolicyName[],
  fund: (asset: string) => Dec,
): DeficitShare[] | UnsupportedPolicy {
  const shares: DeficitShare[] = [];
  let open = [...owed];
  const take = (payer: DeficitShare['payer'], amountOf: (debt: Owed) => Dec): void => {
    open = open.flatMap(({ asset, amount }) => {
      const paid = minOf(amountOf({ asset, amount }), amount);
      if (paid.gt(ZERO)) shares.push({ payer, asset, amount: paid });
      const rest = amount.minus(paid);
      return rest.gt(ZERO) ? [{ asset, amount: rest }] : [];
    });
  };
  const writeOff = (): void => {
    if (isBelowWriteOff(market, open)) take('venue', ({ amount }) => amount);
  };
  if (!policies.includes('insurance-fund')) writeOff();
  for (const policy of policies) {
    if (open.length === 0) return shares;
    if (policy === 'insurance-fund') {
      take('insurance-fund', ({ asset }) => fund(asset));
      writeOff();
    } else if (policy === 'negative-balance') {
      take('negative-balance', ({ amount }) => amount);
    } else {
      return { unsupported: policy };
    }
  }
  take('venue', ({ amount }) => amount);
  return shares;
}

function isBelowWriteOff(market: Market, open: readonly Owed[]): boolean {
  const total = open.reduce(
    (sum, { asset, amount }) => sum.plus(amount.times(demandRate(market, asset))),
    ZERO,
  );
  return total.lt(protectionAt(market.configuration, market.now).absorbedBelow);
}
