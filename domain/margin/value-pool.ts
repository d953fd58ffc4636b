import { differenceOf, replaced } from '../kernel/index.js';
import { revisionOf, type Market } from '../market/index.js';
import { KeptPools } from './kept-pools.js';
import type { MarginPool } from './pool.js';
import type { Position } from '../position/index.js';
import {
  knownOf,
  valueKnown,
  valuePosition,
  type KnownPosition,
  type Valuation,
} from './valuation.js';

/** A pool as it was valued last, each in the order of its positions. */
interface ValuedPool {
  /** What the market was told apart by; undefined: it may have changed since. */
  readonly revision: object | undefined;
  readonly positions: readonly Position[];
  /** Undefined: not all of them were looked up for it. */
  readonly known: readonly KnownPosition[] | undefined;
  readonly valuations: readonly Valuation[];
}

const kept = new KeptPools<ValuedPool>();
const NOTHING: ValuedPool = { revision: undefined, positions: [], known: [], valuations: [] };

/**
 * Each position of a pool at the marks, its payoff and requirements valued once. While nothing
 * differs the answer is the same object, so that what was worked out of it is found again. In a
 * market that has not changed since, only positions that were not there then are looked at.
 */
export function valuePool(market: Market, pool: MarginPool): readonly Valuation[] {
  const { positions, leverage } = pool;
  if (!kept.isWorth(pool, positions.length)) {
    return positions.map((position) => valuePosition(market, leverage, position));
  }
  const last = kept.get(pool) ?? NOTHING;
  const revision = revisionOf(market);
  const isUnchanged = revision !== undefined && revision === last.revision;
  if (isUnchanged && positions === last.positions) return last.valuations;
  const valued = isUnchanged ? onlyNew(market, pool, last) : anew(market, pool, last);
  const { known, valuations } = valued;
  kept.set(pool, { revision, positions, known, valuations });
  return valuations;
}

type Valued = Pick<ValuedPool, 'known' | 'valuations'>;

/** Values the positions that the pool did not hold before, in the market it was valued in. */
function onlyNew(market: Market, { positions, leverage }: MarginPool, last: ValuedPool): Valued {
  const differ = differenceOf(last.positions, positions);
  const { from, before, after } = differ;
  if (before === from && after === from) return last;
  const between: Valuation[] = [];
  for (let index = from; index < after; index += 1) {
    between.push(valuePosition(market, leverage, positions[index]!));
  }
  return { known: undefined, valuations: replaced(last.valuations, differ, between) };
}

/** Looks every position up in the market; what is found as it was is not valued again. */
function anew(market: Market, pool: MarginPool, last: ValuedPool): Valued {
  const { positions, leverage } = pool;
  if (last.known === undefined) {
    const known = positions.map((position) => knownOf(market, position, leverage));
    return { known, valuations: known.map((one) => valueKnown(market, one)) };
  }
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
  return isSame ? last : { known, valuations };
}
