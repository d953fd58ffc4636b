import type { Account } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';

/** How many accounts are asked of a store at once. */
const BATCH = 256;

/** Of more accounts than these none is in memory long enough to be asked for again. */
const MANY = 50_000;

/**
 * Accounts of a store, all or some, in the order of the ids; a bounded number of them is in memory
 * at a time. An id that the store does not know is passed over.
 */
export async function* everyAccount(
  accounts: AccountStore,
  ids?: readonly string[],
): AsyncGenerator<Account, void> {
  const all = ids ?? (await accounts.ids());
  const once = ids === undefined || ids.length > MANY;
  for (let start = 0; start < all.length; start += BATCH) {
    const asked = all.slice(start, start + BATCH);
    const batch = await ((once ? accounts.loadOnce?.(asked) : undefined) ?? accounts.load(asked));
    for (const account of batch) if (account !== undefined) yield account;
  }
}
