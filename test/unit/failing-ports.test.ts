import { text, totalBalance, type Account } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Envelope } from '../../src/ports/ports.js';

/** A store that can be switched off for writing and for reading. */
class FailingStore extends MemoryAccountStore {
  writes = true;
  reads = true;

  override save(accounts: readonly Account[]): Promise<void> {
    return this.writes ? super.save(accounts) : Promise.reject(new Error('disk full'));
  }

  override load(ids: readonly string[]): Promise<(Account | undefined)[]> {
    return this.reads ? super.load(ids) : Promise.reject(new Error('no connection'));
  }
}

/** A journal that fails the appends whose numbers are named. */
class FlakyJournal extends MemoryJournal {
  readonly failing = new Set<number>();
  appends = 0;

  override append(envelopes: readonly Envelope[]): Promise<void> {
    this.appends += 1;
    if (this.failing.has(this.appends)) return Promise.reject(new Error('disk full'));
    return super.append(envelopes);
  }
}

const perpetual = (id: string): Command => ({
  type: 'listInstrument',
  instrument: {
    id,
    kind: 'linear',
    base: id,
    quote: 'USD',
    margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
  },
});
const mark = (price: string): Command => ({ type: 'mark', marks: { A: price } });
const deposit: Command = { type: 'deposit', account: 'a', asset: 'USD', amount: '15', id: 'd' };
const open: Command = {
  type: 'open',
  account: 'a',
  instrument: 'A',
  side: 'long',
  quantity: '1',
  price: '100',
};
const SETUP: readonly Command[] = [
  { type: 'setConfiguration', configuration: {} },
  perpetual('A'),
  mark('100'),
];

function engineWith(parts: Parameters<typeof partsModule>[0]) {
  return new PlimsollContainer(partsModule({ clock: new FixedClock(), ...parts })).engine();
}

const types = ({ envelopes }: MemoryJournal) => envelopes.map(({ event }) => event.type);

describe('an event sink that fails', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('deaf');
      },
    ],
    ['rejects', () => Promise.reject(new Error('deaf'))],
  ])('and %s is reported and skips nothing', async (_, publish) => {
    const journal = new MemoryJournal();
    const engine = engineWith({ journal, sink: { publish: publish } });
    for (const command of [...SETUP, deposit, open]) {
      expect(await engine.handle(command)).toMatchObject({ ok: true });
    }
    await engine.handle(mark('80'));
    expect(types(journal).slice(-1)).toEqual(['LiquidationEnded']);
    const told = engine.sinkFailures.map(({ message }) => message);
    expect(told.length).toBeGreaterThan(5);
    expect(new Set(told)).toEqual(new Set(['deaf']));
    expect(engine.sinkFailures[0]!.sequence).toBe(1);
  });
});

describe('an account store that fails', () => {
  it('to save undoes nothing: the account is held, read from memory and saved later', async () => {
    const journal = new MemoryJournal();
    const accounts = new FailingStore();
    const engine = engineWith({ journal, accounts });
    for (const command of SETUP) await engine.handle(command);
    accounts.writes = false;
    expect(await engine.handle(deposit)).toMatchObject({ ok: true, repeated: false });
    expect(await engine.handle(deposit)).toMatchObject({ ok: true, repeated: true });
    expect(engine.storeFailure).toMatchObject({ name: 'PortFailure', retryable: true });
    expect(await engine.handle(open)).toMatchObject({ ok: true });
    await engine.handle(mark('80'));
    expect(types(journal).slice(-1)).toEqual(['LiquidationEnded']);
    expect(await engine.accountIds()).toEqual(['a']);
    expect(await accounts.load(['a'])).toEqual([undefined]);
    const hash = await engine.stateHash();

    // Another process rebuilds the same from the tape.
    const next = engineWith({ journal });
    await next.restore();
    expect(await next.stateHash()).toBe(hash);

    // With the next commit the store is up to date again.
    accounts.writes = true;
    await engine.handle({ ...deposit, account: 'b', id: 'e' });
    expect(engine.storeFailure).toBeUndefined();
    const [account] = await accounts.load(['a']);
    expect(text(totalBalance(account!, 'USD'))).toBe(
      text(totalBalance((await engine.account('a'))!, 'USD')),
    );
  });

  it('to load refuses the command as a failure of the port, and nothing has happened', async () => {
    const journal = new MemoryJournal();
    const accounts = new FailingStore();
    const engine = engineWith({ journal, accounts });
    for (const command of SETUP) await engine.handle(command);
    accounts.reads = false;
    const later = { ...deposit, at: '2030-01-01T00:00:00Z' };
    await expect(engine.handle(later)).rejects.toMatchObject({
      name: 'PortFailure',
      port: 'accounts',
      retryable: true,
    });
    expect(types(journal)).not.toContain('CollateralDeposited');
    accounts.reads = true;
    expect(engine.market.now).toBe(0);
    expect(await engine.handle(deposit)).toMatchObject({ ok: true, repeated: false });
  });

  it('is rebuilt from the tape whether it was behind or ahead of it', async () => {
    const journal = new MemoryJournal();
    const accounts = new FailingStore();
    const engine = engineWith({ journal, accounts });
    for (const command of [...SETUP, deposit]) await engine.handle(command);
    const snapshot = await engine.snapshot();
    await engine.handle(open);
    const hash = await engine.stateHash();
    // The store outlives the process; every event is in it already.
    for (const from of [undefined, snapshot]) {
      const next = engineWith({ journal, accounts });
      await next.restore(from);
      expect(await next.stateHash()).toBe(hash);
    }
  });
});

