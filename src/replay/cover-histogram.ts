import {
  CROSS,
  Dec,
  Exact,
  ZERO,
  compareIds,
  countedBalance,
  marginPool,
  measurePool,
  poolsInOrder,
  rateOf,
  type Account,
  type Market,
  type PoolMeasure,
} from '../../domain/index.js';
import type { MarginEngine } from '../application/margin-engine.js';

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

/** Pools of a book by their cover, and the equity of each account, at one moment. */
export class CoverHistogram {
  private constructor(
    readonly counts: readonly number[],
    readonly pools: number,
    readonly equity: ReadonlyMap<string, string>,
    /** What accounts without a cross position owe and other collateral covers, in settlement. */
    readonly uncovered: string,
  ) {}

  /** Measures every pool of the engine. */
  static async measure(engine: MarginEngine): Promise<CoverHistogram> {
    const edges = COVER_EDGES.map((edge) => new Dec(edge));
    const counts = Array.from({ length: edges.length + 1 }, () => 0);
    const equity = new Map<string, string>();
    let pools = 0;
    let uncovered = Exact.ZERO;
    const { market } = engine;
    for (const id of [...(await engine.accountIds())].sort(compareIds)) {
      const account = await engine.account(id);
      if (account === undefined) continue;
      uncovered = uncovered.plus(owedAgainstCollateral(account, market));
      let total = Exact.ZERO;
      for (const { id: pool, positions } of poolsInOrder(account)) {
        const measure = measurePool(market, marginPool(account, market, pool));
        total = total.plus(measure.equity);
        if (positions.size === 0) continue;
        pools += 1;
        const index = bucketOf(measure, edges);
        counts[index] = (counts[index] ?? 0) + 1;
      }
      equity.set(id, shownEquity(total));
    }
    return new CoverHistogram(counts, pools, equity, uncovered.toRational().toFixed(8, 'down'));
  }
}

/** The first edge that the cover is below; what requires nothing is in the last bucket. */
function bucketOf(
  { equity, maintenance }: Pick<PoolMeasure, 'equity' | 'maintenance'>,
  edges: readonly Dec[],
): number {
  if (maintenance.sign() === 0) return edges.length;
  const bucket = edges.findIndex((edge) => equity.minus(maintenance.scaled(edge)).sign() < 0);
  return bucket < 0 ? edges.length : bucket;
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
