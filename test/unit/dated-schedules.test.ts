import { Dec, Exact, instrumentOf, requirementOf, type MarginTerms } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { hashesOf } from '../support/replayed.js';
import { LINEAR, SECOND, worldOf } from '../support/world.js';

const flat = (initial: string, maintenance: string) => ({
  model: 'flat' as const,
  initial,
  maintenance,
});

const setSchedule = (more: object): Command => ({
  type: 'setSchedule',
  instrument: 'ETH-PERP',
  margin: flat('0.5', '0.4'),
  ...more,
});

async function started() {
  const world = await worldOf({}, { seed: 1, failure: 0 });
  const commands: Command[] = [
    { type: 'deposit', account: 'a', asset: 'USD', amount: '300', at: '2026-01-01T00:00:00Z' },
    { type: 'deposit', account: 'b', asset: 'USD', amount: '300' },
    {
      type: 'book',
      account: 'a',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '10',
      entry: '100',
    },
  ];
  for (const command of commands) {
    expect(await world.engine.handle(command)).toMatchObject({ ok: true });
  }
  return world;
}

describe('effective-dated schedules', () => {
  it('leave a refused step in which they would take force without any effect', async () => {
    const { engine, journal } = await started();
    await engine.handle(setSchedule({ from: '2026-02-01T00:00:00Z' }));
    const before = await engine.stateHash();
    const refused = await engine.handle({
      type: 'withdraw',
      account: 'b',
      asset: 'USD',
      amount: '1000',
      at: '2026-02-01T00:00:00Z',
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'collateral.insufficient' } });
    expect(await engine.stateHash()).toBe(before);
    // The next step that is accepted takes them with it, exactly once.
    await engine.handle({ type: 'retry', at: '2026-02-02T00:00:00Z' });
    await engine.handle({ type: 'retry', at: '2026-02-03T00:00:00Z' });
    const told = journal.envelopes.map(({ event }) => event.type);
    expect(told.filter((type) => type === 'ScheduleInForce')).toHaveLength(1);
    expect(told.filter((type) => type === 'LiquidationStarted')).toHaveLength(1);
  });

  it('take force in an import, too, and replay to the byte', async () => {
    const world = await started();
    await world.engine.handle(setSchedule({ from: '2026-02-01T00:00:00Z', grace: 'PT1H' }));
    await world.engine.import([
      { type: 'deposit', account: 'b', asset: 'USD', amount: '1', at: '2026-01-31T00:00:00Z' },
      { type: 'deposit', account: 'b', asset: 'USD', amount: '1', at: '2026-02-01T00:00:00Z' },
      { type: 'deposit', account: 'b', asset: 'USD', amount: '1', at: '2026-02-01T02:00:00Z' },
    ]);
    const told = world.journal.envelopes.map(({ event }) => event.type);
    expect(told.filter((type) => type.startsWith('Schedule'))).toEqual([
      'ScheduleInForce',
      'ScheduleGraceEnded',
    ]);
    expect(told).toContain('LiquidationStarted');
    const [now, ...others] = await hashesOf(world);
    expect(others).toEqual([now, now]);
  });

  it('replace each other by their instants, and a change at once keeps what is to come', async () => {
    const { engine } = await started();
    await engine.handle(setSchedule({ from: '2026-02-01T00:00:00Z' }));
    await engine.handle(setSchedule({ from: '2026-03-01T00:00:00Z', margin: flat('0.6', '0.5') }));
    await engine.handle(setSchedule({ from: '2026-02-01T00:00:00Z', margin: flat('0.2', '0.1') }));
    await engine.handle(setSchedule({ margin: flat('0.3', '0.2') }));
    const terms = engine.market.instruments.get('ETH-PERP')!.terms;
    expect(terms.margin).toEqual(flat('0.3', '0.2'));
    expect(terms.schedules).toEqual([
      { from: '2026-02-01T00:00:00.000Z', margin: flat('0.2', '0.1') },
      { from: '2026-03-01T00:00:00.000Z', margin: flat('0.6', '0.5') },
    ]);
  });

  it('name what cannot be meant', async () => {
    const { engine } = await started();
    const field = async (command: Command) => {
      const answer = await engine.handle(command);
      return answer.ok ? 'accepted' : [answer.error.code, answer.error.field];
    };
    const list = (more: object): Command => ({
      type: 'listInstrument',
      instrument: { ...SECOND, id: 'NEW', ...more },
    });
    const dated = (...from: string[]) =>
      list({
        schedules: from.map((at) => ({ from: at, margin: flat('0.2', '0.1'), grace: 'P1D' })),
      });
    expect(await field(setSchedule({ from: '2025-01-01T00:00:00Z' }))).toEqual([
      'input.invalid',
      'from',
    ]);
    // The second starts while the grace of the first still runs.
    expect(await field(dated('2026-02-01T00:00:00Z', '2026-02-01T12:00:00Z'))).toEqual([
      'input.invalid',
      'schedules[1].from',
    ]);
    const bands = (...terms: object[]) => list({ margin: { model: 'by-leverage', bands: terms } });
    const margin = flat('0.1', '0.05');
    expect(await field(bands({ from: '1', margin }))).toEqual([
      'input.invalid',
      'margin.bands[0].from',
    ]);
    expect(await field(bands({ from: '0', margin }, { from: '0', margin }))).toEqual([
      'input.invalid',
      'margin.bands[1].from',
    ]);
    const atEntry = { ...margin, maintenanceBasis: 'entry' };
    expect(await field(bands({ from: '0', margin }, { from: '2', margin: atEntry }))).toEqual([
      'input.invalid',
      'margin.bands[1].margin.maintenanceBasis',
    ]);
  });
});

describe('bands of leverage', () => {
  const margin: MarginTerms = {
    model: 'by-leverage',
    bands: [
      { from: '0', margin: flat('0.1', '0.05') },
      { from: '5', margin: { ...LINEAR.margin, model: 'tiered' } as never },
    ],
  };
  const { margin: model } = instrumentOf({ ...SECOND, margin });
  const exposure = (leverage: string) => ({
    sign: 1 as const,
    quantity: new Dec('10000'),
    size: new Dec('10000'),
    cost: Exact.of(new Dec('10000')),
    leverage: new Dec(leverage),
  });
  const needs = (leverage: string) =>
    requirementOf(model.maintenance, exposure(leverage), Exact.of(new Dec('10000'))).toString();

  it('count from their leverage on, each with its own tiers', () => {
    // Below 5x 5 % of 10,000; from 5x on 2.5 % of 5,000 and 5 % of the rest.
    expect([needs('4.99'), needs('5'), needs('20')]).toEqual(['500', '375', '375']);
    expect(model.tierStarts(new Dec('4')).from).toEqual([]);
    expect(model.tierStarts(new Dec('6')).from.map(String)).toEqual(['5000']);
  });
});
