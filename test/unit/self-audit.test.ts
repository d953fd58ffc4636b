import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvariantViolation, contextOf, instantAt, type Account } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { overlooked } from '../../src/application/overlooked.js';
import { reproduce } from '../../src/application/reproduce.js';
import { WatchMiss } from '../../src/application/watch-miss.js';
import { PlimsollContainer, partsModule, type Parts } from '../../src/di/index.js';
import type { Envelope, VenueAnswer } from '../../src/ports/ports.js';
import { tellMisses } from '../../src/replay/tell-misses.js';
import { LineBook } from '../../src/watch/line-book.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { BlindWatch } from '../support/blind-watch.js';
import { RecordingMetrics } from '../support/recording-metrics.js';
import { BuggyJournal, worldOf } from '../support/world.js';

const deposit = (account: string, amount = '150'): Command => ({
  type: 'deposit',
  account,
  asset: 'USD',
  amount,
});
const open = (account: string, quantity = '10'): Command => ({
  type: 'open',
  account,
  instrument: 'ETH-PERP',
  side: 'long',
  quantity,
  price: '100',
});
const mark = (price: string): Command => ({ type: 'mark', marks: { 'ETH-PERP': price } });

/** Alice, bob and carol hold 10 ETH each, bought at 100 with 150 USD. */
async function world(parts: Parts = {}, journal = new MemoryJournal()) {
  const metrics = new RecordingMetrics();
  const made = await worldOf({}, { seed: 1 }, journal, { metrics, ...parts });
  for (const id of ['carol', 'alice', 'bob']) {
    await made.engine.handleTogether([deposit(id), open(id)]);
  }
  const counted = (name: string) => metrics.total(`plimsoll_${name}`);
  return { ...made, counted };
}

const missOf = async (audit: Promise<unknown>): Promise<WatchMiss> => {
  const problem = await audit.catch((error: unknown) => error);
  if (problem instanceof WatchMiss) return problem;
  throw new Error(`no miss but ${String(problem)}`);
};

const typesSince = ({ envelopes }: MemoryJournal, from: number): string[] =>
  envelopes.slice(from).map(({ event }) => event.type);