describe('a failure while judging', () => {
  it('leaves the command accepted, and the next step judges what it left', async () => {
    const journal = new FlakyJournal();
    const engine = engineWith({ journal });
    for (const command of [...SETUP, perpetual('B'), deposit, open]) await engine.handle(command);
    journal.failing.add(journal.appends + 2);
    const crash = { ...mark('80'), id: 'crash' };
    await expect(engine.handle(crash)).rejects.toMatchObject({ name: 'PortFailure' });
    expect(types(journal).slice(-1)).toEqual(['MarksAdvanced']);
    expect(await engine.handle(crash)).toMatchObject({ ok: true, repeated: true });
    expect(types(journal).slice(-1)).toEqual(['LiquidationEnded']);
  });

  it('is made good by a step that touches something else', async () => {
    const journal = new FlakyJournal();
    const engine = engineWith({ journal });
    for (const command of [...SETUP, perpetual('B'), deposit, open]) await engine.handle(command);
    journal.failing.add(journal.appends + 2);
    await expect(engine.handle(mark('80'))).rejects.toMatchObject({ name: 'PortFailure' });
    await engine.handle({ type: 'mark', marks: { B: '7' } });
    expect(types(journal).slice(-1)).toEqual(['LiquidationEnded']);
  });
});

describe('a process that died between a mark and its judging', () => {
  const alerts = { measure: 'cover', at: ['2'] } as const;
  // cover = (15 + P - 100) / 0.05 P: 3 at 100, 2.11 at 95, 1.33 at 91.1, 0.66 at 88
  it.each([
    ['an alert', '92', { alerts }, 'MarginAlertRaised'],
    ['a margin call', '92', { liquidation: { call: '2' } }, 'MarginCallIssued'],
    ['a breach', '88', {}, 'LiquidationStarted'],
  ])('loses nothing: %s is told with the first step after it', async (_, price, terms, told) => {
    const journal = new MemoryJournal();
    const engine = engineWith({ journal });
    const configuration: Command = { type: 'setConfiguration', configuration: { engine: terms } };
    const setup = [configuration, perpetual('A'), perpetual('B'), mark('100'), deposit, open];
    for (const command of setup) await engine.handle(command);
    const before = journal.envelopes.length;
    await engine.handle(mark(price));
    expect(types(journal).slice(before, before + 2)).toEqual(['MarksAdvanced', told]);
    const cut = new MemoryJournal();
    cut.envelopes.push(...journal.envelopes.slice(0, before + 1));
    const next = engineWith({ journal: cut });
    await next.restore();
    expect(types(cut)).toHaveLength(before + 1);
    // A refused step triggers nothing, an accepted one of another instrument everything owed.
    await next.handle({ type: 'mark', marks: { C: '1' } });
    expect(types(cut)).toHaveLength(before + 1);
    await next.handle({ type: 'mark', marks: { B: '7' } });
    expect(types(cut).slice(before + 1, before + 3)).toEqual(['MarksAdvanced', told]);
    // It is told once.
    const length = types(cut).length;
    await next.handle({ type: 'mark', marks: { B: '8' } });
    expect(types(cut)).toHaveLength(length + 1);
  });
});
