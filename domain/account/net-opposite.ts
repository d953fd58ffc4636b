import { compareIds, minOf, priceOf, quantityOf } from '../kernel/index.js';
import { markOf, type Market, type Stage } from '../market/index.js';
import type { Position } from '../position/index.js';
import { awaitedPositions } from './account.js';
import { bookClosing } from './book-closing.js';
import type { Draft } from './draft.js';

/**
 * Closes what a pool holds long and short of one instrument against each other at the mark, without
 * the venue; on each side the oldest position first, instruments by their names.
 * @param market with the rules of the stage
 * @returns whether there was anything to close
 */
export function netOpposite(draft: Draft, market: Market, pool: string, { name }: Stage): boolean {
  let found = false;
  for (let pair = pairIn(draft, pool); pair !== undefined; pair = pairIn(draft, pool)) {
    found = true;
    const quantity = minOf(pair[0].quantity, pair[1].quantity);
    const price = priceOf(markOf(market, pair[0].instrument)!);
    const executions = [{ quantity: quantityOf(quantity), price }];
    for (const { key } of pair) {
      bookClosing(draft, market, { pool, position: key, executions, cause: { stage: name } });
    }
  }
  return found;
}

/** The first pair of a long and a short that can be closed against each other. */
function pairIn(draft: Draft, pool: string): readonly [Position, Position] | undefined {
  const state = draft.pool(pool);
  const awaited = awaitedPositions(state);
  const open = [...(state?.positions.values() ?? [])]
    .filter(({ key }) => !awaited.includes(key))
    .sort((a, b) => compareIds(a.instrument, b.instrument) || a.age - b.age);
  for (const one of open) {
    if (markOf(draft.market, one.instrument) === undefined) continue;
    const other = open.find(
      ({ instrument, side }) => instrument === one.instrument && side !== one.side,
    );
    if (other !== undefined) return [one, other];
  }
  return undefined;
}
