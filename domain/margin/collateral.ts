import { type Dec, Exact, ZERO } from '../kernel/index.js';
import {
  assetRule,
  demandRate,
  rateOf,
  weighted,
  isTwofold,
  weightedLess,
  type AssetRule,
  type Market,
  type WalletKind,
} from '../market/index.js';
import { inSettlement } from './valuation.js';
import type { MarginPool, Wallets } from './pool.js';

/** The balance of an asset over the wallet kinds that count as collateral, signed. */
export function countedBalance(market: Market, wallets: Wallets, asset: string): Dec {
  const kinds = wallets.get(asset);
  return kinds === undefined ? ZERO : countedOf(assetRule(market, asset), kinds);
}

function countedOf({ countsFor }: AssetRule, kinds: ReadonlyMap<WalletKind, Dec>): Dec {
  let total = ZERO;
  for (const kind of countsFor) total = total.plus(kinds.get(kind) ?? ZERO);
  return total;
}

/**
 * Settlement value of what one asset contributes: after its weight when positive, whole when it
 * is owed. Without a rate a positive balance counts nothing.
 * @rejects `market.mark-missing` when something owed has no rate
 */
export function assetValue(market: Market, asset: string, balance: Dec): Exact {
  return valueBy(assetRule(market, asset), market, asset, balance);
}

function valueBy(rule: AssetRule, market: Market, asset: string, balance: Dec): Exact {
  if (balance.isZero()) return Exact.ZERO;
  const rate = balance.isNegative() ? demandRate(market, asset) : rateOf(market, asset);
  if (rate === undefined) return Exact.ZERO;
  return inSettlement(Exact.of(weighted(rule, balance)), rate);
}

/** What backs a pool, in settlement: haircut wallets (cross) or its own balance (isolated). */
export function collateralOf(market: Market, pool: MarginPool): Exact {
  if (pool.mode === 'isolated') {
    if (pool.balance.isZero()) return Exact.ZERO;
    return inSettlement(Exact.of(pool.balance), demandRate(market, pool.asset));
  }
  let total = Exact.ZERO;
  const { wallets } = pool;
  for (const asset of wallets.keys()) {
    const rule = assetRule(market, asset);
    const balance = countedOf(rule, wallets.get(asset)!);
    total = total.plus(valueBy(rule, market, asset, balance));
  }
  return total;
}

/**
 * What the wallets of a cross pool count less for new risk and for what may leave than for keeping
 * what is held, in settlement; zero unless an asset has a haircut or a liability weight of two
 * parts.
 * @param except assets that are looked at together with the profit that joins them
 */
export function initialHaircutOf(
  market: Market,
  pool: MarginPool,
  except: readonly string[] = [],
): Exact {
  if (pool.mode === 'isolated') return Exact.ZERO;
  let total = Exact.ZERO;
  for (const asset of pool.wallets.keys()) {
    const rule = assetRule(market, asset);
    if (!isTwofold(rule) || except.includes(asset)) continue;
    const less = weightedLess(rule, countedBalance(market, pool.wallets, asset));
    const rate = rateOf(market, asset);
    if (rate !== undefined) total = total.plus(inSettlement(Exact.of(less), rate));
  }
  return total;
}
