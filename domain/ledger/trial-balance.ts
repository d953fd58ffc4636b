import { Dec, ZERO, text } from '../kernel/index.js';
import type { LedgerAccount, Movement } from './movement.js';

/** Balances of every ledger account by asset; the sum per asset is zero, always. */
export type TrialBalance = ReadonlyMap<string, Dec>;

/** The key of a ledger account and asset in a trial balance. */
export function entryKey(account: LedgerAccount, asset: string): string {
  return JSON.stringify([account.at, holderOf(account), asset]);
}

function holderOf(account: LedgerAccount): string[] {
  if (account.at === 'wallet') return [account.account, account.wallet];
  if (account.at === 'payer') return [account.payer];
  if (account.at === 'claim') return [account.account];
  return account.at === 'pool' ? [account.account, account.pool] : [];
}

/** Posts movements to a trial balance in place; the caller hands it over. */
export function post(balance: Map<string, Dec>, movements: readonly Movement[]): void {
  for (const { asset, amount, from, to } of movements) {
    const moved = new Dec(amount);
    const source = entryKey(from, asset);
    const target = entryKey(to, asset);
    balance.set(source, (balance.get(source) ?? ZERO).minus(moved));
    balance.set(target, (balance.get(target) ?? ZERO).plus(moved));
  }
}

/**
 * The sum per asset; anything but zero is a bug. The engine compares each step for itself; this is
 * for the tests of whoever extends it.
 */
export function imbalance(balance: TrialBalance): Record<string, string> {
  const sums = new Map<string, Dec>();
  for (const [key, amount] of balance) {
    const asset = (JSON.parse(key) as [string, string[], string])[2];
    sums.set(asset, (sums.get(asset) ?? ZERO).plus(amount));
  }
  const wrong = [...sums].filter(([, sum]) => !sum.isZero());
  return Object.fromEntries(wrong.map(([asset, sum]) => [asset, text(sum)]));
}
