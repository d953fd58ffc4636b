import { Dec, Exact, ONE } from '../../../domain/index.js';
import type { LineEntry, WatchedAccount, WatchedLine } from '../../../src/ports/watch.js';
import type { Book } from './book.js';
import { SYMBOLS, maintenanceOf, type BenchMarket } from './market.js';

/** Covers at which an account is warned, or told that it is well again. */
const ALERTS = [1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100];
/** An alert is cleared this much above where it was raised. */
const HYSTERESIS = 1.05;
/** Above the last of them every account has one more, so that both sides are always armed. */
const LAST = 1e9;

/** `breach`: the line at which it is liquidated; `alerts`: the nearest lines on both sides. */
export type Armed = 'breach' | 'alerts';

export function idOf(account: number): string {
  return `a${String(account).padStart(7, '0')}`;
}

export function indexOf(id: string): number {
  return Number(id.slice(1));
}

/** Equity and maintenance margin of an account in floats, at those prices. */
export function standing(market: BenchMarket, book: Book, account: number, prices: Float64Array) {
  let equity = book.constant[account]!;
  let maintenance = 0;
  for (let at = book.offsets[account]!; at < book.offsets[account + 1]!; at += 1) {
    const factor = book.factor[at]!;
    const value = book.slope[at]! * prices[factor]!;
    equity += value;
    if (factor < SYMBOLS) maintenance += maintenanceOf(market, factor, Math.abs(value));
  }
  return { equity, maintenance };
}

/** An account of a book as the watch is given it, with the lines nearest at those prices. */
export function watchedAccount(
  market: BenchMarket,
  book: Book,
  account: number,
  armed: Armed,
  prices: Float64Array,
): WatchedAccount {
  const entries: LineEntry[] = [];
  let constant = new Dec(book.constant[account]!);
  for (let at = book.offsets[account]!; at < book.offsets[account + 1]!; at += 1) {
    const index = book.factor[at]!;
    const factor = market.factors[index]!;
    const slope = new Dec(book.slope[at]!);
    const common = { factor, payoff: 'linear', slope } as const;
    if (index >= SYMBOLS) {
      entries.push({ ...common, cost: Exact.ZERO, weighted: false });
      continue;
    }
    const cost = new Dec(Math.round(book.slope[at]! * market.prices[index]!));
    constant = constant.plus(cost);
    entries.push({
      ...common,
      cost: Exact.of(cost),
      weighted: true,
      requirement: {
        pieces: market.pieces[index]!,
        size: slope.abs(),
        base: `S${index}`,
        side: slope.isNegative() ? 'short' : 'long',
      },
    });
  }
  const line: WatchedLine = {
    pool: 'cross',
    constant: Exact.of(constant),
    entries,
    profitWeight: ONE,
    netting: 'none',
    ...(armed === 'breach' ? { below: ONE } : nearest(market, book, account, prices)),
  };
  return { account: idOf(account), lines: [line], triggers: [], exactOn: [] };
}

function nearest(market: BenchMarket, book: Book, account: number, prices: Float64Array) {
  const { equity, maintenance } = standing(market, book, account, prices);
  const cover = equity / maintenance;
  const below = ALERTS.findLast((alert) => alert < cover) ?? 1;
  const above = ALERTS.find((alert) => alert > cover) ?? LAST;
  return { below: new Dec(below), above: new Dec((above * HYSTERESIS).toPrecision(6)) };
}
