import { type Dec, Exact, SmallMap, ZERO, priceOf, quantityOf } from '../kernel/index.js';
import {
  assetRule,
  demandMark,
  demandRate,
  instrumentIn,
  rateOf,
  type Market,
  type WalletKind,
} from '../market/index.js';
import { notionalAt, reduce, type Position } from '../position/index.js';
import type { MarginPool, Wallets } from './pool.js';
import { countedBalance } from './collateral.js';

/** The wallet kind on which profit, fees and transfers of an asset move. */
export function payingWallet(market: Market, asset: string): WalletKind {
  return assetRule(market, asset).countsFor[0] ?? 'spot';
}

/** The pool with a signed amount of an asset booked to it. */
export function credited(market: Market, pool: MarginPool, asset: string, amount: Dec): MarginPool {
  if (pool.mode === 'isolated') return { ...pool, balance: pool.balance.plus(amount) };
  return {
    ...pool,
    wallets: withBalance(pool.wallets, asset, payingWallet(market, asset), amount),
  };
}

/** Wallets with a signed amount added to one balance. */
export function withBalance(
  wallets: Wallets,
  asset: string,
  wallet: WalletKind,
  amount: Dec,
): Wallets {
  const kinds = SmallMap.of(wallets.get(asset) ?? []);
  const balance = (kinds.get(wallet) ?? ZERO).plus(amount);
  return SmallMap.of(wallets).with(asset, kinds.with(wallet, balance));
}

/** The pool with one of its positions replaced, or gone. */
export function withPosition(pool: MarginPool, before: Position, after?: Position): MarginPool {
  const positions =
    after === undefined
      ? pool.positions.filter((position) => position !== before)
      : pool.positions.map((position) => (position === before ? after : position));
  return { ...pool, positions };
}

/** A pool after a close at the mark, exactly as booking it would leave it, and what was filled. */
export interface ClosedAtMark {
  readonly pool: MarginPool;
  /** Notional closed, in the pay asset. */
  readonly notional: Exact;
  readonly payAsset: string;
}

/** What closing `quantity` of a position at the mark leaves, before any fee. */
export function closedAtMark(
  market: Market,
  pool: MarginPool,
  position: Position,
  quantity: Dec,
  decimals: number,
): ClosedAtMark {
  const instrument = instrumentIn(market, position.instrument);
  const price = demandMark(market, instrument.id);
  const execution = { quantity: quantityOf(quantity), price: priceOf(price) };
  const { profit, rest } = reduce(instrument, position, [execution], decimals);
  const booked = profit.rounded(decimals, 'floor');
  return {
    pool: credited(market, withPosition(pool, position, rest), instrument.payAsset, booked),
    notional: notionalAt(instrument, quantity, price),
    payAsset: instrument.payAsset,
  };
}

/**
 * What a cross pool without positions owes in total: the sum of balance x rate over the wallets
 * that count, when negative; collateral counts at full value here, since it is not sold.
 */
export function unsecuredDebt(market: Market, wallets: Wallets): Exact {
  let total = Exact.ZERO;
  for (const asset of wallets.keys()) {
    const balance = countedBalance(market, wallets, asset);
    if (balance.isZero()) continue;
    const rate = balance.isNegative() ? demandRate(market, asset) : rateOf(market, asset);
    if (rate !== undefined) total = total.plus(Exact.of(balance.times(rate)));
  }
  return total.min(Exact.ZERO).negated();
}
