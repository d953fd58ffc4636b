import { compareIds, type Account } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';

/** Keeps account aggregates in a map; the reference adapter of the account port. */
export class MemoryAccountStore implements AccountStore {
  private readonly accounts = new Map<string, Account>();

  load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    return Promise.resolve(ids.map((id) => this.accounts.get(id)));
  }

  save(accounts: readonly Account[]): Promise<void> {
    for (const account of accounts) this.accounts.set(account.id, account);
    return Promise.resolve();
  }

  ids(): Promise<readonly string[]> {
    return Promise.resolve([...this.accounts.keys()].sort(compareIds));
  }
}
