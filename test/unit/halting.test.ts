import {
  InvariantViolation,
  type Dec,
  type EngineTerms,
  type InstrumentTerms,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import type { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { BuggyJournal, LINEAR, SECOND, worldOf, type World } from '../support/world.js';

const quiet = { seed: 1 };
const deposit = (account: string, amount: string): Command => ({
  type: 'deposit',
  account,
  asset: 'USD',
  amount,
});
const open = (account: string, instrument: string, price: string, quantity: string): Command => ({
  type: 'open',
  account,
  instrument,
  side: 'long',
  quantity,
  price,
});

async function accepted({ engine }: World, ...commands: Command[]): Promise<void> {
  for (const command of commands) expect(await engine.handle(command)).toMatchObject({ ok: true });
}

function eventsOf({ journal }: World, account: string): string[] {
  return journal.envelopes
    .map(({ event }) => event)
    .filter((event) => 'account' in event && event.account === account)
    .map(({ type }) => type);
}

function engineOn(journal: MemoryJournal): MarginEngine {
  return new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
}

/** Two accounts with the same position in ETH-PERP: at 85 each is breached. */
async function twoHolders(terms: EngineTerms = {}): Promise<World> {
  const world = await worldOf(terms, quiet, new BuggyJournal());
  for (const account of ['a', 'b']) {
    await accepted(world, deposit(account, '150'), open(account, 'ETH-PERP', '100', '10'));
  }
  return world;
}

/** From here on whatever measures a position in BTC-PERP meets a rule that does not hold. */
function plantBug({ state }: World): void {
  const sound = state.instruments.get('BTC-PERP')!;
  const broken = {
    ...sound.margin,
    get maintenance(): never {
      throw new InvariantViolation('I-X', 'a planted bug', { planted: '1' });
    },
  };
  state.instruments.set('BTC-PERP', { ...sound, margin: broken });
}

describe('a command after which an account could not be judged', () => {
  it('is refused: a negative balance without a rate', async () => {
    const world = await twoHolders();
    const balance = { type: 'balance', account: 'a', asset: 'EUR', amount: '-5' } as const;
    const before = await world.engine.stateHash();
    expect(await world.engine.handle(balance)).toMatchObject({
      ok: false,
      error: { code: 'market.mark-missing', field: 'rate.EUR' },
    });
    expect(await world.engine.stateHash()).toBe(before);
    await accepted(world, { type: 'mark', marks: {}, rates: { EUR: '1.1' } }, balance);
  });

  it.each<[string, InstrumentTerms]>([
    ['kind', { ...SECOND, kind: 'inverse' }],
    ['quote', { ...SECOND, quote: 'EUR' }],
    ['base', { ...SECOND, base: 'BTC' }],
    ['multiplier', { ...SECOND, multiplier: '10' }],
  ])('is refused: another %s under an open position', async (term, instrument) => {
    const world = await twoHolders();
    const listing = { type: 'listInstrument', instrument } as const;
    const before = await world.engine.stateHash();
    expect(await world.engine.handle(listing)).toMatchObject({
      ok: false,
      error: { code: 'position.conflict', field: `instrument.${term}` },
    });
    expect(await world.engine.stateHash()).toBe(before);
    const unheld = { ...instrument, id: LINEAR.id };
    await accepted(world, { type: 'listInstrument', instrument: unheld });
  });

  it('is refused: another settlement asset while a position is open', async () => {
    const world = await worldOf({}, quiet, new BuggyJournal());
    const change = { type: 'setConfiguration', configuration: { settlement: 'EUR' } } as const;
    await accepted(world, deposit('a', '150'), open('a', 'ETH-PERP', '100', '10'));
    expect(await world.engine.handle(change)).toMatchObject({
      ok: false,
      error: { code: 'position.conflict', field: 'settlement', figure: 'EUR', limit: 'USD' },
    });
    await accepted(world, { type: 'close', account: 'a', instrument: 'ETH-PERP' }, change);
    expect(world.engine.market.rates.size).toBe(0);
  });

  it('is refused: collateral terms under which something owed has no rate', async () => {
    const world = await worldOf({}, quiet, new BuggyJournal());
    const owed = { type: 'balance', account: 'a', asset: 'EUR', amount: '-5' } as const;
    const apart = { ...owed, wallet: 'locked' } as const;
    await accepted(world, deposit('a', '150'), open('a', 'ETH-PERP', '100', '10'), apart);
    const assets = [{ asset: 'EUR', countsFor: ['locked'] }] as const;
    expect(
      await world.engine.handle({ type: 'setConfiguration', configuration: { assets } }),
    ).toMatchObject({ ok: false, error: { code: 'market.mark-missing', field: 'rate.EUR' } });
  });

  it('is refused: a leverage that nothing can be divided by', async () => {
    const world = await worldOf({}, quiet, new BuggyJournal());
    const refused = { ok: false, error: { code: 'input.invalid', field: 'leverage' } };
    for (const leverage of ['0', '-2']) {
      const account = { type: 'account', account: 'a', leverage } as const;
      expect(await world.engine.handle(account)).toMatchObject(refused);
      const book = { type: 'book', account: 'a', instrument: 'ETH-PERP', leverage } as const;
      const place = { side: 'long', quantity: '1', entry: '100' } as const;
      expect(await world.engine.handle({ ...book, ...place })).toMatchObject(refused);
    }
  });
});

describe('a bug met with one account', () => {
  it('halts it while it is judged, and the others of the batch are judged', async () => {
    const world = await twoHolders();
    await accepted(world, open('a', 'BTC-PERP', '1000', '0.05'));
    plantBug(world);
    await accepted(world, { type: 'mark', marks: { 'ETH-PERP': '85' } });
    expect((await world.engine.account('a'))!.halted).toEqual({
      rule: 'I-X',
      message: 'I-X: a planted bug',
      figures: { planted: '1' },
    });
    expect(eventsOf(world, 'a')).not.toContain('LiquidationStarted');
    expect(eventsOf(world, 'b').slice(-1)).toEqual(['LiquidationEnded']);
    // It is told once, and does not stop whatever comes later.
    await accepted(world, { type: 'mark', marks: { 'ETH-PERP': '84' } }, { type: 'retry' });
    expect(eventsOf(world, 'a').filter((type) => type === 'AccountHalted')).toHaveLength(1);
    expect(await world.engine.handle(deposit('a', '5'))).toMatchObject({
      ok: false,
      error: { code: 'account.halted', figure: 'a', limit: 'I-X' },
    });
  });

  it('goes on once it is mended: judged in the same step, on the tape, and after a restart', async () => {
    const world = await twoHolders();
    const resume = { type: 'resume', account: 'a' } as const;
    expect(await world.engine.handle(resume)).toMatchObject({
      ok: false,
      error: { code: 'account.not-halted', figure: 'a' },
    });
    await accepted(world, open('a', 'BTC-PERP', '1000', '0.05'));
    const sound = world.state.instruments.get('BTC-PERP')!;
    plantBug(world);
    await accepted(world, { type: 'mark', marks: { 'ETH-PERP': '85' } });
    // While the bug is there the judging that follows halts it again.
    await accepted(world, resume);
    expect((await world.engine.account('a'))!.halted).toMatchObject({ rule: 'I-X' });
    expect(eventsOf(world, 'a').slice(-2)).toEqual(['AccountResumed', 'AccountHalted']);
    world.state.instruments.set('BTC-PERP', sound);
    await accepted(world, resume);
    expect((await world.engine.account('a'))!.halted).toBeUndefined();
    const told = eventsOf(world, 'a');
    expect(told.slice(told.lastIndexOf('AccountResumed'))).toContain('LiquidationEnded');
    await accepted(world, deposit('a', '5'));
    const again = engineOn(world.journal);
    await again.restore();
    expect(await again.stateHash()).toBe(await world.engine.stateHash());
  });

  it('halts it while it is judged for a refusal that nobody asked for', async () => {
    const world = await twoHolders();
    await accepted(world, open('a', 'BTC-INV', '1000', '100'));
    world.state.rates.delete('BTC');
    await accepted(world, { type: 'mark', marks: { 'ETH-PERP': '85' } });
    expect((await world.engine.account('a'))!.halted).toMatchObject({
      rule: 'market.mark-missing',
      figures: { field: 'rate.BTC' },
    });
    expect(eventsOf(world, 'b')).toContain('LiquidationEnded');
  });

  it('halts it while it is liquidated, and the next account is worked', async () => {
    const world = await twoHolders({ liquidation: { size: 'just-enough' } });
    const sound = world.state.instruments.get('ETH-PERP')!;
    let met = 0;
    world.state.instruments.set('ETH-PERP', {
      ...sound,
      get lot(): Dec {
        met += 1;
        if (met === 1) throw new InvariantViolation('I-Y', 'a planted bug');
        return sound.lot!;
      },
    });
    await accepted(world, { type: 'mark', marks: { 'ETH-PERP': '85' } });
    expect((await world.engine.account('a'))!.halted).toMatchObject({ rule: 'I-Y' });
    expect(eventsOf(world, 'b').slice(-1)).toEqual(['LiquidationEnded']);
    expect(world.state.open.size).toBe(0);
  });

  it('halts it while its command is decided, and the command is refused', async () => {
    const world = await twoHolders();
    await accepted(world, open('a', 'BTC-PERP', '1000', '0.05'));
    plantBug(world);
    const command = { ...open('a', 'ETH-PERP', '100', '0.1'), id: 'once' };
    for (let time = 0; time < 2; time += 1) {
      expect(await world.engine.handle(command)).toMatchObject({
        ok: false,
        error: { code: 'account.halted', limit: 'I-X' },
      });
    }
    expect(eventsOf(world, 'a').slice(-1)).toEqual(['AccountHalted']);
    expect(world.state.answers.has('once')).toBe(false);
    await accepted(world, open('b', 'ETH-PERP', '100', '0.1'));
  });

  it('halts it in an import, and the other members happen', async () => {
    const world = await twoHolders();
    await accepted(world, open('a', 'BTC-PERP', '1000', '0.05'));
    plantBug(world);
    const answers = await world.engine.import([
      open('a', 'ETH-PERP', '100', '0.1'),
      deposit('a', '5'),
      deposit('b', '5'),
    ]);
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual([
      'account.halted',
      'account.halted',
      'ok',
    ]);
  });

  it('halts it when it is charged, and the others are charged', async () => {
    const world = await twoHolders();
    const account = (await world.engine.account('a'))!;
    Object.defineProperty(account.pools.get('cross')!.positions.get('ETH-PERP')!, 'quantity', {
      get: () => {
        throw new InvariantViolation('I-Z', 'a planted bug');
      },
    });
    await accepted(world, { type: 'funding', instrument: 'ETH-PERP', rate: '0.01' });
    expect(eventsOf(world, 'a').slice(-1)).toEqual(['AccountHalted']);
    expect(eventsOf(world, 'b').slice(-1)).toEqual(['FundingPaid']);
  });

  it('halts it when the ledger disagrees with it', async () => {
    const world = await twoHolders();
    const [key, booked] = [...world.state.ledger].find(([name]) => name.includes('"b"'))!;
    world.state.ledger.set(key, booked.plus(1));
    await accepted(world, deposit('b', '5'));
    expect((await world.engine.account('b'))!.halted).toMatchObject({
      rule: 'I-1',
      figures: { held: '155', booked: '156' },
    });
    await accepted(world, deposit('a', '5'));
  });

  it('is on the tape: replay and snapshot rebuild the same state', async () => {
    const world = await twoHolders();
    await accepted(world, open('a', 'BTC-INV', '1000', '100'));
    const rate = world.state.rates.get('BTC')!;
    world.state.rates.delete('BTC');
    await accepted(world, { type: 'mark', marks: { 'ETH-PERP': '85' } });
    world.state.rates.set('BTC', rate);
    const hash = await world.engine.stateHash();
    const replayed = engineOn(world.journal);
    await replayed.restore();
    expect(await replayed.stateHash()).toBe(hash);
    const restored = engineOn(world.journal);
    await restored.restore(await world.engine.snapshot());
    expect(await restored.stateHash()).toBe(hash);
    expect((await restored.account('a'))!.halted).toEqual(
      (await world.engine.account('a'))!.halted,
    );
    expect((await restored.account('a'))!.halted?.rule).toBe('market.mark-missing');
  });
});
