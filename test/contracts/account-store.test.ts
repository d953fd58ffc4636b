import { Dec, canonicalJson, newAccount, type Account } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { type MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { AccountStore } from '../../src/ports/ports.js';
import { busyWorld, busyWorldOver } from '../support/busy-world.js';
import { STORES, type TriedStore } from '../support/stores.js';

/** An account with this much in its wallet, at this version. */
function holder(id: string, amount: string, version = 1): Account {
  const wallets = new Map([['USD', new Map([['spot' as const, new Dec(amount)]])]]);
  return { ...newAccount(id), wallets, version };
}

const written = (accounts: readonly (Account | undefined)[]): (string | null)[] =>
  accounts.map((account) => (account === undefined ? null : canonicalJson(account)));

function engineOver(accounts: AccountStore, journal: MemoryJournal) {
  const parts = partsModule({ accounts, journal, clock: new FixedClock() });
  return new PlimsollContainer(parts).engine();
}

/** What the engine relies on, whatever store it is given. */
describe.each(STORES)('%s', (_, build) => {
  let tried: TriedStore;

  beforeEach(async () => {
    tried = await build();
  });
  afterEach(() => tried.end());

  it('is empty at first', async () => {
    const { store } = tried;
    expect(await store.ids()).toEqual([]);
    expect(await store.load(['a'])).toEqual([undefined]);
    expect(await store.load([])).toEqual([]);
    expect((await store.whole?.()) ?? 0).toBe(0);
  });

  it('loads in the order asked, and undefined for what it does not know', async () => {
    const { store } = tried;
    const [a, b, c] = ['a', 'b', 'c'].map((id, index) => holder(id, `1.${index}`));
    await store.save([c!, a!, b!]);
    const asked = ['b', 'x', 'a', 'c', 'b', ''];
    const expected = [b, undefined, a, c, b, undefined];
    expect(written(await store.load(asked))).toEqual(written(expected));
  });

  it('has the last of what was saved of an account', async () => {
    const { store } = tried;
    for (let version = 1; version <= 9; version += 1) {
      await store.save([holder('a', String(version), version), holder(`b${version}`, '1')]);
    }
    expect(written(await store.load(['a']))).toEqual(written([holder('a', '9', 9)]));
    expect(await store.ids()).toHaveLength(10);
  });

  it('lists ids in the order of their UTF-16 code units', async () => {
    const { store } = tried;
    // By code points, or by bytes of UTF-8, the face would come after the wide letter.
    const ids = ['a-10', 'a-2', 'a', 'B', 'é', '\u{1F600}', '\uFF5A', 'z', ' ', '\uD800', 'ab'];
    const sorted = [...ids].sort((a, b) => (a < b ? -1 : 1));
    expect(sorted.indexOf('\u{1F600}')).toBeLessThan(sorted.indexOf('\uFF5A'));
    for (const id of ids) await store.save([holder(id, '1')]);
    expect(await store.ids()).toEqual(sorted);
    expect((await store.load(sorted)).map((account) => account?.id)).toEqual(sorted);
  });

  it('takes ids as long as the engine does', async () => {
    const { store } = tried;
    const ids = ['\uFFFD'.repeat(128), 'i'.repeat(128), 'i'.repeat(127)].sort();
    await store.save(ids.map((id) => holder(id, '1')));
    expect(await store.ids()).toEqual(ids);
    expect((await store.load(ids)).map((account) => account?.id)).toEqual(ids);
  });

  it('keeps every digit, and everything an account can have', async () => {
    const { store } = tried;
    const exact = `${'9'.repeat(18)}.${'123456789'.repeat(30)}`;
    const world = await busyWorld();
    const ids = await world.store.ids();
    const accounts = (await world.store.load(ids)).map((account) => account!);
    accounts.push(holder('exact', exact), holder('minus', `-0.${'0'.repeat(29)}1`));
    await store.save(accounts);
    const loaded = await store.load(accounts.map(({ id }) => id));
    expect(written(loaded)).toEqual(written(accounts));
    expect(loaded.at(-2)!.wallets.get('USD')!.get('spot')!.toFixed()).toBe(exact);
  });

  it('is not changed by what becomes of lists that it was given or gave', async () => {
    const { store } = tried;
    const accounts = [holder('a', '1'), holder('b', '2')];
    await store.save(accounts);
    accounts.length = 0;
    const loaded = await store.load(['a', 'b']);
    const ids = (await store.ids()) as string[];
    ids.length = 0;
    await store.save([holder('a', '3', 2)]);
    expect(written(loaded)).toEqual(written([holder('a', '1'), holder('b', '2')]));
    expect(written(await store.load(['a']))).toEqual(written([holder('a', '3', 2)]));
    expect(await store.ids()).toEqual(['a', 'b']);
  });

  it('saves all of the accounts or none', async () => {
    const { store } = tried;
    const before = ['a', 'b', 'c', 'd'].map((id) => holder(id, '1'));
    await store.save(before, 4);
    const poison = Object.defineProperty({ ...holder('c', '2', 2) }, 'wallets', {
      enumerable: true,
      get: () => {
        throw new Error('poison');
      },
    });
    const after = [holder('a', '2', 2), holder('b', '2', 2), poison, holder('d', '2', 2)];
    const refused = await store.save(after, 9).then(
      () => false,
      () => true,
    );
    if (!refused) return;
    expect(written(await store.load(['a', 'b', 'c', 'd']))).toEqual(written(before));
    expect(await store.whole?.()).toBeLessThanOrEqual(4);
    await store.save([holder('a', '3', 3), holder('e', '1')], 10);
    expect(written(await store.load(['a', 'b']))).toEqual(
      written([holder('a', '3', 3), before[1]]),
    );
  });

  it('answers loads that are asked at once, and saves between them, each whole', async () => {
    const { store } = tried;
    const ids = Array.from({ length: 40 }, (__, index) => `a${index}`);
    await store.save(ids.map((id) => holder(id, '1')));
    const loads: Promise<(Account | undefined)[]>[] = [];
    for (let version = 2; version < 12; version += 1) {
      loads.push(store.load(ids), store.load([...ids].reverse()));
      await store.save(
        ids.map((id) => holder(id, String(version), version)),
        version,
      );
    }
    for (const loaded of await Promise.all(loads)) {
      expect(new Set(loaded.map((account) => account?.version)).size).toBe(1);
    }
    expect(new Set((await store.load(ids)).map((account) => account?.version))).toEqual(
      new Set([11]),
    );
  });

  it('holds many accounts', async () => {
    const { store } = tried;
    const ids = Array.from({ length: 3000 }, (__, index) => `a${String(index).padStart(5, '0')}`);
    for (let start = 0; start < ids.length; start += 500) {
      await store.save(ids.slice(start, start + 500).map((id) => holder(id, `1.${id.slice(1)}`)));
    }
    expect(await store.ids()).toEqual(ids);
    const asked = ids.filter((__, index) => index % 7 === 0);
    const loaded = await store.load(asked);
    expect(written(loaded)).toEqual(written(asked.map((id) => holder(id, `1.${id.slice(1)}`))));
  });

  it('lets the engine do the same as any other', async () => {
    const reference = await busyWorld();
    const world = await busyWorldOver(tried.store);
    expect(await world.engine.stateHash()).toBe(await reference.engine.stateHash());
    expect(world.journal.envelopes).toEqual(reference.journal.envelopes);
    expect(await world.engine.snapshot()).toEqual(await reference.engine.snapshot());
  });

  it('that fails is left behind by the tape, and caught up with later', async () => {
    const { store } = tried;
    const off = { reads: false, writes: false };
    const failing: AccountStore = {
      ids: () => store.ids(),
      load: (ids) => (off.reads ? Promise.reject(new Error('no connection')) : store.load(ids)),
      save: (accounts, sequence) =>
        off.writes ? Promise.reject(new Error('disk full')) : store.save(accounts, sequence),
      ...(store.whole && { whole: () => store.whole!() }),
    };
    const { engine, journal } = await busyWorldOver(failing);
    const deposit = (account: string) =>
      engine.handle({ type: 'deposit', account, asset: 'USD', amount: '1' });
    off.writes = true;
    for (const account of ['carol', 'zoe', 'bob', 'yan']) {
      expect(await deposit(account)).toMatchObject({ ok: true });
    }
    expect(engine.storeFailure).toMatchObject({ name: 'PortFailure', retryable: true });
    const hash = await engine.stateHash();
    off.reads = true;
    const length = journal.envelopes.length;
    await expect(deposit('xenia')).rejects.toMatchObject({ name: 'PortFailure' });
    expect(journal.envelopes).toHaveLength(length);
    off.reads = false;
    expect(await engine.stateHash()).toBe(hash);
    off.writes = false;
    await deposit('wim');
    expect(engine.storeFailure).toBeUndefined();
    const ids = await engine.accountIds();
    expect(ids.filter((id) => 'wxyz'.includes(id[0]!))).toEqual(['wim', 'yan', 'zoe']);
    const kept = await Promise.all(ids.map((id) => engine.account(id)));
    expect(written(await store.load(ids))).toEqual(written(kept));
    const last = await engine.stateHash();
    if (tried.reopen !== undefined) tried = await tried.reopen();
    const again = engineOver(tried.store, journal);
    await again.restore();
    expect(await again.stateHash()).toBe(last);
  });

  it('is what it was when it is opened again, and whole to the same sequence', async () => {
    const { reopen } = tried;
    if (reopen === undefined) return;
    const world = await busyWorldOver(tried.store);
    const ids = await tried.store.ids();
    const before = written(await tried.store.load(ids));
    tried = await reopen();
    expect(await tried.store.ids()).toEqual(ids);
    expect(written(await tried.store.load(ids))).toEqual(before);
    const whole = (await tried.store.whole?.()) ?? 0;
    expect(whole).toBeGreaterThan(10);
    expect(whole).toBeLessThanOrEqual(world.journal.envelopes.length);
  });

  it('and the tape give the state back, whatever of it the store had', async () => {
    const world = await busyWorldOver(tried.store);
    const { engine, journal } = world;
    const early = await engine.snapshot('stored');
    await engine.handle({ type: 'deposit', account: 'zoe', asset: 'USD', amount: '50' });
    await engine.handle({ type: 'mark', marks: { 'ETH-PERP': '95' } });
    const late = await engine.snapshot('stored');
    const hash = await engine.stateHash();
    for (const snapshot of [undefined, early, late, undefined, early, late]) {
      // Another engine in the same process, and one that comes after it.
      if (snapshot === late && tried.reopen !== undefined) tried = await tried.reopen();
      const again = engineOver(tried.store, journal);
      const places: number[] = [];
      const watched: string[] = [];
      await again.restore(structuredClone(snapshot), {
        read: (sequence) => places.push(sequence),
        watched: (done, all) => watched.push(`${done}/${all}`),
      });
      expect(await again.stateHash()).toBe(hash);
      expect(watched).toEqual(['5/5']);
      if (snapshot === undefined) expect(places.at(-1)).toBe(journal.envelopes.length);
    }
  });
});
