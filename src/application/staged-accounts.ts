import type { Account } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';

/** Accounts as an import in the making leaves them; nothing reaches the store underneath. */
export class StagedAccounts implements AccountStore {
  private readonly staged = new Map<string, Account>();

  constructor(private readonly below: AccountStore) {}

  async load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    const missing = ids.filter((id) => !this.staged.has(id));
    const loaded = missing.length === 0 ? [] : await this.below.load(missing);
    const found = new Map(missing.map((id, index) => [id, loaded[index]]));
    return ids.map((id) => this.staged.get(id) ?? found.get(id));
  }

  save(accounts: readonly Account[]): Promise<void> {
    for (const account of accounts) this.staged.set(account.id, account);
    return Promise.resolve();
  }

  ids(): Promise<readonly string[]> {
    return this.below.ids();
  }

  /** An account that was loaded before, as it stands by now. */
  latest(account: Account): Account {
    return this.staged.get(account.id) ?? account;
  }

  /** The accounts that the import changed. */
  changed(): readonly Account[] {
    return [...this.staged.values()];
  }
}
