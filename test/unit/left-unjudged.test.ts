import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Envelope } from '../../src/ports/ports.js';
import type { InstrumentTerms } from '../../domain/index.js';

const LISTED: InstrumentTerms = {
  id: 'BTC-PERP',
  kind: 'linear',
  base: 'BTC',
  quote: 'USD',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
};

/** Fails once, at the append of that number. */
class FailingJournal extends MemoryJournal {
  failsAt = Infinity;
  appends = 0;

  override async append(envelopes: readonly Envelope[]): Promise<void> {
    this.appends += 1;
    if (this.appends === this.failsAt) throw new Error('disk full');
    await super.append(envelopes);
  }
}

const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString().replace('.000Z', 'Z');

async function world(terms: Partial<InstrumentTerms> = {}, configuration = {}) {
  const journal = new FailingJournal();
  const engine = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
  const accepted = async (command: object): Promise<void> => {
    expect(await engine.handle(command as Command)).toMatchObject({ ok: true });
  };
  const held = async (account: string): Promise<number> =>
    (await engine.account(account))!.pools.get('cross')!.positions.size;
  await accepted({ type: 'setConfiguration', configuration, at: at(0) });
  await accepted({ type: 'listInstrument', instrument: { ...LISTED, ...terms } });
  return { journal, engine, accepted, held };
}

const deposit = (account: string, amount: string) => ({
  type: 'deposit',
  account,
  asset: 'USD',
  amount,
});
const open = (account: string, price: string) => ({
  type: 'open',
  account,
  instrument: 'BTC-PERP',
  side: 'long',
  quantity: '1',
  price,
});

describe('whoever a step concerned is judged, whatever fails in between', () => {
  it('after a batch of prices that a failing command follows', async () => {
    const { journal, engine, accepted, held } = await world();
    await engine.onMarks({ 'BTC-PERP': '1000' });
    await accepted(deposit('alice', '150'));
    await accepted(open('alice', '1000'));
    journal.failsAt = journal.appends + 2;
    const together = [{ type: 'mark', marks: { 'BTC-PERP': '880' } }, deposit('bob', '1')];
    await expect(engine.handleTogether(together as Command[])).rejects.toThrow('journal');
    // The price is on the tape: 30 of equity are not above 44 of maintenance margin.
    await accepted(deposit('carol', '1'));
    expect(await held('alice')).toBe(0);
    expect(await engine.audit()).toMatchObject({ audited: 2, overdue: [] });
  });

  it('when a trade has set off a stop and the append of that failed', async () => {
    const { journal, engine, accepted, held } = await world();
    await engine.onMarks({ 'BTC-PERP': '1000' });
    for (const id of ['alice', 'zoe']) await accepted(deposit(id, '1000'));
    await accepted(open('alice', '1000'));
    const stopLoss = { price: '990', trigger: 'last' };
    await accepted({ type: 'protect', account: 'alice', instrument: 'BTC-PERP', stopLoss });
    journal.failsAt = journal.appends + 2;
    await expect(engine.handle(open('zoe', '989') as Command)).rejects.toThrow('journal');
    await accepted(deposit('zoe', '1'));
    expect(await held('alice')).toBe(0);
    expect(await engine.audit()).toMatchObject({ audited: 2, overdue: [] });
  });
});

describe('whoever waits for a price to be trusted is judged once it is', () => {
  it('a stop on the last price, when the mark is fresh again', async () => {
    const { engine, accepted, held } = await world({ maxMarkAge: 'PT60S' }, { liquidate: false });
    await accepted({ type: 'mark', marks: { 'BTC-PERP': '1000' } });
    await accepted(deposit('alice', '1000'));
    await accepted(open('alice', '1000'));
    const stopLoss = { price: '990', trigger: 'last' };
    await accepted({ type: 'protect', account: 'alice', instrument: 'BTC-PERP', stopLoss });
    await accepted({ type: 'mark', at: at(300), lasts: { 'BTC-PERP': '989' } });
    expect(await held('alice')).toBe(1);
    await accepted({ type: 'mark', at: at(301), marks: { 'BTC-PERP': '1000' } });
    expect(await held('alice')).toBe(0);
    expect(await engine.audit()).toMatchObject({ overdue: [] });
  });

  it('a breached pool, when the source that contradicts has grown too old', async () => {
    const from = [{ name: 'p' }, { name: 'q', maxAge: 'PT10S' }];
    const { engine, accepted, held } = await world({
      sources: { from, tolerance: '0.01', quorum: 1 },
    });
    await accepted({
      type: 'listInstrument',
      instrument: { ...LISTED, id: 'ETH-PERP', base: 'ETH' },
    });
    await accepted({ type: 'source', prices: { 'BTC-PERP': { p: '100', q: '100' } } });
    await accepted(deposit('alice', '15'));
    await accepted(open('alice', '100'));
    await accepted({ type: 'source', at: at(1), prices: { 'BTC-PERP': { p: '120', q: '100' } } });
    const margin = { model: 'flat', initial: '0.3', maintenance: '0.2' };
    await accepted({ type: 'setSchedule', instrument: 'BTC-PERP', margin, at: at(2) });
    // 15 of equity need 20, but the sources contradict each other.
    expect(await held('alice')).toBe(1);
    await accepted({ type: 'mark', at: at(20), marks: { 'ETH-PERP': '101' } });
    expect(await held('alice')).toBe(0);
    expect(await engine.audit()).toMatchObject({ overdue: [] });
  });
});

it('a loss in a coin reaches its limit when the coin rises, though no position is left', async () => {
  const limits = { account: { limit: '500', policy: 'block' } };
  const { engine, accepted, held } = await world(
    { id: 'BTC-INV', kind: 'inverse' },
    { assets: [{ asset: 'BTC', haircut: '0' }], engine: { lossLimits: limits } },
  );
  await accepted({ type: 'mark', marks: { 'BTC-INV': '1000' }, rates: { BTC: '1000' } });
  await accepted({ type: 'deposit', account: 'alice', asset: 'BTC', amount: '10' });
  const long = { account: 'alice', instrument: 'BTC-INV', quantity: '1000' };
  await accepted({ type: 'open', ...long, side: 'long', price: '1000' });
  await accepted({ type: 'mark', marks: { 'BTC-INV': '800' }, rates: { BTC: '800' } });
  await accepted({ type: 'close', ...long });
  expect(await held('alice')).toBe(0);
  expect((await engine.account('alice'))!.losses?.accountReached).not.toBe(true);
  // 0.25 BTC were lost: 200 at 800, and 750 at 3,000.
  await accepted({ type: 'mark', rates: { BTC: '3000' } });
  expect((await engine.account('alice'))!.losses?.accountReached).toBe(true);
  expect(await engine.audit()).toMatchObject({ overdue: [] });
});
