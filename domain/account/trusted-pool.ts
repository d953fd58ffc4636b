import { SmallMap, differenceOf } from '../kernel/index.js';
import { allAllow, revisionOf, type Market } from '../market/index.js';
import type { Position } from '../position/index.js';

/** What was found to be trusted last, and in which market. A cache and nothing else. */
let last: { readonly revision: object; readonly positions: readonly Position[] } | undefined;

/**
 * Whether the prices of everything held can be trusted far enough to liquidate. A cascade asks
 * after every close; in a market that has not changed, only what is held since then is looked at.
 */
export function mayLiquidate(market: Market, held: ReadonlyMap<string, Position>): boolean {
  const revision = revisionOf(market);
  const positions = SmallMap.of(held).list;
  if (revision === undefined) return allAllow(market, positions, 'liquidate');
  const trusted = last?.revision === revision ? last.positions : [];
  const { from, after } = differenceOf(trusted, positions);
  if (from < after && !allAllow(market, positions.slice(from, after), 'liquidate')) return false;
  last = { revision, positions };
  return true;
}
