import type { Market } from '../market/index.js';
import { KeptPools, WORTH_KEEPING } from './kept-pools.js';
import type { MarginPool } from './pool.js';
import {
  knownOf,
  valueKnown,
  valuePosition,
  type KnownPosition,
  type Valuation,
} from './valuation.js';

/** A pool as it was valued last, each in the order of its positions. */
interface ValuedPool {
  readonly known: readonly KnownPosition[];
  readonly valuations: readonly Valuation[];
}

const kept = new KeptPools<ValuedPool>();
const NOTHING: ValuedPool = { known: [], valuations: [] };

/**
 * Each position of a pool at the marks, its payoff and requirements valued once. While nothing
 * differs the answer is the same object, so that what was worked out of it is found again.
 */
export function valuePool(market: Market, pool: MarginPool): readonly Valuation[] {
  const { positions, leverage } = pool;
  if (positions.length < WORTH_KEEPING) {
    return positions.map((position) => valuePosition(market, leverage, position));
  }
  const last = kept.get(pool) ?? NOTHING;
  const known: KnownPosition[] = [];
  const valuations: Valuation[] = [];
  let isSame = last.known.length === positions.length;
  // Positions keep their order: where one is missing the next is found beside it.
  let next = 0;
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index]!;
    const isGone = last.known[next]?.position !== position;
    if (isGone && last.known[next + 1]?.position === position) next += 1;
    const before = last.known[next];
    const isKnown =
      before?.position === position &&
      market.instruments.get(position.instrument) === before.instrument;
    const one = isKnown ? before : knownOf(market, position, leverage);
    const valuation = valueKnown(market, one);
    if (isSame && valuation !== last.valuations[index]) {
      isSame = false;
      known.push(...last.known.slice(0, index));
      valuations.push(...last.valuations.slice(0, index));
    }
    if (!isSame) {
      known.push(one);
      valuations.push(valuation);
    }
    next += 1;
  }
  if (isSame) return last.valuations;
  kept.set(pool, { known, valuations });
  return valuations;
}
