import { CachedAccountStore } from '../adapters/cached-account-store.js';
import { LmdbAccountStore, type LmdbOptions } from '../adapters/lmdb/lmdb-account-store.js';
import { PortFailure } from '../ports/port-failure.js';
import { ReplayError } from './replay-error.js';

/** An embedded store with its cache, for as long as a run takes. */
export interface ReplayStore {
  readonly accounts: CachedAccountStore;
  /** Saves what is not saved yet and lets go of the folder. */
  readonly close: () => Promise<void>;
}

/** More would be read anew less often, and be that much more for each garbage collection. */
const LIMITS = { accounts: 10_000, unsaved: 2_000 };

/** Opens a store in a folder. @throws ReplayError when it cannot be opened */
export async function openStore(folder: string, options?: LmdbOptions): Promise<ReplayStore> {
  const store = await LmdbAccountStore.open(folder, options).catch((problem: unknown) => {
    throw problem instanceof PortFailure ? new ReplayError(problem.message) : problem;
  });
  const accounts = new CachedAccountStore(store, LIMITS);
  const close = async (): Promise<void> => {
    try {
      await accounts.flush();
    } finally {
      await store.close();
    }
  };
  return { accounts, close };
}

/** Opens a store for a run that begins. @throws ReplayError when it has accounts already */
export async function openNewStore(folder: string): Promise<ReplayStore> {
  const opened = await openStore(folder, { synced: false });
  if ((await opened.accounts.ids()).length === 0) return opened;
  await opened.close();
  throw new ReplayError(`${folder} has accounts already; name a folder that is not there yet`);
}
