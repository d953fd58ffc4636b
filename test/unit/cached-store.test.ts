import { newAccount } from '../../domain/index.js';
import { CachedAccountStore } from '../../src/adapters/cached-account-store.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { AccountStore } from '../../src/ports/ports.js';

const holder = (id: string) => ({ ...newAccount(id), version: 1 });

describe('a cache before a store', () => {
  it('keeps the accounts that were used last', async () => {
    const below = new MemoryAccountStore();
    await below.save(['a', 'b', 'c', 'd'].map(holder));
    const store = new CachedAccountStore(below, { accounts: 2, unsaved: 10 });
    await store.load(['a']);
    await store.load(['b']);
    await store.load(['a']);
    await store.load(['c']);
    expect(store.counts).toEqual({ hits: 1, misses: 3 });
    // b was used longest ago and made room for c.
    await store.load(['a', 'c']);
    expect(store.counts).toEqual({ hits: 3, misses: 3 });
    // What is asked twice at once is read once.
    await store.load(['b', 'b', 'x']);
    expect(store.counts).toEqual({ hits: 4, misses: 5 });
    expect(store.size).toBe(2);
  });

  it('keeps nothing for whoever goes through all of them, and gives what is kept or not saved', async () => {
    const below = new MemoryAccountStore();
    await below.save(['a', 'b', 'c'].map(holder));
    const store = new CachedAccountStore(below, { accounts: 2, unsaved: 2 });
    await store.load(['a', 'b']);
    await store.save([{ ...holder('d'), version: 7 }], 1);
    const passed = await store.loadOnce(['a', 'c', 'c', 'd', 'x']);
    expect(passed.map((account) => account?.version)).toEqual([1, 1, 1, 7, undefined]);
    expect(store.size).toBe(3);
    expect(store.counts).toEqual({ hits: 3, misses: 4 });
    // a was not used by that, and still makes room first.
    await store.load(['c']);
    await store.load(['b']);
    expect(store.counts.misses).toBe(5);
    await store.load(['a']);
    expect(store.counts.misses).toBe(6);
  });

  it('saves when enough has come together, and answers what is not saved from memory', async () => {
    const below = new MemoryAccountStore();
    const store = new CachedAccountStore(below, { accounts: 1, unsaved: 3 });
    await store.save([holder('a')], 1);
    await store.save([holder('b')], 2);
    expect(await below.ids()).toEqual([]);
    expect((await store.load(['a', 'b'])).map((account) => account?.id)).toEqual(['a', 'b']);
    expect(store.counts).toEqual({ hits: 2, misses: 0 });
    await store.save([holder('c')], 3);
    expect(await below.ids()).toEqual(['a', 'b', 'c']);
    expect(store.size).toBe(1);
  });
});

describe('two engines over the same cache', () => {
  it('are whole to what is in it, saved or not', async () => {
    let whole = 0;
    const memory = new MemoryAccountStore();
    const below: AccountStore = {
      load: (ids) => memory.load(ids),
      ids: () => memory.ids(),
      save: async (accounts, sequence = 0) => {
        await memory.save(accounts);
        whole = sequence;
      },
      whole: () => Promise.resolve(whole),
    };
    const accounts = new CachedAccountStore(below, { unsaved: 3 });
    const journal = new MemoryJournal();
    const engineOver = () => new PlimsollContainer(partsModule({ accounts, journal })).engine();
    const first = engineOver();
    for (const account of ['a', 'b', 'c', 'a', 'd']) {
      await first.handle({ type: 'deposit', account, asset: 'USD', amount: '5' });
    }
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(journal.envelopes.length);
    const hash = await first.stateHash();
    const second = engineOver();
    await second.restore();
    expect(await second.stateHash()).toBe(hash);
  });
});
