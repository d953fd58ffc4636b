import { compareIds, type Account } from '../../domain/index.js';
import type { AccountStore, CacheCounts } from '../ports/ports.js';

/** How much a cache keeps in memory, counted in accounts. */
export interface CacheLimits {
  /** Accounts that are kept though the store has them; the ones used last stay. */
  readonly accounts?: number;
  /** Accounts that are waited for before they are saved together. */
  readonly unsaved?: number;
}

/** After so many accounts for which none had to go the search for the oldest begins anew. */
const MOST_SINCE = 1000;

/**
 * Keeps the accounts used last in memory, and saves in batches. What is not saved yet is on the
 * tape, and the store underneath knows which sequence it is whole to, so a crash loses nothing:
 * `restore` reads the rest from the tape.
 * @example
 * const behind = new MemoryAccountStore();
 * const accounts = new CachedAccountStore(behind, { accounts: 1000, unsaved: 100 });
 * const engine = new PlimsollContainer(partsModule({ accounts })).engine();
 * await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '5' });
 * (await behind.ids()).length; // => 0
 * await accounts.flush();
 * (await behind.ids()).length; // => 1
 */
export class CachedAccountStore implements AccountStore {
  /** As the store has them; the one used longest ago first. */
  private readonly kept = new Map<string, Account>();
  /** Goes on from the one used longest ago to the next; a new one would pass all gaps again. */
  private oldest: IterableIterator<string, undefined> | undefined;
  /** Accounts that were kept since one had to make room. */
  private sinceGone = 0;
  private readonly unsaved = new Map<string, Account>();
  private readonly limits: Required<CacheLimits>;
  private sequence: number | undefined;
  /** Counts saves: what was read from the store before one of them may be older than it. */
  private saves = 0;
  private hits = 0;
  private misses = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: AccountStore,
    { accounts = 20_000, unsaved = 2_000 }: CacheLimits = {},
  ) {
    this.limits = { accounts, unsaved };
  }

  /** Accounts that were asked for so far. */
  get counts(): CacheCounts {
    return { hits: this.hits, misses: this.misses };
  }

  /** How many accounts are in memory. */
  get size(): number {
    return this.kept.size + this.unsaved.size;
  }

  load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    return this.read(ids, true);
  }

  /** What is in memory answers, but nothing that is read is kept, and nothing makes room for it. */
  loadOnce(ids: readonly string[]): Promise<(Account | undefined)[]> {
    return this.read(ids, false);
  }

  /** @throws whatever the store fails with; the accounts given are then not taken */
  save(accounts: readonly Account[], sequence?: number): Promise<void> {
    return this.inTurn(async () => {
      const added = accounts.filter(({ id }) => !this.unsaved.has(id)).length;
      if (this.unsaved.size + added < this.limits.unsaved) this.take(accounts);
      else {
        const all = new Map(this.unsaved);
        for (const account of accounts) all.set(account.id, account);
        await this.write(all, sequence);
      }
      this.sequence = sequence ?? 0;
    });
  }

  async ids(): Promise<readonly string[]> {
    const stored = await this.store.ids();
    if (this.unsaved.size === 0) return stored;
    return [...new Set([...stored, ...this.unsaved.keys()])].sort(compareIds);
  }

  /**
   * The sequence that accounts read here are whole to. What a crash would leave is what the store
   * underneath says.
   */
  async whole(): Promise<number> {
    return this.sequence ?? (await this.store.whole?.()) ?? 0;
  }

  /** Saves what is not saved yet; to be called before the store underneath is closed. */
  flush(): Promise<void> {
    return this.inTurn(async () => {
      if (this.unsaved.size > 0) await this.write(this.unsaved, this.sequence);
    });
  }

  private async read(ids: readonly string[], keeping: boolean): Promise<(Account | undefined)[]> {
    const kept = (id: string) => (keeping ? this.used(id) : this.kept.get(id));
    const found = ids.map((id) => this.unsaved.get(id) ?? kept(id));
    const missing = [...new Set(ids.filter((_, index) => found[index] === undefined))];
    this.misses += missing.length;
    this.hits += ids.length - missing.length;
    if (missing.length === 0) return found;
    const { saves } = this;
    const loaded = await this.store.load(missing);
    const known = new Map(missing.map((id, index) => [id, loaded[index]]));
    if (keeping && saves === this.saves) {
      for (const account of loaded) if (account) this.keep(account);
    }
    return ids.map((id, index) => found[index] ?? known.get(id));
  }

  private take(accounts: readonly Account[]): void {
    this.saves += 1;
    for (const account of accounts) {
      this.kept.delete(account.id);
      this.unsaved.set(account.id, account);
    }
  }

  private async write(
    accounts: ReadonlyMap<string, Account>,
    sequence: number | undefined,
  ): Promise<void> {
    const written = [...accounts.values()];
    await this.store.save(written, sequence);
    this.saves += 1;
    this.unsaved.clear();
    for (const account of written) this.keep(account);
  }

  /** One save after the other: a batch is never overtaken by an older one. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private used(id: string): Account | undefined {
    const account = this.kept.get(id);
    if (account !== undefined) this.keep(account);
    return account;
  }

  private keep(account: Account): void {
    this.kept.delete(account.id);
    this.kept.set(account.id, account);
    this.sinceGone += 1;
    if (this.kept.size <= this.limits.accounts) {
      // One that stands still would hold everything that the map has let go of since.
      if (this.sinceGone > MOST_SINCE) this.oldest = undefined;
      return;
    }
    this.sinceGone = 0;
    this.oldest ??= this.kept.keys();
    const { value } = this.oldest.next();
    if (value !== undefined) this.kept.delete(value);
  }
}
