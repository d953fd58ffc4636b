import { differenceOf } from '../kernel/index.js';
import type { LeverageChoice, MarginPool } from './pool.js';
import type { Valuation } from './valuation.js';

/** Below this many positions working anew is cheaper than finding out what changed. */
export const WORTH_KEEPING = 8;

/**
 * What was worked out of a pool and is kept for the next time it is measured: a cache and nothing
 * else, forgotten with the holder's choice of leverage it hangs on.
 */
export class KeptPools<T> {
  private readonly choices = new WeakMap<LeverageChoice, Map<string, Kept<T>>>();
  /** What was asked for last: a cascade asks for one pool again and again. */
  private last: Kept<T> | undefined;

  get({ leverage, id }: MarginPool): T | undefined {
    return this.find(leverage, id)?.value;
  }

  set({ leverage, id }: MarginPool, value: T): void {
    const kept = this.find(leverage, id);
    if (kept === undefined) this.add({ leverage, id, value });
    else kept.value = value;
  }

  /** Whether a pool of so many positions is kept: also the last one as it becomes small. */
  isWorth({ leverage, id }: MarginPool, positions: number): boolean {
    const { last } = this;
    return positions >= WORTH_KEEPING || (last?.leverage === leverage && last.id === id);
  }

  private find(leverage: LeverageChoice, id: string): Kept<T> | undefined {
    const { last } = this;
    if (last !== undefined && last.leverage === leverage && last.id === id) return last;
    const kept = this.choices.get(leverage)?.get(id);
    if (kept !== undefined) this.last = kept;
    return kept;
  }

  private add(kept: Kept<T>): void {
    const { leverage, id } = kept;
    const pools = this.choices.get(leverage);
    if (pools === undefined) this.choices.set(leverage, new Map([[id, kept]]));
    else pools.set(id, kept);
    this.last = kept;
  }
}

interface Kept<T> {
  readonly leverage: LeverageChoice;
  readonly id: string;
  value: T;
}

/** What is valued otherwise than before; a position that changed is in both. */
export interface ValuationChanges {
  readonly gone: readonly Valuation[];
  readonly come: readonly Valuation[];
}

const NOTHING: readonly Valuation[] = [];

/**
 * The changes between two measurements of a pool. Positions keep their order, so that it is enough
 * to walk along both where they differ; out of order it is right as well, but finds more.
 */
export function changesBetween(
  before: readonly Valuation[],
  after: readonly Valuation[],
): ValuationChanges {
  const differ = differenceOf(before, after);
  if (differ.after === differ.from) {
    return { gone: before.slice(differ.from, differ.before), come: NOTHING };
  }
  const gone: Valuation[] = [];
  const come: Valuation[] = [];
  const end = differ.before;
  let next = differ.from;
  for (let index = differ.from; index < differ.after; index += 1) {
    const one = after[index]!;
    const { key } = one.position;
    while (next < end && before[next]!.position.key !== key) gone.push(before[next++]!);
    const was = next < end ? before[next++] : undefined;
    if (was === one) continue;
    if (was !== undefined) gone.push(was);
    come.push(one);
  }
  while (next < end) gone.push(before[next++]!);
  return { gone, come };
}
