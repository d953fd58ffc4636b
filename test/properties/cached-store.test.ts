import fc from 'fast-check';
import { canonicalJson, newAccount, type Account } from '../../domain/index.js';
import { CachedAccountStore } from '../../src/adapters/cached-account-store.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';

/** A store that knows what it is whole to, answers late, and can be switched off. */
class SlowStore extends MemoryAccountStore {
  private sequence = 0;
  full = false;
  loaded = 0;

  override async load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    this.loaded += ids.length;
    const found = await super.load(ids);
    await new Promise((resolve) => setImmediate(resolve));
    return found;
  }

  override async save(accounts: readonly Account[], sequence = 0): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.full) throw new Error('disk full');
    await super.save(accounts);
    this.sequence = sequence;
  }

  whole(): Promise<number> {
    return Promise.resolve(this.sequence);
  }
}

type Act =
  | { readonly do: 'save'; readonly ids: readonly string[] }
  | { readonly do: 'load'; readonly ids: readonly string[] }
  | { readonly do: 'flush' | 'full' | 'room' };

const someIds = fc.uniqueArray(
  fc.integer({ min: 0, max: 9 }).map((id) => `a${id}`),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: someIds.map((ids): Act => ({ do: 'save', ids })) },
  { weight: 6, arbitrary: someIds.map((ids): Act => ({ do: 'load', ids })) },
  { weight: 3, arbitrary: fc.constantFrom<Act>({ do: 'flush' }, { do: 'full' }, { do: 'room' }) },
);
const limit = fc.integer({ min: 1, max: 6 });

const written = (accounts: Iterable<Account | undefined>): string =>
  canonicalJson([...accounts].map((account) => account ?? null));

describe('a cache before a store', () => {
  it('gives what was saved last, and leaves the store whole to the sequence it tells', async () => {
    const seen = { refused: 0, evicted: 0, behind: 0, overlapping: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 60, size: 'max' }),
        limit,
        limit,
        async (acts, kept, unsaved) => {
          const below = new SlowStore();
          const store = new CachedAccountStore(below, { accounts: kept, unsaved });
          const now = new Map<string, Account>();
          const at: ReadonlyMap<string, Account>[] = [new Map()];
          const flushes: Promise<unknown>[] = [];
          for (const { do: what, ...more } of acts) {
            const ids = 'ids' in more ? more.ids : [];
            if (what === 'full' || what === 'room') below.full = what === 'full';
            else if (what === 'flush') {
              flushes.push(store.flush().catch(() => undefined));
              seen.overlapping += 1;
            } else if (what === 'load') {
              const before = below.loaded;
              expect(written(await store.load(ids))).toBe(written(ids.map((id) => now.get(id))));
              if (below.loaded > before && now.size > kept) seen.evicted += 1;
            } else {
              const sequence = at.length;
              const accounts = ids.map((id) => ({ ...newAccount(id), version: sequence }));
              const saved = await store.save(accounts, sequence).then(
                () => true,
                () => false,
              );
              if (!saved) {
                seen.refused += 1;
                continue;
              }
              for (const account of accounts) now.set(account.id, account);
              at.push(new Map(now));
            }
            expect(store.size).toBeLessThanOrEqual(kept + unsaved);
          }
          await Promise.all(flushes);
          const whole = await below.whole();
          if (whole < at.length - 1) seen.behind += 1;
          const ids = await below.ids();
          expect(written(await below.load(ids))).toBe(written(ids.map((id) => at[whole]!.get(id))));
          expect(ids.length).toBe(at[whole]!.size);
          expect(await store.ids()).toEqual([...now.keys()].sort());
          below.full = false;
          await store.flush();
          expect(await store.whole()).toBe(at.length - 1);
          expect(written(await below.load([...now.keys()]))).toBe(written(now.values()));
        },
      ),
      { numRuns: 300, seed: 20251010 },
    );
    expect(seen.refused).toBeGreaterThan(100);
    expect(seen.evicted).toBeGreaterThan(300);
    expect(seen.behind).toBeGreaterThan(50);
    expect(seen.overlapping).toBeGreaterThan(50);
  });
});
