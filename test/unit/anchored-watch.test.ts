import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';

const CONFIGURATION = {
  engine: {
    portfolioMargin: {
      shocks: [{ price: '0.1' }, { price: '-0.1' }],
      charges: [{ on: 'gross', maintenance: '0.01' }],
    },
    liquidation: { call: '1.5', marginCall: 'issued' },
  },
};

/** An engine with an account that holds 10 BTC at 1,000 and owes 5 ETH at 100, and 1,500 USD. */
async function hedged() {
  const watch = new TriggerWatch();
  const journal = new MemoryJournal();
  const engine = new PlimsollContainer(partsModule({ watch, journal })).engine();
  const margin = { model: 'scenario' } as const;
  const terms = (id: string, base: string) =>
    ({ id, kind: 'linear', base, quote: 'USD', margin, maxLeverage: '10' }) as const;
  const fill = { account: 'a', type: 'open' } as const;
  const commands = [
    { type: 'setConfiguration', configuration: CONFIGURATION },
    { type: 'listInstrument', instrument: terms('BTC-PERP', 'BTC') },
    { type: 'listInstrument', instrument: terms('ETH-PERP', 'ETH') },
    { type: 'mark', marks: { 'BTC-PERP': '1000', 'ETH-PERP': '100' } },
    { type: 'deposit', account: 'a', asset: 'USD', amount: '2000' },
    { ...fill, instrument: 'BTC-PERP', side: 'long', quantity: '10', price: '1000' },
    { ...fill, instrument: 'ETH-PERP', side: 'short', quantity: '5', price: '100' },
  ] as Command[];
  for (const command of commands) {
    expect(await engine.handle(command)).toMatchObject({ ok: true });
  }
  const mark = async (btc: string, eth: string) => {
    const before = journal.envelopes.length;
    expect(await engine.onMarks({ 'BTC-PERP': btc, 'ETH-PERP': eth })).toMatchObject({ ok: true });
    return journal.envelopes.slice(before + 1).map(({ event }) => event.type);
  };
  return { watch, mark };
}

describe('a pool under portfolio margin', () => {
  it('is watched by a bound: nobody is measured while prices stay near', async () => {
    const { watch, mark } = await hedged();
    expect(watch.counts).toMatchObject({ accounts: 1, hot: 0 });
    const named: number[] = [];
    for (let step = 0; step < 20; step += 1) {
      await mark(`${1000 + (step % 2)}`, `${100 - (step % 3) / 10}`);
      named.push(watch.counts.named);
    }
    expect(named.every((count) => count === 0)).toBe(true);
  });

  it('is told of a call and breached at the very prices', async () => {
    const { mark } = await hedged();
    // All of 10 BTC and 5 ETH together lose the tenth of BTC less that of ETH: they are one unit.
    // Equity 2,000 + 10 (p - 1,000); required 0.1 (10 p - 500) + 0.01 (10 p + 500) = 1.1 p - 45.
    // Called at 1.5 x (1.1 p - 45): 8.35 p = 7,932.5; breached at 1.1 p - 45: 8.9 p = 7,955.
    expect(await mark('955', '100')).toEqual([]);
    expect(await mark('950', '100')).toEqual(['MarginCallIssued']);
    expect(await mark('900', '100')).toEqual([]);
    expect(await mark('893.83', '100')).toEqual([]);
    expect(await mark('893.82', '100')).toContain('LiquidationStarted');
  });
});
