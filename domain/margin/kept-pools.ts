import type { LeverageChoice, MarginPool } from './pool.js';
import type { Valuation } from './valuation.js';

/** Below this many positions working anew is cheaper than finding out what changed. */
export const WORTH_KEEPING = 8;

/**
 * What was worked out of a pool and is kept for the next time it is measured: a cache and nothing
 * else, forgotten with the holder's choice of leverage it hangs on.
 */
export class KeptPools<T> {
  private readonly choices = new WeakMap<LeverageChoice, Map<string, T>>();

  get({ leverage, id }: MarginPool): T | undefined {
    return this.choices.get(leverage)?.get(id);
  }

  set({ leverage, id }: MarginPool, value: T): void {
    const pools = this.choices.get(leverage);
    if (pools === undefined) this.choices.set(leverage, new Map([[id, value]]));
    else pools.set(id, value);
  }
}

/** What is valued otherwise than before; a position that changed is in both. */
export interface ValuationChanges {
  readonly gone: readonly Valuation[];
  readonly come: readonly Valuation[];
}

/**
 * The changes between two measurements of a pool. Positions keep their order, so that it is enough
 * to walk along both; out of order it is right as well, but finds more.
 */
export function changesBetween(
  before: readonly Valuation[],
  after: readonly Valuation[],
): ValuationChanges {
  const gone: Valuation[] = [];
  const come: Valuation[] = [];
  let next = 0;
  for (const one of after) {
    const { key } = one.position;
    while (next < before.length && before[next]!.position.key !== key) gone.push(before[next++]!);
    const was = before[next++];
    if (was === one) continue;
    if (was !== undefined) gone.push(was);
    come.push(one);
  }
  while (next < before.length) gone.push(before[next++]!);
  return { gone, come };
}
