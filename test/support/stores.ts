import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachedAccountStore } from '../../src/adapters/cached-account-store.js';
import { LmdbAccountStore } from '../../src/adapters/lmdb/lmdb-account-store.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import type { AccountStore } from '../../src/ports/ports.js';

/** A store under test. */
export interface TriedStore {
  readonly store: AccountStore;
  /** Closes it and opens what lasts of it anew; absent: nothing lasts. */
  readonly reopen?: () => Promise<TriedStore>;
  readonly end: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

async function lmdbIn(folder: string): Promise<TriedStore> {
  const store = await LmdbAccountStore.open(folder);
  return {
    store,
    reopen: async () => {
      await store.close();
      return lmdbIn(folder);
    },
    end: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function cachedIn(folder: string): Promise<TriedStore> {
  const behind = await LmdbAccountStore.open(folder);
  const store = new CachedAccountStore(behind, { accounts: 3, unsaved: 3 });
  return {
    store,
    reopen: async () => {
      await store.flush();
      await behind.close();
      return cachedIn(folder);
    },
    end: async () => {
      await behind.close();
      await rm(folder, { recursive: true });
    },
  };
}

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'plimsoll-accounts-'));

/** Every store there is; one that is new is added here and has to pass the contract. */
export const STORES: readonly (readonly [string, () => Promise<TriedStore>])[] = [
  ['a store in memory', () => Promise.resolve({ store: new MemoryAccountStore(), end: nothing })],
  [
    'a cache of three accounts before a store in memory',
    () => {
      const limits = { accounts: 3, unsaved: 3 };
      const store = new CachedAccountStore(new MemoryAccountStore(), limits);
      return Promise.resolve({ store, end: nothing });
    },
  ],
  ['an embedded database', async () => lmdbIn(await newFolder())],
  ['a cache of three accounts before it', async () => cachedIn(await newFolder())],
];
