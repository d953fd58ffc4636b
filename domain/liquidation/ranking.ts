import { compareIds } from '../kernel/index.js';
import type { LeverageChoice, MarginPool, Valuation } from '../margin/index.js';
import type { PositionOrder } from './closing-order.js';

interface Ranking {
  readonly order: PositionOrder;
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
  const kept = keptOf(pool);
  const last = kept.get(pool.id);
  const ranked = last?.order === order ? updated(last, valuations) : undefined;
  const current = { order, ranked: ranked ?? [...valuations].sort(settled(order)) };
  kept.set(pool.id, current);
  return current.ranked;
}

/** A cache and nothing else, forgotten with the holder's choice of leverage it hangs on. */
const pools = new WeakMap<LeverageChoice, Map<string, Ranking>>();

function keptOf({ leverage }: MarginPool): Map<string, Ranking> {
  let kept = pools.get(leverage);
  if (kept === undefined) pools.set(leverage, (kept = new Map<string, Ranking>()));
  return kept;
}

function settled(order: PositionOrder): PositionOrder {
  return (a, b) =>
    order(a, b) || a.position.age - b.position.age || compareIds(a.position.key, b.position.key);
}

/** The ranking with what changed in its new place; undefined when most of it changed. */
function updated(
  { order, ranked }: Ranking,
  valuations: readonly Valuation[],
): Valuation[] | undefined {
  const held = new Set(valuations);
  const kept = ranked.filter((valuation) => held.has(valuation));
  const changes = valuations.length - kept.length;
  if (changes === 0) return kept;
  if (changes > valuations.length / 4) return undefined;
  const before = new Set(kept);
  for (const valuation of valuations) {
    if (!before.has(valuation)) kept.splice(placeOf(kept, valuation, settled(order)), 0, valuation);
  }
  return kept;
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
