import { type Dec, Exact, ZERO, compareIds, minOf } from '../kernel/index.js';
import { bookedDecimals, demandRate, protectionAt, type Market } from '../market/index.js';
import { countedBalance, unsecuredDebt, type Wallets } from '../margin/index.js';

/** An amount owed in one asset, positive. */
export interface Owed {
  readonly asset: string;
  readonly amount: Dec;
}

/** The order in which assets are settled: settlement first, then by name. */
export function settlementFirst(settlement: string, a: string, b: string): number {
  if (a === settlement || b === settlement) return a === b ? 0 : a === settlement ? -1 : 1;
  return compareIds(a, b);
}

/** What a cross pool without positions owes: its net debt, in the assets it owes it in. */
export function owedByCross(market: Market, wallets: Wallets): Owed[] {
  const { settlement } = market.configuration;
  let left = unsecuredDebt(market, wallets);
  const assets = [...wallets.keys()].sort((a, b) => settlementFirst(settlement, a, b));
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

/** Whether what is still owed is so little (settlement value) that the venue absorbs it. */
export function isBelowWriteOff(market: Market, open: readonly Owed[]): boolean {
  const total = open.reduce(
    (sum, { asset, amount }) => sum.plus(amount.times(demandRate(market, asset))),
    ZERO,
  );
  return total.lt(protectionAt(market.configuration, market.now).absorbedBelow);
}
