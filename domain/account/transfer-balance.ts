import { refuse, text, type Dec } from '../kernel/index.js';
import { TRANSIT, transfer } from '../ledger/index.js';
import { assetRule, type WalletKind } from '../market/index.js';
import { payingWallet } from '../margin/index.js';
import { CROSS, walletBalance } from './account.js';
import { checkBalance, checkPositive, checkReleasable, refuseWhileIndebted } from './checks.js';
import { recoverFromArrival } from './debts.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';

/** A balance moved to another wallet kind, to another account, or both. */
export interface TransferBalance {
  readonly asset: string;
  readonly amount: Dec;
  /** Where it leaves and arrives; absent: the wallet on which the asset moves. */
  readonly wallet?: WalletKind;
  readonly toWallet?: WalletKind;
}

/**
 * Moves a balance from one wallet to another, of the same account or of two. What leaves a wallet
 * that counts is checked like a withdrawal; what arrives repays debts like a deposit. While in
 * debt an account may only bring money from wallets that do not count to the one that does.
 * @param target the same draft for a transfer within the account
 * @rejects `input.invalid` for the same wallet, `pool.liquidating`, `account.indebted`,
 *   `collateral.insufficient`, `margin.release-exceeds-free`
 */
export function transferBalance(source: Draft, target: Draft, command: TransferBalance): void {
  const { asset, amount } = command;
  const { market } = source;
  const wallet = command.wallet ?? payingWallet(market, asset);
  const toWallet = command.toWallet ?? payingWallet(market, asset);
  const within = source === target;
  const { countsFor } = assetRule(market, asset);
  if (within && wallet === toWallet) {
    refuse('input.invalid', `the ${wallet} wallet of ${asset} is both ends of the transfer`, {
      field: 'toWallet',
      figure: toWallet,
    });
  }
  for (const { account } of [source, target]) refuseWhileLiquidating(account, CROSS);
  const homeward = within && !countsFor.includes(wallet) && countsFor.includes(toWallet);
  if (!homeward) refuseWhileIndebted(source.account);
  checkPositive(amount, 'amount');
  checkBalance(walletBalance(source.account, asset, wallet), amount, asset);
  const moved = { asset, amount: text(amount) };
  const [from, to] = [source.account.id, target.account.id];
  source.emit({
    type: 'BalanceSent',
    account: from,
    ...moved,
    wallet,
    to,
    toWallet,
    movements: transfer(
      { asset, from: { at: 'wallet', account: from, wallet }, to: TRANSIT, reason: 'transfer' },
      amount,
    ),
  });
  target.emit({
    type: 'BalanceReceived',
    account: to,
    ...moved,
    wallet: toWallet,
    from,
    fromWallet: wallet,
    movements: transfer(
      {
        asset,
        from: TRANSIT,
        to: { at: 'wallet', account: to, wallet: toWallet },
        reason: 'transfer',
      },
      amount,
    ),
  });
  recoverFromArrival(target, { asset, amount, wallet: toWallet });
  if (countsFor.includes(wallet)) checkReleasable(source, CROSS, 'margin.release-exceeds-free');
}
