import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import {
  configurationOf,
  type AccountEvent,
  type EngineTerms,
  type InstrumentTerms,
} from '../../domain/index.js';

const PERP: InstrumentTerms = {
  id: 'BTC-PERP',
  kind: 'linear',
  base: 'BTC',
  quote: 'USD',
  lot: '0.1',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
};

const INVERSE: InstrumentTerms = { ...PERP, id: 'BTC-INV', kind: 'inverse', lot: '1' };

function engineOn(journal = new MemoryJournal()): MarginEngine {
  return new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
}

async function carriedOut(engine: MarginEngine, commands: readonly Command[]): Promise<void> {
  for (const answer of await engine.handleTogether(commands)) {
    if (!answer.ok) throw new Error(answer.error.message);
  }
}

/** Ten contracts long from 100 on 100 of collateral; at 96 called at 1.25 x 48 = 60. */
async function called(terms: EngineTerms, journal = new MemoryJournal()): Promise<MarginEngine> {
  const engine = engineOn(journal);
  await carriedOut(engine, [
    { type: 'setConfiguration', configuration: { engine: terms } },
    { type: 'listInstrument', instrument: PERP },
    { type: 'mark', marks: { 'BTC-PERP': '100' }, at: '2026-01-05T10:00:00Z' },
    { type: 'deposit', account: 'anna', asset: 'USD', amount: '100' },
    {
      type: 'open',
      account: 'anna',
      instrument: 'BTC-PERP',
      side: 'long',
      quantity: '10',
      price: '100',
    },
  ]);
  await engine.onMarks({ 'BTC-PERP': '96' }, { at: '2026-01-05T12:00:00Z' });
  return engine;
}

const GRACE: EngineTerms = { liquidation: { call: '1.25', callGrace: 'PT1H' } };

const typesOf = (journal: MemoryJournal) => journal.envelopes.map(({ event }) => event.type);

function callOf(engine: MarginEngine, account: string, pool = 'cross') {
  return engine.query({ ask: 'margin-call', account, pool });
}

describe('a call with a grace', () => {
  it('keeps its deadline through a replay and a snapshot, and runs out there too', async () => {
    const journal = new MemoryJournal();
    const engine = await called(GRACE, journal);
    const snapshot = structuredClone(await engine.snapshot());
    const fromTape = new MemoryJournal();
    fromTape.envelopes.push(...structuredClone(journal.envelopes));
    const replayed = engineOn(fromTape);
    await replayed.restore();
    const fromSnapshot = new MemoryJournal();
    fromSnapshot.envelopes.push(...structuredClone(journal.envelopes));
    const restored = engineOn(fromSnapshot);
    await restored.restore(snapshot);
    for (const [one, tape] of [
      [replayed, fromTape],
      [restored, fromSnapshot],
    ] as const) {
      expect(await one.stateHash()).toBe(await engine.stateHash());
      expect(await callOf(one, 'anna')).toMatchObject({
        ok: true,
        value: { deadline: '2026-01-05T13:00:00.000Z' },
      });
      await carriedOut(one, [{ type: 'retry', at: '2026-01-05T13:00:00Z' }]);
      expect(typesOf(tape)).toContain('LiquidationEnded');
    }
  });

  it('is lifted, not liquidated, where the price has come back by the deadline', async () => {
    const journal = new MemoryJournal();
    const engine = await called(GRACE, journal);
    await engine.onMarks({ 'BTC-PERP': '99' }, { at: '2026-01-05T14:00:00Z' });
    expect(typesOf(journal)).toContain('MarginCallLifted');
    expect(typesOf(journal)).not.toContain('LiquidationStarted');
    expect(await callOf(engine, 'anna')).toEqual({ ok: true, value: null });
  });

  it('starts anew when the pool is called again', async () => {
    const engine = await called(GRACE);
    await engine.onMarks({ 'BTC-PERP': '99' }, { at: '2026-01-05T12:30:00Z' });
    await engine.onMarks({ 'BTC-PERP': '96' }, { at: '2026-01-05T12:45:00Z' });
    expect(await callOf(engine, 'anna')).toMatchObject({
      value: { deadline: '2026-01-05T13:45:00.000Z' },
    });
  });

  it('is not liquidated where nothing is', async () => {
    const journal = new MemoryJournal();
    const engine = await called(GRACE, journal);
    const configuration = { liquidate: false, engine: GRACE };
    await carriedOut(engine, [
      { type: 'setConfiguration', configuration, at: '2026-01-05T12:30:00Z' },
      { type: 'retry', at: '2026-01-06T12:00:00Z' },
    ]);
    expect(typesOf(journal)).not.toContain('LiquidationStarted');
  });

  it('runs out in a simulation as well', async () => {
    const engine = await called(GRACE);
    const simulated = await engine.simulate('anna', [
      { type: 'accrue', at: '2026-01-05T13:00:00Z' },
    ]);
    if (!simulated.ok) throw new Error(simulated.error.message);
    expect(simulated.value.events.map(({ type }: AccountEvent) => type)).toContain(
      'LiquidationStarted',
    );
  });
});

