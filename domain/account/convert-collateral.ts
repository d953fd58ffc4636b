import { ZERO, compareIds } from '../kernel/index.js';
import { assetRule, rateOf, type Market, type WalletKind } from '../market/index.js';
import { settlementFirst } from '../liquidation/index.js';
import { countedBalance } from '../margin/index.js';
import { walletBalance } from './account.js';
import { convert } from './conversion.js';
import type { Draft } from './draft.js';
import type { BalanceConverted } from './events.js';

/**
 * Sells collateral at the rates, lowest haircut first, until the cross pool owes nothing or has
 * nothing left to sell. What is no collateral, or has no rate, is left alone.
 * @param isEnough asked before each sale: nothing more is sold once it says so
 * @returns whether anything was sold
 */
export function convertCollateral(
  draft: Draft,
  reason: BalanceConverted['reason'] = 'cover-deficit',
  isEnough: () => boolean = () => false,
): boolean {
  let sold = false;
  const { settlement } = draft.market.configuration;
  const owing = [...draft.account.wallets.keys()].filter((asset) =>
    counted(draft, asset).isNegative(),
  );
  for (const into of owing.sort((a, b) => settlementFirst(settlement, a, b))) {
    for (const { asset, wallet } of sellable(draft, into)) {
      const needed = counted(draft, into).negated();
      if (needed.lte(ZERO) || isEnough()) break;
      const most = walletBalance(draft.account, asset, wallet);
      convert(draft, { asset, wallet, most, into, needed, reason });
      sold = true;
    }
  }
  return sold;
}

function counted({ market, account }: Draft, asset: string) {
  return countedBalance(market, account.wallets, asset);
}

/** Positive balances that count as collateral, in the order in which they are sold. */
export function sellable(draft: Draft, into: string): { asset: string; wallet: WalletKind }[] {
  const { market, account } = draft;
  return byHaircut(market, account.wallets.keys())
    .filter((asset) => asset !== into && counted(draft, asset).gt(ZERO))
    .filter((asset) => haircutFreeShare(market, asset).gt(ZERO))
    .flatMap((asset) => assetRule(market, asset).countsFor.map((wallet) => ({ asset, wallet })))
    .filter(({ asset, wallet }) => walletBalance(account, asset, wallet).gt(ZERO));
}

/** Assets that have a rate, the one with the lowest haircut first, ties by name. */
export function byHaircut(market: Market, assets: Iterable<string>): string[] {
  return [...assets]
    .filter((asset) => rateOf(market, asset) !== undefined)
    .sort(
      (a, b) => haircutFreeShare(market, b).cmp(haircutFreeShare(market, a)) || compareIds(a, b),
    );
}

function haircutFreeShare(market: Market, asset: string) {
  return assetRule(market, asset).weights[0]?.weight ?? ZERO;
}
