import { Decimal } from 'decimal.js';
import { processorTime } from '../clock.js';
import { inThousands, type Figure } from '../report.js';
import { drawBook, type Book } from './book.js';
import { BRACKETS, SYMBOLS, type BenchMarket } from './market.js';
import { ticksOf, type Tick } from './path.js';

interface PlainEntry {
  readonly factor: string;
  readonly size: Decimal;
  /** Absent for collateral. */
  readonly tiers?: readonly PlainTier[];
}

interface PlainTier {
  readonly from: Decimal;
  readonly rate: Decimal;
  readonly constant: Decimal;
}

interface PlainAccount {
  readonly cash: Decimal;
  readonly entries: readonly PlainEntry[];
}

/** The accounts of a book as objects of decimal.js at its defaults: what most engines do. */
function plainAccounts(market: BenchMarket, book: Book): PlainAccount[] {
  const tiers = Array.from({ length: SYMBOLS }, (_, symbol) => plainTiers(market, symbol));
  return Array.from({ length: book.count }, (_, account) => {
    const entries: PlainEntry[] = [];
    for (let at = book.offsets[account]!; at < book.offsets[account + 1]!; at += 1) {
      const index = book.factor[at]!;
      const entry = { factor: market.factors[index]!, size: new Decimal(book.slope[at]!) };
      entries.push(index < SYMBOLS ? { ...entry, tiers: tiers[index]! } : entry);
    }
    return { cash: new Decimal(book.constant[account]!), entries };
  });
}

function plainTiers({ brackets }: BenchMarket, symbol: number): PlainTier[] {
  return Array.from({ length: BRACKETS }, (_, tier) => {
    const at = symbol * BRACKETS + tier;
    const [from, rate] = [brackets.from[at]!, brackets.rate[at]!];
    const constant = new Decimal(brackets.constant[at]!);
    return { from: new Decimal(from), rate: new Decimal(rate), constant };
  });
}

/** Evaluates every account after a batch; how many are breached. */
function plainScan(accounts: readonly PlainAccount[], { prices }: Tick): number {
  const marks = new Map<string, Decimal>();
  for (const [factor, price] of prices) marks.set(factor, new Decimal(price.toFixed()));
  let breached = 0;
  for (const { cash, entries } of accounts) {
    let equity = cash;
    let maintenance = new Decimal(0);
    for (const { factor, size, tiers } of entries) {
      const value = size.times(marks.get(factor)!);
      equity = equity.plus(value);
      if (tiers === undefined) continue;
      const notional = value.abs();
      let held = tiers[0]!;
      for (const tier of tiers) if (notional.gte(tier.from)) held = tier;
      maintenance = maintenance.plus(notional.times(held.rate)).plus(held.constant);
    }
    if (equity.lte(maintenance)) breached += 1;
  }
  return breached;
}

/** One batch for everybody with decimal.js at its defaults, in milliseconds. */
export function plainFigure(market: BenchMarket, count: number): Figure {
  const book = drawBook(market, { count, seed: 2, slack: 0.3 });
  const accounts = plainAccounts(market, book);
  const times = [...ticksOf(market, market.prices, { ticks: 3, seed: 3 })].map((tick) => {
    const start = processorTime();
    plainScan(accounts, tick);
    return processorTime() - start;
  });
  const value = times.sort((a, b) => a - b)[1]!;
  const what = `decimal.js naive, all accounts, ${inThousands(count)}`;
  return { what, value, unit: 'ms', note: 'median of 3 batches' };
}
