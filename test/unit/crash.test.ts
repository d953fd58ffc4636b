import { totalBalance, text, type CloseOutRequest } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Envelope, Venue, VenueAnswer } from '../../src/ports/ports.js';

/** A venue that outlives the engine's process and counts what it really filled. */
class LastingVenue implements Venue {
  readonly filled: string[] = [];
  private readonly answers = new Map<string, VenueAnswer>();

  constructor(private readonly dieAfter: number) {}

  close({ order, position, quantity }: CloseOutRequest): Promise<VenueAnswer> {
    const known = this.answers.get(order);
    if (known !== undefined) return Promise.resolve(known);
    this.filled.push(position);
    const answer = { executions: [{ quantity: quantity.toFixed(), price: '80' }] };
    this.answers.set(order, answer);
    // The order is filled, and the process dies before the answer arrives.
    if (this.filled.length === this.dieAfter) return Promise.reject(new Error('killed'));
    return Promise.resolve(answer);
  }
}

/** A journal whose process dies at one of its appends. */
class MortalJournal extends MemoryJournal {
  private appends = 0;

  constructor(private readonly dieAt: number) {
    super();
  }

  override append(envelopes: readonly Envelope[]): Promise<void> {
    this.appends += 1;
    if (this.appends >= this.dieAt) return Promise.reject(new Error('killed'));
    return super.append(envelopes);
  }
}

const NAMES = ['A', 'B', 'C', 'D', 'E'];

const SETUP: readonly Command[] = [
  { type: 'setConfiguration', configuration: { engine: { insuranceFund: { USD: '1000' } } } },
  ...NAMES.map((base): Command => ({
    type: 'listInstrument',
    instrument: {
      id: base,
      kind: 'linear',
      base,
      quote: 'USD',
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    },
  })),
  { type: 'mark', marks: Object.fromEntries(NAMES.map((name) => [name, '100'])) },
  { type: 'deposit', account: 'a', asset: 'USD', amount: '60' },
  ...NAMES.map((instrument, index): Command => ({
    type: 'open',
    account: 'a',
    instrument,
    side: 'long',
    quantity: String(1 + index / 10),
    price: '100',
  })),
];

const CRASH: Command = {
  type: 'mark',
  marks: Object.fromEntries(NAMES.map((name) => [name, '81'])),
};

function engineOn(journal: MemoryJournal, venue: Venue) {
  return new PlimsollContainer(partsModule({ journal, venue, clock: new FixedClock() })).engine();
}

async function uninterrupted() {
  const journal = new MemoryJournal();
  const venue = new LastingVenue(Infinity);
  const engine = engineOn(journal, venue);
  for (const command of [...SETUP, CRASH]) await engine.handle(command);
  const account = (await engine.account('a'))!;
  return { journal, venue, wallet: text(totalBalance(account, 'USD')) };
}

/** Restores an engine from what reached the tape and lets it work on until nothing is open. */
async function afterwards(envelopes: readonly Envelope[], venue: LastingVenue) {
  const journal = new MemoryJournal();
  journal.envelopes.push(...envelopes);
  const engine = engineOn(journal, venue);
  await engine.restore();
  await engine.handle({ type: 'retry' });
  const marks = journal.envelopes.filter(({ event }) => event.type === 'MarksAdvanced');
  if (marks.length < 2) await engine.handle(CRASH);
  return { engine, journal };
}

