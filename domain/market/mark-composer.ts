import { Dec, ONE, compareIds, roundTo, type Instant } from '../kernel/index.js';
import type { SourceRules } from './mark-sources.js';
import type { MarkQuality } from './mark-quality.js';

/** The last price of one source. */
export interface SourcePrice {
  readonly price: Dec;
  readonly at: Instant;
}

/** What several sources say together. */
export interface ComposedPrice {
  readonly quality: MarkQuality;
  /** Present when enough sources agree. */
  readonly price?: Dec;
  /** Sources whose prices agree and count, by name. */
  readonly agreeing: readonly string[];
}

interface Quote {
  readonly name: string;
  readonly price: Dec;
}

const HALF = new Dec('0.5');
/** Decimals of prices that come in; a middle between two of them keeps to these. */
const PRICE_DECIMALS = 18;

/**
 * Composes one price of several sources: the median of the largest group of fresh prices that all
 * agree with each other. Prices outside that group are outliers and left out; prices that disagree
 * are never averaged. `good`: every source is fresh and agrees. `degraded`: some are missing or
 * left out, and at least the quorum, more than half of the fresh ones, agrees. `stale`: fewer than
 * the quorum are fresh. `invalid`: enough are fresh, but too few of them agree.
 * @rounding a middle between two prices half-even, to 18 decimals
 */
export function composeMark(
  { maxAges, tolerance, quorum }: SourceRules,
  prices: ReadonlyMap<string, SourcePrice>,
  now: Instant,
): ComposedPrice {
  const fresh = [...maxAges].flatMap(([name, maxAge]): Quote[] => {
    const last = prices.get(name);
    return last === undefined || now - last.at > maxAge ? [] : [{ name, price: last.price }];
  });
  if (fresh.length < quorum) return { quality: 'stale', agreeing: [] };
  const group = largestGroup(fresh, tolerance);
  const agreed = group.length >= quorum && 2 * group.length > fresh.length;
  if (!agreed) return { quality: 'invalid', agreeing: [] };
  return {
    quality: group.length === maxAges.size ? 'good' : 'degraded',
    price: medianOf(group),
    agreeing: group.map(({ name }) => name).sort(compareIds),
  };
}

/**
 * The largest group in which every two prices agree; of equally large ones the tightest, then the
 * lowest. In order of price such a group has no gaps, so only neighbours are looked at.
 */
function largestGroup(quotes: readonly Quote[], tolerance: Dec): readonly Quote[] {
  const sorted = [...quotes].sort((a, b) => a.price.cmp(b.price) || compareIds(a.name, b.name));
  const reach = ONE.plus(tolerance);
  let best: readonly Quote[] = [];
  sorted.forEach((lowest, start) => {
    const limit = lowest.price.times(reach);
    const group = sorted.slice(start).filter(({ price }) => price.lte(limit));
    const larger = group.length > best.length;
    const tighter = group.length === best.length && spreadOf(group).lt(spreadOf(best));
    if (larger || tighter) best = group;
  });
  return best;
}

function spreadOf(group: readonly Quote[]): Dec {
  return group.at(-1)!.price.minus(group[0]!.price);
}

function medianOf(group: readonly Quote[]): Dec {
  const upper = group[Math.floor(group.length / 2)]!.price;
  if (group.length % 2 === 1) return upper;
  const sum = group[group.length / 2 - 1]!.price.plus(upper);
  return roundTo(sum.times(HALF), PRICE_DECIMALS, 'half-even');
}
