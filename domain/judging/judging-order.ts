import { compareIds } from '../kernel/index.js';
import { by, type Order } from './order.js';

/** A pool that is breached or has an open case. */
export interface DuePool {
  readonly account: string;
  readonly pool: string;
}

/** A position whose protective order is under way. */
export interface DueProtection extends DuePool {
  readonly position: string;
}

/** What judging has done for it. */
export interface JudgingHands {
  /** Accounts whose protective orders watch what was traded since this was last asked. */
  followers(): readonly string[];
  /** Sets off what the accounts' protective orders and loss limits say, and names what is due. */
  trigger(accounts: readonly string[]): readonly DueProtection[];
  /** Works one protective order as far as it goes. */
  protect(due: DueProtection): void;
  /** Tells alerts and calls of the accounts, one after the other, and names their due pools. */
  review(accounts: readonly string[]): readonly DuePool[];
  /** Works the case of one pool as far as it goes, and names others whose accounts it changed. */
  work(due: DuePool): readonly string[];
  /** Pays claims from what the insurance fund holds, and names the accounts that were paid. */
  repay(): readonly string[];
}

/**
 * The order of work of a whole batch over several accounts. What protective orders and loss limits
 * set off comes first, so a stop before the line prevents a liquidation of the same batch. Then all
 * accounts are reviewed in the order of their ids before the first pool is worked, so every warning
 * of a step precedes its liquidations. The pools found due are worked in that order, each once;
 * accounts of worked pools, and those that a case changed besides, are reviewed in further rounds
 * until nothing is due that was not worked. Then claims are paid, and whoever was is reviewed.
 */
export function* judgingOrder(touched: Iterable<string>): Order<JudgingHands> {
  let accounts = [...new Set(touched)].sort(compareIds);
  const worked = new Set<string>();
  const tried = new Set<string>();
  for (;;) {
    let ids = yield* protectionOrder(accounts, tried);
    if (ids.length === 0) ids = yield* by((hands: JudgingHands) => hands.repay());
    if (ids.length === 0) return;
    const due = yield* by((hands: JudgingHands) => hands.review(ids));
    const fresh = due.filter((pool) => !worked.has(keyOf(pool)));
    const changed = new Set(fresh.map(({ account }) => account));
    for (const pool of fresh) {
      worked.add(keyOf(pool));
      for (const id of yield* by((hands: JudgingHands) => hands.work(pool))) changed.add(id);
    }
    accounts = [...changed];
  }
}

/**
 * Protective orders in rounds: each is worked once, and its trades may set off others that watch
 * the last price. Returns all accounts that were looked at, in the order of their ids.
 */
function* protectionOrder(
  accounts: readonly string[],
  tried: Set<string>,
): Order<JudgingHands, readonly string[]> {
  const seen = new Set(accounts);
  let fresh: readonly string[] = accounts;
  for (;;) {
    const followers = yield* by((hands: JudgingHands) => hands.followers());
    const ids = [...new Set([...fresh, ...followers])].sort(compareIds);
    for (const id of ids) seen.add(id);
    if (ids.length === 0) return [...seen].sort(compareIds);
    const due = yield* by((hands: JudgingHands) => hands.trigger(ids));
    const open = due.filter((one) => !tried.has(protectionKey(one)));
    for (const one of open) {
      tried.add(protectionKey(one));
      yield* by((hands: JudgingHands) => hands.protect(one));
    }
    fresh = [...new Set(open.map(({ account }) => account))];
  }
}

/** One text for a position of an account. */
export function protectionKey({ account, pool, position }: DueProtection): string {
  return JSON.stringify([account, pool, position]);
}

/** One text for a pool of an account. */
export function keyOf({ account, pool }: DuePool): string {
  return JSON.stringify([account, pool]);
}
