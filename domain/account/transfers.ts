import { type Dec, ZERO, refuse, text } from '../kernel/index.js';
import { OUTSIDE, transfer } from '../ledger/index.js';
import { assetRule, type Market } from '../market/index.js';
import { collateralOf, payingWallet } from '../margin/index.js';
import { CROSS, walletBalance } from './account.js';
import { checkBalance, checkPositive, checkReleasable, refuseWhileIndebted } from './checks.js';
import type { PositionReference, WalletAmount } from './commands.js';
import { recoverFromArrival } from './debts.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import { allocate, release } from './fill-booking.js';
import { demandIsolated } from './locate.js';

/**
 * Brings money into a wallet; a carried debt in the asset is repaid by it first.
 * @rejects `pool.liquidating`, `collateral.asset-not-accepted`, `input.invalid`
 */
export function deposit(draft: Draft, { asset, amount, wallet }: WalletAmount): void {
  refuseWhileLiquidating(draft.account, CROSS);
  if (!isAccepted(draft.market, asset)) {
    refuse('collateral.asset-not-accepted', `${asset} is not accepted here`, {
      field: 'asset',
      figure: asset,
    });
  }
  checkPositive(amount, 'amount');
  credit(draft, { asset, amount, ...(wallet === undefined ? {} : { wallet }) }, false);
}

/**
 * Imports a wallet balance as it stands elsewhere; it may be negative.
 * @rejects `market.mark-missing` when something owed has no rate: the pool could not be measured
 */
export function importBalance(draft: Draft, balance: WalletAmount): void {
  refuseWhileLiquidating(draft.account, CROSS);
  credit(draft, balance, true);
  if (balance.amount.isNegative()) collateralOf(draft.market, draft.margin(CROSS));
}

function credit(draft: Draft, { asset, amount, wallet }: WalletAmount, imported: boolean): void {
  const account = draft.account.id;
  const kind = wallet ?? payingWallet(draft.market, asset);
  const to = { at: 'wallet', account, wallet: kind } as const;
  draft.emit({
    type: 'CollateralDeposited',
    account,
    asset,
    amount: text(amount),
    wallet: kind,
    ...(imported ? { imported } : {}),
    movements: transfer(
      { asset, from: OUTSIDE, to, reason: imported ? 'import' : 'deposit' },
      amount,
    ),
  });
  recoverFromArrival(draft, { asset, amount, wallet: kind });
}

/** Listed collateral, the settlement asset, or what a listed instrument pays in. */
function isAccepted(market: Market, asset: string): boolean {
  const { assets, settlement } = market.configuration;
  if (asset === settlement || assets.has(asset)) return true;
  return [...market.instruments.values()].some(({ payAsset }) => payAsset === asset);
}

/**
 * Takes money out of a wallet, never below what the pools need; unrealized profit stays unless
 * the configuration lets it go.
 * @rejects `pool.liquidating`, `account.indebted`, `collateral.insufficient`,
 *   `margin.release-exceeds-free`
 */
export function withdraw(draft: Draft, { asset, amount, wallet }: WalletAmount): void {
  const { account, market } = draft;
  refuseWhileLiquidating(account, CROSS);
  refuseWhileIndebted(account);
  checkPositive(amount, 'amount');
  const kind = wallet ?? payingWallet(market, asset);
  checkBalance(walletBalance(account, asset, kind), amount, asset);
  const from = { at: 'wallet', account: account.id, wallet: kind } as const;
  draft.emit({
    type: 'CollateralWithdrawn',
    account: account.id,
    asset,
    amount: text(amount),
    wallet: kind,
    movements: transfer({ asset, from, to: OUTSIDE, reason: 'withdrawal' }, amount),
  });
  const counts = assetRule(market, asset).countsFor.includes(kind);
  if (counts) checkReleasable(draft, CROSS, 'margin.release-exceeds-free');
}

/** Wallet to isolated pool. */
export function addMargin(draft: Draft, command: PositionReference & { amount: Dec }): void {
  const { pool, asset } = isolatedPool(draft, command);
  checkPositive(command.amount, 'amount');
  const balance = walletBalance(draft.account, asset, payingWallet(draft.market, asset));
  checkBalance(balance, command.amount, asset);
  allocate(draft, pool, asset, command.amount);
  checkReleasable(draft, CROSS, 'margin.release-exceeds-free');
}

/** Isolated pool to wallet; the pool keeps at least its initial margin, profit not counted. */
export function removeMargin(draft: Draft, command: PositionReference & { amount: Dec }): void {
  const { pool, asset } = isolatedPool(draft, command);
  checkPositive(command.amount, 'amount');
  checkBalance(draft.pool(pool)?.balance ?? ZERO, command.amount, asset);
  release(draft, pool, asset, command.amount);
  checkReleasable(draft, pool, 'margin.release-exceeds-free');
}

function isolatedPool(draft: Draft, command: PositionReference): { pool: string; asset: string } {
  const { pool } = demandIsolated(draft.account, command);
  refuseWhileLiquidating(draft.account, pool.id);
  refuseWhileLiquidating(draft.account, CROSS);
  const margin = draft.margin(pool.id);
  return { pool: pool.id, asset: margin.mode === 'isolated' ? margin.asset : '' };
}
