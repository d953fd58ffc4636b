import {
  CROSS,
  Dec,
  Exact,
  ZERO,
  countedBalance,
  marginPool,
  measurePool,
  poolsInOrder,
  rateOf,
  type Account,
  type Market,
  type PoolMeasure,
} from '../../domain/index.js';

/** Upper edges of the buckets of maintenance cover; the last bucket is open. */
export const COVER_EDGES = [
  '1',
  '1.25',
  '1.5',
  '2',
  '3',
  '5',
  '8',
  '12',
  '20',
  '50',
  '100',
  '200',
] as const;

const EDGES = COVER_EDGES.map((edge) => new Dec(edge));

/** Pools of a book by their cover, and the equity of each account, at one moment. */
export class CoverHistogram {
  readonly counts = Array.from({ length: EDGES.length + 1 }, () => 0);
  readonly equity = new Map<string, string>();
  pools = 0;
  private owed = Exact.ZERO;

  /** Measures every pool of an account, which was not taken before. */
  take(account: Account, market: Market): void {
    this.owed = this.owed.plus(owedAgainstCollateral(account, market));
    let total = Exact.ZERO;
    for (const { id: pool, positions } of poolsInOrder(account)) {
      const measure = measurePool(market, marginPool(account, market, pool));
      total = total.plus(measure.equity);
      if (positions.size === 0) continue;
      this.pools += 1;
      const index = bucketOf(measure);
      this.counts[index] = (this.counts[index] ?? 0) + 1;
    }
    this.equity.set(account.id, shownEquity(total));
  }

  /** What accounts without a cross position owe and other collateral covers, in settlement. */
  get uncovered(): string {
    return this.owed.toRational().toFixed(8, 'down');
  }
}

/** The first edge that the cover is below; what requires nothing is in the last bucket. */
function bucketOf({ equity, maintenance }: Pick<PoolMeasure, 'equity' | 'maintenance'>): number {
  if (maintenance.sign() === 0) return EDGES.length;
  const bucket = EDGES.findIndex((edge) => equity.minus(maintenance.scaled(edge)).sign() < 0);
  return bucket < 0 ? EDGES.length : bucket;
}

function shownEquity(equity: Exact): string {
  const figure = equity.isDecimal() ? equity.whole : equity.toRational();
  return figure.toFixed(8, 'half-even');
}

/** Negative wallets beyond the debts that are carried, once no cross position is left. */
function owedAgainstCollateral({ pools, wallets, debts }: Account, market: Market): Exact {
  let owed = Exact.ZERO;
  if ((pools.get(CROSS)?.positions.size ?? 0) > 0) return owed;
  for (const asset of wallets.keys()) {
    const open = countedBalance(market, wallets, asset).plus(debts.get(asset)?.amount ?? ZERO);
    const rate = rateOf(market, asset);
    if (open.isNegative() && rate !== undefined) owed = owed.plus(Exact.of(open.times(rate)));
  }
  return owed.negated();
}
