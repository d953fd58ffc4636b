import { mkdir } from 'node:fs/promises';
import type { Database, RootDatabase } from 'lmdb';
import type { Account } from '../../../domain/index.js';
import { PortFailure } from '../../ports/port-failure.js';
import type { AccountStore } from '../../ports/ports.js';
import { FORMAT, fromLine, idOf, keyOf, toLine } from './account-line.js';
import { bringToDisk, refuseDamaged } from './data-file.js';

/** How a store is opened. */
export interface LmdbOptions {
  /**
   * Whether a save is on the disk when it resolves; default true. Otherwise all of them are once
   * the store is closed: a process that is killed loses nothing then either, but a machine that
   * loses power may leave a damaged store. For a run that is begun anew in such a case.
   */
  readonly synced?: boolean;
}

/**
 * Accounts in an embedded database in a folder (LMDB: memory-mapped, copy on write). A save is one
 * transaction and on the disk when it resolves, so a process that is killed, or a machine that
 * loses power, leaves the accounts of one whole save and the sequence it was whole to. A save takes
 * milliseconds however few accounts it has; put a `CachedAccountStore` before it.
 * @example
 * const { mkdtemp } = await import('node:fs/promises');
 * const store = await LmdbAccountStore.open(await mkdtemp('out/accounts-'));
 * const accounts = new CachedAccountStore(store);
 * const engine = new PlimsollContainer(partsModule({ accounts })).engine();
 * await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '5' });
 * await accounts.flush();
 * (await store.ids()).join(); // => 'alice'
 * await store.close();
 */
export class LmdbAccountStore implements AccountStore {
  private constructor(
    private readonly root: RootDatabase<string, string>,
    private readonly about: Database<string, string>,
    private readonly accounts: Database<string, Uint8Array>,
    /** The folder, where what was saved is still to be brought to the disk. */
    private readonly unsynced: string | undefined,
  ) {}

  /**
   * Opens the store in a folder, which is made if it is not there. One engine at a time may use it.
   * @throws PortFailure when it cannot be opened, is damaged, is no account store, or was written
   *   in a format that this version does not know
   */
  static async open(
    folder: string,
    { synced = true }: LmdbOptions = {},
  ): Promise<LmdbAccountStore> {
    const { open } = await import('lmdb');
    try {
      await mkdir(folder, { recursive: true });
      await refuseDamaged(folder);
      const encoding = 'string' as const;
      const how = { noSubdir: false, encoding, noSync: !synced };
      const root = open<string, string>({ path: folder, ...how });
      try {
        refuseForeign(root);
        const about = root.openDB<string, string>({ name: ABOUT, encoding });
        const binary = { keyEncoding: 'binary' as const, encoding };
        const accounts = root.openDB<string, Uint8Array>({ name: ACCOUNTS, ...binary });
        const format = about.get('format');
        if (format === undefined) about.putSync('format', FORMAT);
        else if (format !== FORMAT) throw otherFormat(format);
        return new LmdbAccountStore(root, about, accounts, synced ? undefined : folder);
      } catch (problem) {
        await root.close();
        throw problem;
      }
    } catch (problem) {
      throw failure(`the store ${folder} cannot be opened`, problem);
    }
  }

  /** @throws PortFailure when the store is closed or a record of it is damaged */
  load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    return settled('the store cannot be read', () => ids.map((id) => this.read(id)));
  }

  /**
   * All of the accounts are saved or none is.
   * @param sequence of the tape that all accounts here are whole to afterwards; 0 when not known
   * @throws PortFailure when the disk is full or the store is closed; it is as it was then
   */
  save(accounts: readonly Account[], sequence = 0): Promise<void> {
    if (accounts.length === 0) return Promise.resolve();
    return settled('the store cannot be written', () => {
      const lines = accounts.map((account) => [keyOf(account.id), toLine(account)] as const);
      this.root.transactionSync(() => {
        for (const [key, line] of lines) this.accounts.putSync(key, line);
        this.about.putSync('whole', String(sequence));
      });
    });
  }

  ids(): Promise<readonly string[]> {
    return settled('the store cannot be read', () => [...this.accounts.getKeys()].map(idOf));
  }

  /** The sequence of the tape that the accounts are whole to; 0 when nobody told. */
  whole(): Promise<number> {
    return settled('the store cannot be read', () => Number(this.about.get('whole') ?? 0));
  }

  /** Forgets every account, so that they are rebuilt from the tape. */
  clear(): Promise<void> {
    return settled('the store cannot be written', () => {
      this.root.transactionSync(() => {
        this.accounts.clearSync();
        this.about.putSync('whole', '0');
      });
    });
  }

  /** Lets go of the folder; whatever is asked afterwards is refused. */
  async close(): Promise<void> {
    await this.root.close();
    if (this.unsynced !== undefined) await bringToDisk(this.unsynced);
  }

  private read(id: string): Account | undefined {
    if (id.length === 0 || id.length > LONGEST) return undefined;
    const line = this.accounts.get(keyOf(id));
    return line === undefined ? undefined : fromLine(id, line);
  }
}

const ABOUT = 'about';
const ACCOUNTS = 'accounts';
/** The database has no keys of more than 1978 bytes; the engine takes no id of more than 128. */
const LONGEST = 989;

/** @throws PortFailure for a database that somebody else keeps something in */
function refuseForeign(root: RootDatabase<string, string>): void {
  const names = [...root.getKeys()];
  if (names.length === 0 || names.includes(ABOUT)) return;
  throw new PortFailure('accounts', 'the database is no account store', false);
}

function otherFormat(format: string): PortFailure {
  const message = `the store is of format ${format}, this version reads ${FORMAT}`;
  return new PortFailure('accounts', message, false);
}

function settled<T>(what: string, work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (problem) {
    return Promise.reject(failure(what, problem));
  }
}

/** A full disk may have room again; nothing else that goes wrong here mends itself. */
function failure(what: string, problem: unknown): PortFailure {
  if (problem instanceof PortFailure) return problem;
  const { message = '', code } = problem as { message?: string; code?: string | number };
  return new PortFailure('accounts', `${what}: ${message}`, FULL.has(String(code)), problem);
}

/** ENOSPC, EDQUOT, EFBIG, EIO as a number or by name, and MDB_MAP_FULL. */
const FULL: ReadonlySet<string> = new Set(['28', '122', '27', '5', '-30792', 'ENOSPC', 'EDQUOT']);
