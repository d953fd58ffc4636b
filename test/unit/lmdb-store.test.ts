import { execFile } from 'node:child_process';
import { open as openFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open } from 'lmdb';
import { Dec, newAccount, type Account } from '../../domain/index.js';
import { LmdbAccountStore } from '../../src/adapters/lmdb/lmdb-account-store.js';
import { repositoryRoot } from '../support/shared-material.js';
import { newFolder } from '../support/stores.js';

const execute = promisify(execFile);

function holder(id: string, amount: string): Account {
  const wallets = new Map([['USD', new Map([['spot' as const, new Dec(amount)]])]]);
  return { ...newAccount(id), wallets, version: 1 };
}

describe('an account store in an embedded database', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function filled(accounts = 500): Promise<string> {
    const store = await LmdbAccountStore.open(folder);
    const all = Array.from({ length: accounts }, (_, index) => holder(`a${index}`, '4321.5'));
    await store.save(all, 17);
    await store.close();
    return join(folder, 'data.mdb');
  }

  it('makes the folder it is opened in', async () => {
    const store = await LmdbAccountStore.open(join(folder, 'deep', 'accounts.v1'));
    await store.save([holder('a', '1')], 3);
    await store.close();
    const again = await LmdbAccountStore.open(join(folder, 'deep', 'accounts.v1'));
    expect(await again.whole()).toBe(3);
    await again.close();
  });

  it('that does not wait for the disk has all of it once it is closed', async () => {
    const store = await LmdbAccountStore.open(folder, { synced: false });
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      await store.save([holder('a', String(sequence)), holder(`b${sequence}`, '1')], sequence);
    }
    await store.close();
    const again = await LmdbAccountStore.open(folder);
    expect(await again.whole()).toBe(20);
    expect((await again.ids()).length).toBe(21);
    expect((await again.load(['a']))[0]?.wallets.get('USD')?.get('spot')).toEqual(new Dec('20'));
    await again.close();
  });

  it('forgets what it had, and what that was whole to', async () => {
    await filled();
    const store = await LmdbAccountStore.open(folder);
    await store.clear();
    expect(await store.ids()).toEqual([]);
    expect(await store.whole()).toBe(0);
    await store.close();
  });

  it('refuses everything once it is closed, and says so', async () => {
    const store = await LmdbAccountStore.open(folder);
    await store.save([holder('a', '1')], 3);
    await store.close();
    const refused = { name: 'PortFailure', port: 'accounts', retryable: false };
    await expect(store.load(['a'])).rejects.toMatchObject(refused);
    await expect(store.save([holder('a', '2')], 4)).rejects.toMatchObject(refused);
    await expect(store.ids()).rejects.toMatchObject(refused);
    await expect(store.whole()).rejects.toMatchObject(refused);
    await expect(store.save([holder('a', '2')], 4)).rejects.toThrow(/closed/i);
  });

  it('refuses a format that this version does not know', async () => {
    await filled(1);
    const root = open<string, string>({ path: folder, noSubdir: false, encoding: 'string' });
    root.openDB<string, string>({ name: 'about', encoding: 'string' }).putSync('format', '2');
    await root.close();
    await expect(LmdbAccountStore.open(folder)).rejects.toMatchObject({
      name: 'PortFailure',
      retryable: false,
      message: 'accounts: the store is of format 2, this version reads 1',
    });
  });

  it('refuses a database of somebody else, and leaves it as it is', async () => {
    const root = open<string, string>({ path: folder, noSubdir: false, encoding: 'string' });
    root.putSync('key', 'value');
    await root.close();
    const before = await readFile(join(folder, 'data.mdb'));
    await expect(LmdbAccountStore.open(folder)).rejects.toThrow('the database is no account store');
    expect((await readFile(join(folder, 'data.mdb'))).equals(before)).toBe(true);
  });

  it.each([
    ['hello', /it is no database/],
    ['\0'.repeat(100_000), /it is no database/],
    ['x'.repeat(100_000), /it is no database/],
  ])('refuses a file that is no database (%#)', async (content, message) => {
    await writeFile(join(folder, 'data.mdb'), content);
    const refused = LmdbAccountStore.open(folder);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ name: 'PortFailure', retryable: false });
  });

  it('refuses a file that was cut off, wherever', async () => {
    const file = await filled(2000);
    const { size } = await stat(file);
    for (const kept of [size - 4096, Math.floor(size / 2), 9000, 5000, 100]) {
      await truncate(file, kept);
      await expect(LmdbAccountStore.open(folder)).rejects.toThrow(/cut off|no database/);
    }
  });

  it('starts anew in a file that was never written', async () => {
    await writeFile(join(folder, 'data.mdb'), '');
    const store = await LmdbAccountStore.open(folder);
    expect(await store.ids()).toEqual([]);
    await store.close();
  });

  it('never gives out an account of which a digit was altered', async () => {
    const file = await filled(1);
    const bytes = await readFile(file);
    const at = bytes.indexOf('4321.5');
    expect(at).toBeGreaterThan(0);
    const handle = await openFile(file, 'r+');
    await handle.write('9', at);
    await handle.close();
    const store = await LmdbAccountStore.open(folder);
    const load = store.load(['a0']);
    await expect(load).rejects.toThrow('the record of a0 is damaged');
    await expect(load).rejects.toMatchObject({ name: 'PortFailure', retryable: false });
    await store.close();
  });

  it('on a full disk keeps what it had, fails for now, and goes on when there is room', async () => {
    // A limit on the size of files does to a process what a full disk does to all of them.
    const script = join(repositoryRoot, 'test/support/full-disk-child.ts');
    const node = `${process.execPath} --no-warnings --import ./scripts/ts-node.mjs`;
    const limited = `ulimit -f 3000; exec ${node} ${script} ${folder}`;
    const { stdout } = await execute('bash', ['-c', limited], { cwd: repositoryRoot });
    const told = JSON.parse(stdout) as Record<string, unknown>;
    expect(told).toMatchObject({ name: 'PortFailure', retryable: true, small: 'saved' });
    expect(told.saves).toBeGreaterThan(0);
    expect(told.accounts).toBe(Number(told.saves) * 500);
    expect(told.whole).toBe(told.saves);
  });
});
