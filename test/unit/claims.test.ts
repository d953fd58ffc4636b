import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';

const at = '2026-01-01T00:00:00Z';

/** A long of 1 at 1000 that owes 800 at 50 once the fund has paid 50, against a short. */
async function gap(deficit: string[], journal = new MemoryJournal()): Promise<MarginEngine> {
  const engine = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
  const perpetual = { id: 'BTC-PERP', kind: 'linear', base: 'BTC', quote: 'USD' } as const;
  const margin = { model: 'flat', initial: '0.05', maintenance: '0.01' } as const;
  const held = { instrument: 'BTC-PERP', quantity: '1', entry: '1000', mode: 'cross' } as const;
  const commands: Command[] = [
    {
      type: 'setConfiguration',
      configuration: { engine: { deficit, insuranceFund: { USD: '50' } } },
      at,
    },
    { type: 'listInstrument', instrument: { ...perpetual, margin } },
    { type: 'mark', marks: { 'BTC-PERP': '1000' } },
    { type: 'deposit', account: 'long', asset: 'USD', amount: '100' },
    { type: 'deposit', account: 'short', asset: 'USD', amount: '100' },
    { type: 'book', account: 'long', side: 'long', ...held },
    { type: 'book', account: 'short', side: 'short', ...held },
    { type: 'mark', marks: { 'BTC-PERP': '50' } },
  ];
  for (const command of commands) expect(await engine.handle(command)).toMatchObject({ ok: true });
  return engine;
}

const claims = (engine: MarginEngine) => engine.query({ ask: 'claims', account: 'short' });

describe('claims for unfunded profit', () => {
  it('tell amount, age and value, and stand in the overview', async () => {
    const engine = await gap(['insurance-fund', 'claims']);
    const claimed = { asset: 'USD', amount: '800', since: '2026-01-01T00:00:00.000Z' };
    expect(await claims(engine)).toEqual({
      ok: true,
      value: [{ ...claimed, age: 0, value: '800' }],
    });
    const overview = await engine.query({ ask: 'overview', account: 'short' });
    expect(overview).toMatchObject({ ok: true, value: { claims: { USD: '800' } } });
  });

  it('live in snapshots, and are paid by an engine that was loaded from one', async () => {
    const journal = new MemoryJournal();
    const engine = await gap(['insurance-fund', 'claims'], journal);
    const snapshot = await engine.snapshot();
    const next = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
    await next.restore(snapshot);
    expect(await next.stateHash()).toBe(await engine.stateHash());
    await next.handle({ type: 'fund', asset: 'USD', amount: '1000' });
    expect(await claims(next)).toEqual({ ok: true, value: [] });
    expect(next.fundBalance('USD')).toBe('200');
  });

  it('are not made where nobody has won, so the loss goes on down the list', async () => {
    const engine = await gap(['claims', 'negative-balance']);
    await engine.handle({ type: 'close', account: 'short', instrument: 'BTC-PERP', side: 'short' });
    const asked = { ask: 'debts', account: 'long' } as const;
    expect(await engine.query(asked)).toMatchObject({ ok: true, value: { debts: [] } });
    // A second long loses alone.
    await engine.handle({ type: 'deposit', account: 'x', asset: 'USD', amount: '10' });
    const lone = { instrument: 'BTC-PERP', side: 'long', quantity: '1', entry: '50' } as const;
    await engine.handle({ type: 'book', account: 'x', ...lone, mode: 'cross' });
    await engine.onMarks({ 'BTC-PERP': '30' });
    expect(await engine.query({ ask: 'debts', account: 'x' })).toMatchObject({
      ok: true,
      value: { debts: [{ amount: '10' }] },
    });
  });

  it('repay a debt first when they are paid', async () => {
    const engine = await gap(['insurance-fund', 'claims', 'negative-balance']);
    await engine.handle({ type: 'close', account: 'short', instrument: 'BTC-PERP', side: 'short' });
    // 250 in the wallet; a long of 10 at 50 loses 300 at 20, and nobody is short.
    const again = { instrument: 'BTC-PERP', side: 'long', quantity: '10', entry: '50' } as const;
    await engine.handle({ type: 'book', account: 'short', ...again, mode: 'cross' });
    await engine.onMarks({ 'BTC-PERP': '20' });
    const debts = { ask: 'debts', account: 'short' } as const;
    expect(await engine.query(debts)).toMatchObject({ value: { debts: [{ amount: '50' }] } });
    await engine.handle({ type: 'fund', asset: 'USD', amount: '70' });
    expect(await engine.query(debts)).toMatchObject({ value: { debts: [] } });
    const overview = await engine.query({ ask: 'overview', account: 'short' });
    expect(overview).toMatchObject({ value: { wallet: { USD: '20' }, claims: { USD: '730' } } });
  });
});

describe('the history of a position with a claim', () => {
  it('counts the claim as its profit, in the life and in the lots', async () => {
    const engine = await gap(['insurance-fund', 'claims']);
    await engine.handle({ type: 'close', account: 'short', instrument: 'BTC-PERP', side: 'short' });
    const asked = { ask: 'history', account: 'short' } as const;
    const lives = await engine.query({ ...asked, kind: 'positions' });
    expect(lives).toMatchObject({
      value: { rows: [{ entry: '1000', exit: '50', profit: '950' }] },
    });
    const lots = await engine.query({ ...asked, kind: 'lots' });
    expect(lots).toMatchObject({ value: { rows: [{ entry: '1000', profit: '950' }] } });
    const ledger = await engine.query({ ...asked, kind: 'ledger' });
    expect(ledger).toMatchObject({
      value: { rows: expect.arrayContaining([expect.objectContaining({ entry: 'claim' })]) as [] },
    });
  });
});
