import { compareIds } from '../kernel/index.js';
import {
  KeptPools,
  WORTH_KEEPING,
  changesBetween,
  type MarginPool,
  type Valuation,
} from '../margin/index.js';
import type { PositionOrder } from './closing-order.js';

interface Ranking {
  readonly order: PositionOrder;
  readonly valuations: readonly Valuation[];
  readonly ranked: readonly Valuation[];
}

/**
 * The positions of a pool in closing order. A cascade asks for it after every close, and each time
 * one position differs; so the last ranking is kept, what is gone drops out and what changed is
 * put in its new place, and a cascade sorts once. An order that leaves two positions equal is
 * settled by age and key, so that a ranking never depends on how it came about.
 */
export function rankedBy(
  order: PositionOrder,
  pool: MarginPool,
  valuations: readonly Valuation[],
): readonly Valuation[] {
  const last = kept.get(pool);
  const ranked = last?.order === order ? updated(last, valuations) : undefined;
  const current = { order, valuations, ranked: ranked ?? [...valuations].sort(settled(order)) };
  kept.set(pool, current);
  return current.ranked;
}

const kept = new KeptPools<Ranking>();

function settled(order: PositionOrder): PositionOrder {
  return (a, b) =>
    order(a, b) || a.position.age - b.position.age || compareIds(a.position.key, b.position.key);
}

/** The ranking with what changed in its new place; undefined when most of it changed. */
function updated(
  last: Ranking,
  valuations: readonly Valuation[],
): readonly Valuation[] | undefined {
  if (last.valuations === valuations) return last.ranked;
  const { gone, come } = changesBetween(last.valuations, valuations);
  if (gone.length + come.length > WORTH_KEEPING) return undefined;
  const ranked = last.ranked.slice();
  for (const valuation of gone) ranked.splice(ranked.indexOf(valuation), 1);
  const order = settled(last.order);
  for (const valuation of come) ranked.splice(placeOf(ranked, valuation, order), 0, valuation);
  return ranked;
}

/** Where a valuation belongs among ranked ones, by halving. */
function placeOf(ranked: readonly Valuation[], sought: Valuation, order: PositionOrder): number {
  let low = 0;
  let high = ranked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(ranked[middle]!, sought) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