describe('a liquidation of five positions', () => {
  it('closes all five when nothing goes wrong', async () => {
    const { venue, wallet } = await uninterrupted();
    expect(venue.filled).toEqual(['E', 'D', 'C', 'B', 'A']);
    // 60 - 20 x (1 + 1.1 + 1.2 + 1.3 + 1.4) = -60, paid by the fund
    expect(wallet).toBe('0');
  });

  it('closes nothing twice when the process dies between request and answer', async () => {
    for (let fill = 1; fill <= 5; fill += 1) {
      const { wallet } = await uninterrupted();
      const journal = new MemoryJournal();
      const venue = new LastingVenue(fill);
      const engine = engineOn(journal, venue);
      for (const command of [...SETUP, CRASH]) await engine.handle(command);
      expect(venue.filled).toHaveLength(fill);
      const pending = (await engine.account('a'))!.pools.get('cross')!.liquidation?.pending;
      expect(pending?.position).toBe(NAMES[5 - fill]);
      const { engine: next } = await afterwards(journal.envelopes, venue);
      expect(venue.filled).toEqual(['E', 'D', 'C', 'B', 'A']);
      const account = (await next.account('a'))!;
      expect(account.pools.get('cross')!.positions.size).toBe(0);
      expect(text(totalBalance(account, 'USD'))).toBe(wallet);
    }
  });

  it('resumes wherever an append was the last thing that did not happen', async () => {
    const { journal: whole, wallet } = await uninterrupted();
    const appends = whole.envelopes.length;
    let interrupted = 0;
    for (let dieAt = SETUP.length + 1; dieAt <= appends + 1; dieAt += 1) {
      const journal = new MortalJournal(dieAt);
      const venue = new LastingVenue(Infinity);
      const engine = engineOn(journal, venue);
      let died = false;
      for (const command of [...SETUP, CRASH]) {
        await engine.handle(command).catch(() => {
          died = true;
        });
        if (died) break;
      }
      if (!died) continue;
      interrupted += 1;
      const { engine: next, journal: tape } = await afterwards(journal.envelopes, venue);
      expect(venue.filled).toEqual(['E', 'D', 'C', 'B', 'A']);
      const closed = tape.envelopes.filter(({ event }) => event.type === 'PositionClosed');
      expect(closed).toHaveLength(5);
      expect(text(totalBalance((await next.account('a'))!, 'USD'))).toBe(wallet);
    }
    expect(interrupted).toBeGreaterThanOrEqual(10);
  });

  it('leaves nothing of a command behind whose append failed', async () => {
    const journal = new MortalJournal(9);
    const engine = engineOn(journal, new LastingVenue(Infinity));
    for (const command of SETUP.slice(0, 8)) await engine.handle(command);
    const before = await engine.stateHash();
    const deposit: Command = { type: 'deposit', account: 'b', asset: 'USD', amount: '5', id: 'd' };
    await expect(engine.handle(deposit)).rejects.toMatchObject({
      name: 'PortFailure',
      retryable: true,
    });
    expect(await engine.stateHash()).toBe(before);
    expect(await engine.account('b')).toBeUndefined();
  });

  it('imports all or nothing when the append fails', async () => {
    const journal = new MortalJournal(8);
    const engine = engineOn(journal, new LastingVenue(Infinity));
    for (const command of SETUP.slice(0, 7)) await engine.handle(command);
    const before = await engine.stateHash();
    const members: Command[] = ['x', 'y'].flatMap((account): Command[] => [
      { type: 'deposit', account, asset: 'USD', amount: '100', id: `d-${account}` },
      {
        type: 'book',
        account,
        instrument: 'A',
        side: 'long',
        quantity: '1',
        entry: '90',
        mode: 'cross',
      },
    ]);
    await expect(engine.import(members)).rejects.toMatchObject({ name: 'PortFailure' });
    expect(await engine.stateHash()).toBe(before);
    expect(await engine.accountIds()).toEqual([]);
  });

  it('imports judge once, and a refused member refuses only itself', async () => {
    const journal = new MemoryJournal();
    const engine = engineOn(journal, new LastingVenue(Infinity));
    for (const command of SETUP.slice(0, 7)) await engine.handle(command);
    const position = { type: 'book', account: 'x', instrument: 'A', side: 'long' } as const;
    const answers = await engine.import([
      { ...position, quantity: '1', entry: '120', mode: 'cross', id: 'p' },
      { type: 'deposit', account: 'x', asset: 'USD', amount: '100', id: 'p' },
      { type: 'deposit', account: 'x', asset: 'USD', amount: '100' },
      { type: 'mark', marks: { A: '1' } },
    ]);
    expect(answers.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual([
      'ok',
      'command.conflict',
      'ok',
      'input.invalid',
    ]);
    // Judged before its deposit, the loss of 20 would have been liquidated.
    expect((await engine.account('x'))!.pools.get('cross')!.positions.size).toBe(1);
  });
});
