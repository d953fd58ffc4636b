import { compareIds } from '../kernel/index.js';
import { by, type Order } from './order.js';

/** A pool that is breached or has an open case. */
export interface DuePool {
  readonly account: string;
  readonly pool: string;
}

/** What judging has done for it. */
export interface JudgingHands {
  /** Tells alerts and calls of the accounts, one after the other, and names their due pools. */
  review(accounts: readonly string[]): readonly DuePool[];
  /** Works the case of one pool as far as it goes. */
  work(due: DuePool): void;
}

/**
 * The order of work of a whole batch over several accounts. All accounts are reviewed in the order
 * of their ids before the first pool is worked, so every warning of a step precedes its
 * liquidations. The pools found due are worked in that order, each once; accounts of worked pools
 * are reviewed in further rounds until nothing is due that was not worked.
 */
export function* judgingOrder(touched: Iterable<string>): Order<JudgingHands> {
  let accounts = [...new Set(touched)].sort(compareIds);
  const worked = new Set<string>();
  while (accounts.length > 0) {
    const ids = accounts;
    const due = yield* by((hands: JudgingHands) => hands.review(ids));
    const fresh = due.filter((pool) => !worked.has(keyOf(pool)));
    for (const pool of fresh) {
      worked.add(keyOf(pool));
      yield* by((hands: JudgingHands) => hands.work(pool));
    }
    accounts = [...new Set(fresh.map(({ account }) => account))];
  }
}

/** One text for a pool of an account. */
export function keyOf({ account, pool }: DuePool): string {
  return JSON.stringify([account, pool]);
}
