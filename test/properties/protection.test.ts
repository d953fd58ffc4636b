import fc from 'fast-check';
import { Dec, imbalance, text, type MarginMode, type Side } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../../src/di/index.js';

const RUNS = 150;

/** One protected position, and by how far its stop lies before its liquidation price. */
const held = fc.record({
  side: fc.constantFrom<Side>('long', 'short'),
  quantity: fc.integer({ min: 1, max: 50 }),
  /** Where the stop stands between the liquidation price (0) and the entry (100). */
  before: fc.integer({ min: 1, max: 99 }),
  trailing: fc.boolean(),
});

const setting = fc.record({
  mode: fc.constantFrom<MarginMode>('cross', 'isolated'),
  positions: fc.array(held, { minLength: 1, maxLength: 3 }),
  fee: fc.constantFrom('0', '0.001'),
  /** The jump, in thousandths of the way from the entry to far beyond bankruptcy. */
  jump: fc.integer({ min: 1, max: 1000 }),
});

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

function setup({ positions, mode, fee }: Setting): Command[] {
  return [
    {
      type: 'setConfiguration',
      configuration: { engine: { fees: { maker: '0', taker: fee } } },
    },
    ...positions.map((_, index): Command => ({
      type: 'listInstrument',
      instrument: {
        id: `I${index}`,
        kind: 'linear',
        base: `B${index}`,
        quote: 'USD',
        margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
      },
    })),
    { type: 'mark', marks: Object.fromEntries(positions.map((_, index) => [`I${index}`, '1000'])) },
    // A hundredth more than the initial margin and the fee of each position, in its own account.
    ...positions.flatMap(({ side, quantity }, index): Command[] => [
      { type: 'deposit', account: `a${index}`, asset: 'USD', amount: String(quantity * 112) },
      {
        type: 'open',
        account: `a${index}`,
        instrument: `I${index}`,
        side,
        mode,
        quantity: String(quantity),
        price: '1000',
      },
    ]),
  ];
}

async function liquidationPrice(
  engine: ReturnType<PlimsollContainer['engine']>,
  account: string,
  pool: string,
  position: string,
): Promise<Dec> {
  const figures = await engine.query({ ask: 'position', account, pool, position });
  if (!figures.ok) throw new Error(figures.error.message);
  return new Dec(String(figures.value.liquidationPrice).replace('...', ''));
}

async function outcome(drawn: Setting, withStops: boolean) {
  const journal = new MemoryJournal();
  const container = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() }));
  const state = container.get(ENGINE_STATE);
  const engine = container.engine();
  for (const command of setup(drawn)) {
    const answer = await engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
  const marks: Record<string, string> = {};
  for (const [index, { side, before, trailing }] of drawn.positions.entries()) {
    const [account, id] = [`a${index}`, `I${index}`];
    const pool = drawn.mode === 'cross' ? 'cross' : `isolated:${id}`;
    const line = await liquidationPrice(engine, account, pool, id);
    const away = line
      .minus(1000)
      .times(100 - before)
      .div(100);
    const stop = new Dec(1000).plus(away).toDecimalPlaces(8, side === 'long' ? 'up' : 'down');
    const order = trailing ? { trailing: text(stop.minus(1000).abs()) } : { stopLoss: text(stop) };
    if (withStops) {
      const set = await engine.handle({ type: 'protect', account, instrument: id, ...order });
      if (!set.ok) throw new Error(set.error.message);
    }
    const far = side === 'long' ? -300 : 300;
    marks[id] = text(new Dec(1000).plus(new Dec(far).times(drawn.jump).div(1000)));
  }
  const from = journal.envelopes.length;
  await engine.handle({ type: 'mark', marks });
  expect(imbalance(state.ledger)).toEqual({});
  const events = journal.envelopes.slice(from).map(({ event }) => event);
  const count = (type: string) => events.filter((event) => event.type === type).length;
  return {
    journal,
    hash: await engine.stateHash(),
    liquidated: count('LiquidationStarted'),
    triggered: count('ProtectionTriggered'),
    bankrupt: count('PoolBankrupted'),
  };
}

describe('a stop before the liquidation line', () => {
  it('filled at the mark of its batch prevents the liquidation of that batch', async () => {
    const seen = { prevented: 0, triggered: 0, idle: 0, gapped: 0 };
    await fc.assert(
      fc.asyncProperty(setting, async (drawn) => {
        const without = await outcome(drawn, false);
        const protectedOnes = await outcome(drawn, true);
        expect(protectedOnes.liquidated).toBe(0);
        // Every position that would have been liquidated was stopped, and maybe others.
        expect(protectedOnes.triggered).toBeGreaterThanOrEqual(without.liquidated);
        seen.prevented += without.liquidated;
        seen.triggered += protectedOnes.triggered;
        seen.gapped += protectedOnes.bankrupt;
        if (protectedOnes.triggered === 0) seen.idle += 1;
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.prevented).toBeGreaterThan(RUNS / 2);
    expect(seen.triggered).toBeGreaterThan(seen.prevented);
    expect(seen.idle).toBeGreaterThan(RUNS / 20);
    expect(seen.gapped).toBeGreaterThan(RUNS / 10);
  }, 120_000);

  it('is replayed to the same state', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (drawn) => {
        const { journal, hash } = await outcome(drawn, true);
        const tape = new MemoryJournal();
        tape.envelopes.push(...journal.envelopes);
        const rebuilt = new PlimsollContainer(partsModule({ journal: tape })).engine();
        await rebuilt.restore();
        expect(await rebuilt.stateHash()).toBe(hash);
      }),
      { numRuns: 30, seed: 53 },
    );
  }, 60_000);
});