describe('the cure of a call', () => {
  it('is not offered when the liquidation begins in the same step', async () => {
    const journal = new MemoryJournal();
    const engine = await called(GRACE, journal);
    await engine.onMarks({ 'BTC-PERP': '99' }, { at: '2026-01-05T12:30:00Z' });
    await engine.onMarks({ 'BTC-PERP': '90' }, { at: '2026-01-05T12:45:00Z' });
    const calls = journal.envelopes.flatMap(({ event }) =>
      event.type === 'MarginCallIssued' ? [event.cure] : [],
    );
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({ shortfall: '0', amount: '0.000000000000000001' });
    expect(calls[1]).toBeNull();
  });

  it('of an isolated pool is in the asset that the pool holds', async () => {
    const engine = engineOn();
    await carriedOut(engine, [
      { type: 'setConfiguration', configuration: { engine: GRACE } },
      { type: 'listInstrument', instrument: INVERSE },
      { type: 'mark', marks: { 'BTC-INV': '100' }, rates: { BTC: '100' } },
      { type: 'deposit', account: 'anna', asset: 'BTC', amount: '2' },
      {
        type: 'book',
        account: 'anna',
        instrument: 'BTC-INV',
        side: 'long',
        quantity: '1000',
        entry: '100',
        mode: 'isolated',
        margin: '0.6',
      },
    ]);
    // 0.6 BTC against 1.25 x 0.5 = 0.625: 0.025 BTC are missing, 2.5 USD at the rate.
    const asked = await callOf(engine, 'anna', 'isolated:BTC-INV');
    expect(asked).toMatchObject({
      value: { cure: { shortfall: '2.5', asset: 'BTC', amount: '0.025000000000000001' } },
    });
    const give = (amount: string) =>
      carriedOut(engine, [{ type: 'addMargin', account: 'anna', instrument: 'BTC-INV', amount }]);
    await give('0.025');
    expect(await callOf(engine, 'anna', 'isolated:BTC-INV')).not.toMatchObject({ value: null });
    await give('0.000000000000000001');
    expect(await callOf(engine, 'anna', 'isolated:BTC-INV')).toMatchObject({ value: null });
  });

  it('counts what a debt weighs', async () => {
    const engine = engineOn();
    const assets = [{ asset: 'USD', liabilityWeight: '2' }];
    await carriedOut(engine, [
      { type: 'setConfiguration', configuration: { engine: GRACE, assets } },
      { type: 'listInstrument', instrument: PERP },
      { type: 'mark', marks: { 'BTC-PERP': '100' } },
    ]);
    await engine.import([
      { type: 'balance', account: 'anna', asset: 'USD', amount: '-20' },
      {
        type: 'book',
        account: 'anna',
        instrument: 'BTC-PERP',
        side: 'long',
        quantity: '10',
        entry: '90',
      },
    ]);
    // Profit 100 - 2 x 20 = 60 against 62.5: half of 2.5 is enough while the debt lasts.
    expect(await callOf(engine, 'anna')).toMatchObject({
      value: { cure: { shortfall: '2.5', amount: '1.250000000000000001' } },
    });
  });
});

describe('what cannot be meant', () => {
  const fieldOf = (engine: EngineTerms): string | undefined => {
    try {
      configurationOf({ engine });
    } catch (problem) {
      return (problem as { rejection: { field: string } }).rejection.field;
    }
    return undefined;
  };

  it.each<[string, EngineTerms]>([
    ['engine.liquidation.callGrace', { liquidation: { callGrace: 'soon' } }],
    ['engine.liquidation.callGrace', { liquidation: { callGrace: 'PT1H', marginCall: 'none' } }],
    ['engine.buffer', { buffer: '1' }],
    ['engine.buffer', { buffer: '2', liquidation: { trigger: '2', target: '2' } }],
    ['engine.newRiskLevel', { newRiskLevel: '0' }],
    ['engine.bands', { bands: ['50'] }],
    ['engine.bands[1]', { bands: { measure: 'level', at: ['100', '-1'] } }],
  ])('is refused naming %s', (field, terms) => {
    expect(fieldOf(terms)).toBe(field);
  });

  it('bands by a measure that falls are met from above, in whichever order they stand', () => {
    const { bands } = configurationOf({
      engine: { bands: { measure: 'level', at: ['80', '100'] } },
    });
    expect([bands.yellow.toFixed(), bands.red.toFixed()]).toEqual(['100', '80']);
  });

  it('a holder cannot switch on what there is not, or choose nothing', async () => {
    const engine = await called({});
    const refused = async (command: object) => {
      const answer = await engine.handle({
        type: 'setAlerts',
        account: 'anna',
        ...command,
      });
      return answer.ok ? undefined : answer.error.code;
    };
    expect(await refused({ alerts: 'on' })).toBe('input.invalid');
    expect(await refused({})).toBe('input.invalid');
    expect(await refused({ alerts: { measure: 'mood', at: ['1'] } })).toBe('input.invalid');
    expect(await refused({ channels: { inbox: ['weather'] } })).toBe('input.invalid');
    expect(await refused({ channels: 'off' })).toBeUndefined();
  });
});
