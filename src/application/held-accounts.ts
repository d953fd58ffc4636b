import { compareIds, type Account } from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { AccountStore } from '../ports/ports.js';
import type { EngineMetrics } from './engine-metrics.js';

type Load = AccountStore['load'];

/**
 * Accounts as the tape has them. By the time an account is saved its events have happened, so a
 * store that fails then undoes nothing: the account is held here, read from here, and offered to
 * the store again with the next save. Should the process end before, the tape rebuilds it.
 */
export class HeldAccounts implements AccountStore {
  private readonly held = new Map<string, Account>();
  /** Why the store did not take the accounts held, as long as it has not. */
  failure: PortFailure | undefined;

  constructor(
    private readonly store: AccountStore,
    private readonly metrics: EngineMetrics,
  ) {}

  /** @throws PortFailure when the store cannot be read; then nothing has happened */
  load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    return this.found(ids, (missing) => this.store.load(missing));
  }

  /** @throws PortFailure as `load` does */
  loadOnce(ids: readonly string[]): Promise<(Account | undefined)[]> {
    const { store } = this;
    return this.found(ids, (missing) => store.loadOnce?.(missing) ?? store.load(missing));
  }

  /** Never fails: what the store does not take is held. */
  async save(accounts: readonly Account[], sequence?: number): Promise<void> {
    const behind = this.held.size > 0;
    if (behind) this.hold(accounts);
    try {
      const start = this.metrics.now();
      await this.store.save(behind ? [...this.held.values()] : accounts, sequence);
      this.metrics.since(start, this.metrics.saveSeconds);
    } catch (problem) {
      this.hold(accounts);
      this.failure = new PortFailure('accounts', 'the save failed, it is retried', true, problem);
      return;
    }
    this.failure = undefined;
    this.held.clear();
  }

  async ids(): Promise<readonly string[]> {
    const stored = await this.read(() => this.store.ids());
    if (this.held.size === 0) return stored;
    return [...new Set([...stored, ...this.held.keys()])].sort(compareIds);
  }

  /** The sequence the store is whole to; 0 when it cannot tell. */
  async whole(): Promise<number> {
    return this.read(() => this.store.whole?.() ?? Promise.resolve(0));
  }

  private async found(ids: readonly string[], load: Load): Promise<(Account | undefined)[]> {
    const missing = this.held.size === 0 ? ids : ids.filter((id) => !this.held.has(id));
    const loaded = missing.length === 0 ? [] : await this.read(() => this.loaded(missing, load));
    if (missing.length === ids.length) return loaded;
    const found = new Map(missing.map((id, index) => [id, loaded[index]]));
    return ids.map((id) => this.held.get(id) ?? found.get(id));
  }

  private hold(accounts: readonly Account[]): void {
    for (const account of accounts) this.held.set(account.id, account);
  }

  private async loaded(ids: readonly string[], load: Load): Promise<(Account | undefined)[]> {
    const start = this.metrics.now();
    const accounts = await load(ids);
    this.metrics.loaded(start, this.store.counts);
    return accounts;
  }

  private async read<T>(reading: () => Promise<T>): Promise<T> {
    try {
      return await reading();
    } catch (problem) {
      if (problem instanceof PortFailure) throw problem;
      throw new PortFailure('accounts', 'the store could not be read', true, problem);
    }
  }
}
