import type { Dec } from '../kernel/index.js';

/** The best price seen since a tick; it serves every start from that tick to the next entry's. */
interface Extreme {
  readonly since: number;
  readonly best: Dec;
}

/**
 * The highest and lowest price of one feed since each tick at which somebody began to follow it,
 * exact. Starts between which the price set no new extreme share an entry, so a new high folds all
 * entries below it into one: a price costs little however many follow it.
 */
export interface PriceTrail {
  /** Prices seen since the first follower came; a start is named by this count. */
  readonly ticks: number;
  /** Ascending in `since`, strictly worsening in `best`. */
  readonly highs: readonly Extreme[];
  readonly lows: readonly Extreme[];
}

const EMPTY: PriceTrail = { ticks: 0, highs: [], lows: [] };

/** A trail that starts at the current price, where there is one. */
export function newTrail(price?: Dec): PriceTrail {
  return price === undefined ? EMPTY : startTrail(EMPTY, price);
}

/** The trail after somebody started to follow at its present tick, at which the price is this. */
export function startTrail({ ticks, highs, lows }: PriceTrail, price: Dec): PriceTrail {
  const started = (entries: readonly Extreme[]): readonly Extreme[] =>
    entries.at(-1)?.best.eq(price) === true ? entries : [...entries, { since: ticks, best: price }];
  return { ticks, highs: started(highs), lows: started(lows) };
}

/** The trail after the next price of the feed. */
export function extendTrail({ ticks, highs, lows }: PriceTrail, price: Dec): PriceTrail {
  return {
    ticks: ticks + 1,
    highs: folded(highs, ticks, price, (best) => best.lte(price)),
    lows: folded(lows, ticks, price, (best) => best.gte(price)),
  };
}

function folded(
  entries: readonly Extreme[],
  tick: number,
  price: Dec,
  beaten: (best: Dec) => boolean,
): readonly Extreme[] {
  let kept = entries.length;
  while (kept > 0 && beaten(entries[kept - 1]!.best)) kept -= 1;
  if (kept === entries.length && kept > 0) return entries;
  return [...entries.slice(0, kept), { since: entries[kept]?.since ?? tick, best: price }];
}

/** The highest (for a long) or lowest price since a tick; undefined before any price came. */
export function bestSince(
  { highs, lows }: PriceTrail,
  side: 'long' | 'short',
  since: number,
): Dec | undefined {
  const entries = side === 'long' ? highs : lows;
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.since <= since) low = middle + 1;
    else high = middle;
  }
  return entries[Math.max(low - 1, 0)]?.best;
}