describe('an account that the watch left out', () => {
  it('is named with its figures, and judged by the time it is told', async () => {
    const { engine, journal, counted } = await world({ watch: new BlindWatch(['bob']) });
    await engine.handle(mark('87'));
    const sequence = journal.envelopes.length;
    const problem = await missOf(engine.audit());
    // 150 - 10 x 13 = 20 of equity; 5 % of 870 is 43.5.
    expect(problem.misses).toMatchObject([
      {
        account: 'bob',
        pools: [
          {
            pool: 'cross',
            equity: '20',
            maintenance: '43.5',
            positions: [{ instrument: 'ETH-PERP', side: 'long', quantity: '10' }],
          },
        ],
        events: [],
        due: ['cross'],
        prices: { 'mark:ETH-PERP': '87' },
        sequence,
        at: '1970-01-01T00:00:00.000Z',
      },
    ]);
    expect(problem).toMatchObject({
      rule: 'I-6',
      message: `I-6: bob was left unjudged at event ${sequence} (cross is due)`,
      figures: {
        account: 'bob',
        'mark:ETH-PERP': '87',
        'cross.equity': '20',
        'cross.maintenance': '43.5',
      },
      report: { audited: 3, endsRound: true, overdue: [], putOff: 0 },
    });
    expect(typesSince(journal, sequence)).toEqual([
      'LiquidationStarted',
      'CloseOutRequested',
      'PositionClosed',
      'LiquidationEnded',
    ]);
    expect(counted('audit_misses_total')).toBe(1);
    expect(await engine.audit()).toMatchObject({ audited: 3, overdue: [] });
  });

  it('is told with the others of the step', async () => {
    const { engine } = await world({ watch: new BlindWatch(['alice', 'bob', 'carol']) });
    await engine.handle(mark('87'));
    const { misses, message } = await missOf(engine.audit());
    expect(misses.map(({ account }) => account)).toEqual(['alice', 'bob', 'carol']);
    expect(message).toMatch(/^I-6: alice was left unjudged .*, and so were 2 more$/);
  });

  it('is found again from its reproduction, and by no sound watch', async () => {
    const { engine } = await world({ watch: new BlindWatch(['bob']) });
    await engine.handleTogether([mark('99'), { type: 'mark', marks: { 'BTC-PERP': '1001' } }]);
    await engine.handle(mark('87'));
    const [miss] = (await missOf(engine.audit())).misses;
    const { reproduction } = JSON.parse(JSON.stringify(miss)) as typeof miss & object;
    const ofEth = reproduction!.commands.map((command) =>
      command.type === 'mark' ? command.marks : command,
    );
    // What others traded is followed by nobody; of prices, those of BTC concern nobody.
    expect(ofEth.filter((marks) => marks !== undefined)).toEqual([
      { 'ETH-PERP': '99' },
      { 'ETH-PERP': '87' },
    ]);
    expect(reproduction!.snapshot.body.accounts!.map(({ id }) => id)).toEqual(['bob']);
    const engineOf = (parts: Parts) => new PlimsollContainer(partsModule(parts)).engine();
    const again = await reproduce(engineOf({ watch: new BlindWatch(['bob']) }), reproduction!);
    expect(again).toMatchObject({ account: 'bob', pools: miss!.pools, due: ['cross'] });
    expect(await reproduce(engineOf({}), reproduction!)).toBeUndefined();
  });

  it('of a replay stands in a file where the run was to go', async () => {
    const { engine } = await world({ watch: new BlindWatch(['bob']) });
    await engine.handle(mark('87'));
    const problem = await missOf(engine.audit());
    const out = mkdtempSync(join(tmpdir(), 'plimsoll-'));
    try {
      await tellMisses(new Error('another one'), out);
      expect(readdirSync(out)).toEqual([]);
      await tellMisses(problem, out);
      const written = readFileSync(join(out, 'misses.json'), 'utf8');
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(problem.misses)));
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  it('has no reproduction where the tape begins later', async () => {
    const first = await world();
    const snapshot = await first.engine.snapshot();
    class LaterJournal extends MemoryJournal {
      override async *read(from = 1): AsyncIterable<Envelope> {
        for (const one of this.envelopes) if (one.sequence >= from) yield one;
      }
    }
    const parts = { journal: new LaterJournal(), watch: new BlindWatch(['bob']) };
    const clock = new FixedClock();
    const engine = new PlimsollContainer(partsModule({ ...parts, clock })).engine();
    await engine.restore(snapshot);
    await engine.handle({ type: 'retry' });
    await engine.handle(mark('87'));
    const [miss] = (await missOf(engine.audit())).misses;
    expect(miss!.account).toBe('bob');
    expect(miss!.reproduction).toBeUndefined();
  });

  it('is told though the tape cannot be read, and why it has no reproduction', async () => {
    class UnreadableJournal extends MemoryJournal {
      override async *read(): AsyncIterable<Envelope> {
        yield await Promise.reject(new Error('unreadable'));
      }
    }
    const journal = new UnreadableJournal();
    const { engine } = await world({ watch: new BlindWatch(['bob']), journal }, journal);
    await engine.handle(mark('87'));
    const { misses, cause } = await missOf(engine.audit());
    expect(misses).toMatchObject([{ account: 'bob', due: ['cross'] }]);
    expect(misses[0]!.reproduction).toBeUndefined();
    expect(cause).toEqual(new Error('unreadable'));
  });

  it('is told without figures where a bug lets nobody measure it, and halted', async () => {
    const journal = new BuggyJournal();
    const { engine, state } = await world({ journal }, journal);
    const sound = state.instruments.get('ETH-PERP')!;
    const broken = {
      ...sound.margin,
      get maintenance(): never {
        throw new InvariantViolation('I-X', 'a planted bug');
      },
    };
    state.instruments.set('ETH-PERP', { ...sound, margin: broken });
    const { misses } = await missOf(engine.audit({ accounts: 1 }));
    expect(misses).toMatchObject([{ account: 'alice', pools: [], events: ['AccountHalted'] }]);
    expect((await engine.account('alice'))!.halted).toMatchObject({ rule: 'I-X' });
  });

  it('is owed where judging it fails, which is told with it', async () => {
    class FailingJournal extends MemoryJournal {
      full = false;

      override append(envelopes: readonly Envelope[]): Promise<void> {
        return this.full ? Promise.reject(new Error('disk full')) : super.append(envelopes);
      }
    }
    const journal = new FailingJournal();
    const { engine } = await world({ watch: new BlindWatch(['bob']), journal }, journal);
    await engine.handle(mark('87'));
    journal.full = true;
    const problem = await missOf(engine.audit());
    expect(problem.cause).toMatchObject({ name: 'PortFailure', retryable: true });
    journal.full = false;
    // Owed, it is judged with the next step, and no longer the audit's.
    expect(await engine.audit()).toMatchObject({ audited: 2 });
    await engine.handle(deposit('dave'));
    expect((await engine.account('bob'))!.pools.get('cross')!.positions.size).toBe(0);
  });
});

describe('a step of the audit', () => {
  /** Says which accounts were loaded, and how often all ids were asked for. */
  class CountingStore extends MemoryAccountStore {
    loads: (readonly string[])[] = [];
    listings = 0;

    override load(ids: readonly string[]): Promise<(Account | undefined)[]> {
      this.loads.push(ids);
      return super.load(ids);
    }

    override ids(): Promise<readonly string[]> {
      this.listings += 1;
      return super.ids();
    }
  }

  it('takes the next accounts in the order of their ids, and no more than it is told', async () => {
    const accounts = new CountingStore();
    const { engine, counted } = await world({ accounts });
    accounts.loads = [];
    accounts.listings = 0;
    expect(await engine.audit({ accounts: 2 })).toMatchObject({ audited: 2, endsRound: false });
    expect(accounts.loads).toEqual([['alice', 'bob']]);
    await engine.handleTogether([deposit('dave'), deposit('aaron')]);
    accounts.loads = [];
    // Who came meanwhile is of the next round, of which all ids are asked once more.
    expect(await engine.audit({ accounts: 2 })).toMatchObject({ audited: 1, endsRound: true });
    expect(accounts.listings).toBe(1);
    expect(await engine.audit({ accounts: 9 })).toMatchObject({ audited: 5, endsRound: true });
    expect(accounts.loads).toEqual([['carol'], ['aaron', 'alice', 'bob', 'carol', 'dave']]);
    expect(accounts.listings).toBe(2);
    expect(counted('audited_accounts_total')).toBe(8);
    expect(counted('audit_rounds_total')).toBe(2);
  });

  it('takes those first of whom the watch is not certain, if it is asked to', async () => {
    class UncertainWatch extends NaiveWatch {
      sweep(): readonly string[] {
        return ['bob', 'carol'];
      }
    }
    const accounts = new CountingStore();
    const { engine } = await world({ accounts, watch: new UncertainWatch() });
    accounts.loads = [];
    expect(await engine.audit({ accounts: 1, sweep: true })).toMatchObject({ putOff: 1 });
    expect(await engine.audit({ accounts: 2 })).toMatchObject({ putOff: 0, endsRound: false });
    expect(await engine.audit({ accounts: 2 })).toMatchObject({ putOff: 0, endsRound: true });
    expect(accounts.loads).toEqual([['bob'], ['alice', 'carol'], ['bob', 'carol']]);
    // A watch that does not sweep is not asked.
    const naive = await world();
    expect(await naive.engine.audit({ sweep: true })).toMatchObject({ audited: 3, putOff: 0 });
  });

  it('finds lines at once whose intervals are wrong, where the watch sweeps', async () => {
    const { engine } = await world({ watch: new TriggerWatch() });
    await engine.handleTogether(Array.from({ length: 30 }, (_, index) => deposit(`a${index}`)));
    // A planted bug: no interval ends are set, so no move of a price leaves one.
    const ends = LineBook.prototype as unknown as { setEnds: () => void };
    const { setEnds } = ends;
    ends.setEnds = () => undefined;
    try {
      await engine.handleTogether([deposit('zoe'), open('zoe')]);
    } finally {
      ends.setEnds = setEnds;
    }
    await engine.handle(mark('88'));
    const { misses } = await missOf(engine.audit({ accounts: 1, sweep: true }));
    expect(misses).toMatchObject([{ account: 'zoe', due: ['cross'] }]);
    // Those whose intervals were set were judged in time.
    expect(await engine.audit({ accounts: 50, sweep: true })).toMatchObject({ putOff: 0 });
  });

  it('begins where it stood when the store could not be read', async () => {
    class FailingStore extends MemoryAccountStore {
      reads = true;

      override load(ids: readonly string[]): Promise<(Account | undefined)[]> {
        return this.reads ? super.load(ids) : Promise.reject(new Error('no connection'));
      }
    }
    const accounts = new FailingStore();
    const { engine } = await world({ accounts });
    accounts.reads = false;
    await expect(engine.audit({ accounts: 2 })).rejects.toThrow('the store could not be read');
    accounts.reads = true;
    expect(await engine.audit({ accounts: 2 })).toMatchObject({ audited: 2, endsRound: false });
  });

  it.each([0, -1, 1.5, NaN])('looks at one account or more, and not at %p', async (accounts) => {
    const { engine } = await world();
    await expect(engine.audit({ accounts })).rejects.toThrow(RangeError);
  });

  it('has nothing to do where there is nobody', async () => {
    const engine = new PlimsollContainer().engine();
    expect(await engine.audit()).toEqual({ audited: 0, endsRound: true, overdue: [], putOff: 0 });
  });

  it('leaves out who is owed a judging after a restart', async () => {
    const { engine, journal } = await world();
    await engine.handle(mark('95'));
    const clock = new FixedClock();
    const again = new PlimsollContainer(partsModule({ journal, clock })).engine();
    await again.restore();
    expect(await again.audit()).toMatchObject({ audited: 0 });
    await again.handle({ type: 'retry' });
    expect(await again.audit()).toMatchObject({ audited: 3 });
  });

  it('takes for overlooked only what stands once nothing is being judged', async () => {
    let answer: (given: VenueAnswer) => void = () => undefined;
    const venue = {
      close: () => new Promise<VenueAnswer>((resolve) => (answer = resolve)),
    };
    const { engine, counted } = await world({ venue });
    // Alice's case waits for the venue; bob and carol are reviewed, but theirs not begun.
    const step = engine.handle(mark('87'));
    const during = await engine.audit();
    expect(during).toMatchObject({ audited: 3, overdue: [] });
    expect(during.putOff).toBeGreaterThan(0);
    let done = false;
    void step.then(() => (done = true));
    while (!done) {
      answer({ executions: [{ quantity: '10', price: '87' }] });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const settled = await engine.audit({ accounts: 2 });
    expect(settled).toMatchObject({ audited: 2, overdue: [], putOff: during.putOff - 2 });
    expect(counted('audit_misses_total')).toBe(0);
  });

  it('has nothing to find when a day of losses is over: the next step judged it', async () => {
    const { engine, journal } = await world();
    await engine.handle({
      type: 'lossLimits',
      account: 'bob',
      limits: { daily: { limit: '900' } },
    });
    const before = journal.envelopes.length;
    // The day of bob's limit is over, and nobody has anything to do with him.
    await engine.handle({ ...deposit('dave'), at: '1970-01-03T00:00:00Z' });
    expect(typesSince(journal, before)).toEqual([
      'AccountOpened',
      'CollateralDeposited',
      'DailyLossReset',
    ]);
    expect(await engine.audit()).toMatchObject({ audited: 4, overdue: [] });
  });

  it('tells what only time decides from what prices do, by those the account holds', async () => {
    const made = await world();
    await made.engine.handle({
      type: 'lossLimits',
      account: 'bob',
      limits: { daily: { limit: '900' } },
    });
    const bob = (await made.engine.account('bob'))!;
    const context = contextOf(await made.engine.situation(['bob']));
    const { market } = context;
    const later = { ...context, market: { ...market, now: instantAt('1970-01-03T00:00:00Z') } };
    const found = overlooked(bob, later, market.now);
    expect(found).toEqual({ events: ['DailyLossReset'], due: [], byPrices: false });
    const priced = overlooked(bob, later, later.market.now);
    expect(priced?.byPrices).toBe(true);
  });
});
