import { compareIds } from '../kernel/index.js';
import {
  KeptPools,
  WORTH_KEEPING,
  changesBetween,
  type MarginPool,
  type Valuation,
} from '../margin/index.js';
import type { PositionOrder } from './closing-order.js';

/** The positions of a pool in closing order. */
export function rankedBy(
  order: PositionOrder,
  pool: MarginPool,
  valuations: readonly Valuation[],
): readonly Valuation[] {
  return rankingOf(order, pool, valuations).all();
}

/** The first two of them, or as many as there are. */
export function foremost(
  order: PositionOrder,
  pool: MarginPool,
  valuations: readonly Valuation[],
): readonly Valuation[] {
  return rankingOf(order, pool, valuations).two();
}

/**
 * A cascade asks for the order after every close, and each time one position differs; so the last
 * ranking is kept, and a cascade sorts once.
 */
function rankingOf(
  order: PositionOrder,
  pool: MarginPool,
  valuations: readonly Valuation[],
): Ranking {
  const last = kept.get(pool);
  if (last?.order === order && last.update(valuations)) return last;
  const fresh = new Ranking(order, valuations);
  kept.set(pool, fresh);
  return fresh;
}

const kept = new KeptPools<Ranking>();

/**
 * Positions in closing order. What is gone drops out and what changed is put in its new place. An
 * order that leaves two positions equal is settled by age and key, so that a ranking never depends
 * on how it came about.
 */
class Ranking {
  /** The first of the closing order comes last: there nothing has to move up when it is closed. */
  private readonly reversed: Valuation[];
  private readonly compare: PositionOrder;

  /** What it is a ranking of. */
  private valuations: readonly Valuation[] | undefined;

  constructor(
    readonly order: PositionOrder,
    valuations: readonly Valuation[],
  ) {
    this.valuations = valuations;
    this.compare = (a, b) =>
      order(a, b) || a.position.age - b.position.age || compareIds(a.position.key, b.position.key);
    this.reversed = [...valuations].sort((a, b) => this.compare(b, a));
  }

  all(): Valuation[] {
    return this.reversed.slice().reverse();
  }

  two(): readonly Valuation[] {
    const { reversed } = this;
    const [first, next] = [reversed.at(-1), reversed.at(-2)];
    if (first === undefined) return [];
    return next === undefined ? [first] : [first, next];
  }

  /** Brings the ranking to these positions; false when most of them changed. */
  update(valuations: readonly Valuation[]): boolean {
    const { valuations: before } = this;
    if (before === valuations) return true;
    if (before === undefined) return false;
    const { gone, come } = changesBetween(before, valuations);
    if (gone.length + come.length > WORTH_KEEPING) return false;
    // An order that throws leaves a ranking of nothing, which is never brought further.
    this.valuations = undefined;
    const { reversed } = this;
    for (const valuation of gone) {
      if (valuation === reversed.at(-1)) reversed.pop();
      else reversed.splice(reversed.lastIndexOf(valuation), 1);
    }
    for (const valuation of come) reversed.splice(this.placeOf(valuation), 0, valuation);
    this.valuations = valuations;
    return true;
  }

  /** Where a valuation belongs among the ranked ones, by halving. */
  private placeOf(sought: Valuation): number {
    let low = 0;
    let high = this.reversed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.reversed[middle]!, sought) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
