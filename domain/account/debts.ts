import { type Dec, ZERO, compareIds, minOf, text } from '../kernel/index.js';
import { transfer } from '../ledger/index.js';
import { assetRule, rateOf, type WalletKind } from '../market/index.js';
import { payingWallet } from '../margin/index.js';
import { walletBalance } from './account.js';
import { convert } from './conversion.js';
import { byHaircut } from './convert-collateral.js';
import type { Draft } from './draft.js';

/** Money that came into a wallet from outside or from another account. */
export interface Arrival {
  readonly asset: string;
  readonly amount: Dec;
  readonly wallet: WalletKind;
}

/**
 * Carries a deficit as an explicit debt, in the asset in which the configuration keeps debts when
 * that has a rate, and recovers it at once from the wallets that are to be asked first.
 */
export function carryDebt(draft: Draft, owedIn: string, owed: Dec): void {
  const { market } = draft;
  const { asset = owedIn } = market.configuration.debts;
  let amount = owed;
  let kept = owedIn;
  if (asset !== owedIn && rateOf(market, asset) !== undefined) {
    const wallet = payingWallet(market, asset);
    const swap = { asset, wallet, into: owedIn, needed: owed, reason: 'debt-asset' } as const;
    amount = convert(draft, swap).given;
    kept = asset;
  }
  draft.emit({
    type: 'NegativeBalanceCarried',
    account: draft.account.id,
    asset: kept,
    amount: text(amount),
    since: market.now,
  });
  for (const wallet of market.configuration.debts.recovery?.first ?? []) askWallet(draft, wallet);
}

/**
 * Lets money that came in repay debts before anything else is done with it: the debt in its own
 * asset, and where the configuration says how debts are recovered, the others at the rates and
 * whatever wallets it names.
 */
export function recoverFromArrival(draft: Draft, { asset, amount, wallet }: Arrival): void {
  const { market } = draft;
  if (draft.account.debts.size === 0 || amount.lte(ZERO)) return;
  let left = amount;
  if (counts(draft, asset, wallet)) left = left.minus(repay(draft, asset, left));
  const { recovery } = market.configuration.debts;
  if (recovery === undefined) return;
  for (const kind of recovery.first) askWallet(draft, kind);
  for (const debt of debtsByAge(draft, asset))
    left = left.minus(take(draft, debt, { asset, amount: left, wallet }));
  for (const kind of recovery.afterDeposits) askWallet(draft, kind);
}

function counts({ market }: Draft, asset: string, wallet: WalletKind): boolean {
  return assetRule(market, asset).countsFor.includes(wallet);
}

/** Assets in which the account is in debt: the preferred one, then from old to new. */
function debtsByAge({ account }: Draft, preferred: string): string[] {
  return [...account.debts]
    .sort(([a, { since }], [b, other]) =>
      a === preferred || b === preferred
        ? Number(b === preferred) - Number(a === preferred)
        : since - other.since || compareIds(a, b),
    )
    .map(([asset]) => asset);
}

/** Asks one wallet for every debt: its own asset first, then others at the rates. */
function askWallet(draft: Draft, wallet: WalletKind): void {
  for (const debt of debtsByAge(draft, '')) {
    const held = [...draft.account.wallets.keys()];
    for (const asset of [debt, ...byHaircut(draft.market, held).filter((one) => one !== debt)]) {
      if (asset === debt && counts(draft, asset, wallet)) continue;
      take(draft, debt, { asset, amount: walletBalance(draft.account, asset, wallet), wallet });
    }
  }
}

/** Takes what a debt needs out of a wallet. @returns how much of the wallet's asset was taken */
function take(draft: Draft, debt: string, { asset, amount, wallet }: Arrival): Dec {
  const { market, account } = draft;
  const owed = account.debts.get(debt)?.amount ?? ZERO;
  const most = minOf(amount, walletBalance(account, asset, wallet));
  if (owed.lte(ZERO) || most.lte(ZERO)) return ZERO;
  if (asset === debt) return counts(draft, asset, wallet) ? ZERO : repay(draft, debt, most, wallet);
  if (rateOf(market, asset) === undefined || rateOf(market, debt) === undefined) return ZERO;
  const swap = { asset, wallet, most, into: debt, needed: owed } as const;
  const { given, received } = convert(draft, { ...swap, reason: 'debt-recovery' });
  repay(draft, debt, received);
  return given;
}

/** Repays a debt with at most an amount of its asset; `from` names the wallet it must leave. */
function repay(draft: Draft, asset: string, most: Dec, from?: WalletKind): Dec {
  const account = draft.account.id;
  const amount = minOf(draft.account.debts.get(asset)?.amount ?? ZERO, most);
  if (amount.lte(ZERO)) return ZERO;
  const moved = from && {
    from,
    movements: transfer(
      {
        asset,
        from: { at: 'wallet', account, wallet: from },
        to: draft.wallet(asset),
        reason: 'debt-recovery',
      },
      amount,
    ),
  };
  draft.emit({ type: 'NegativeBalanceRepaid', account, asset, amount: text(amount), ...moved });
  return amount;
}
