import type { ConfigurationTerms, EngineTerms, MarginTerms } from '../../domain/index.js';
import { hashOf } from '../../src/application/hashing.js';
import type { Command } from '../../src/application/commands.js';
import { SECOND, worldOf, type World } from '../support/world.js';

const flat = (maintenance: string): MarginTerms => ({ model: 'flat', initial: '0.2', maintenance });
const setSchedule = (maintenance: string): Command => ({
  type: 'setSchedule',
  instrument: 'ETH-PERP',
  margin: flat(maintenance),
});
const configure = (engine: EngineTerms, more: ConfigurationTerms = {}): Command => ({
  type: 'setConfiguration',
  configuration: { engine, ...more },
});
const mark = (price: string): Command => ({ type: 'mark', marks: { 'ETH-PERP': price } });

function long(account: string, more: Partial<Extract<Command, { type: 'open' }>> = {}): Command {
  const fill = { instrument: 'ETH-PERP', side: 'long', quantity: '10', price: '100' } as const;
  return { type: 'open', account, ...fill, ...more };
}

async function types({ engine, journal }: World, ...commands: Command[]): Promise<string[]> {
  const from = journal.envelopes.length;
  for (const command of commands) {
    const answer = await engine.handle(command);
    expect(answer.ok ? undefined : answer.error).toBeUndefined();
  }
  return journal.envelopes.slice(from).map(({ event }) => event.type);
}

/** Accounts with 150 USD and a long of 10 at 100: equity 150, maintenance 50, at the mark. */
async function holders(names: readonly string[], terms: EngineTerms = {}): Promise<World> {
  const world = await worldOf(terms, { seed: 1 });
  for (const account of names) {
    await types(world, { type: 'deposit', account, asset: 'USD', amount: '150' }, long(account));
  }
  return world;
}

async function isOpen({ engine }: World, account: string, pool = 'cross'): Promise<boolean> {
  return ((await engine.account(account))!.pools.get(pool)?.positions.size ?? 0) > 0;
}

const SWEPT = ['LiquidationStarted', 'CloseOutRequested', 'PositionClosed', 'LiquidationEnded'];

describe('setSchedule', () => {
  // 0.15 x 1000 = 150 meets the equity; 0.149 x 1000 = 149 does not.
  it.each([
    ['0.149', false],
    ['0.15', true],
  ])('to a maintenance rate of %s sweeps: %s', async (maintenance, swept) => {
    const world = await holders(['a']);
    const told = await types(world, setSchedule(maintenance));
    expect(told).toEqual(swept ? ['InstrumentListed', ...SWEPT] : ['InstrumentListed']);
    expect(await isOpen(world, 'a')).toBe(!swept);
  });

  it('sweeps every account it breaches, in the order of their ids', async () => {
    const world = await holders(['b', 'a', 'c']);
    await types(world, { type: 'deposit', account: 'b', asset: 'USD', amount: '1' });
    const from = world.journal.envelopes.length;
    await types(world, setSchedule('0.15'));
    const started = world.journal.envelopes
      .slice(from)
      .flatMap(({ event }) => (event.type === 'LiquidationStarted' ? [event.account] : []));
    expect(started).toEqual(['a', 'c']);
    expect(await isOpen(world, 'b')).toBe(true);
  });

  it('sweeps an isolated pool alone', async () => {
    const world = await holders(['a']);
    const isolated = { mode: 'isolated', margin: '100', position: 'p' } as const;
    const more = { type: 'deposit', account: 'a', asset: 'USD', amount: '150' } as const;
    await types(world, more, long('a', isolated));
    // The isolated pool holds 100 = 0.1 x 1000; the cross pool still has 200.
    await types(world, setSchedule('0.1'));
    expect(await isOpen(world, 'a', 'isolated:p')).toBe(false);
    expect(await isOpen(world, 'a')).toBe(true);
  });

  it('tells alerts and calls that it brings or lifts', async () => {
    const world = await holders(['a'], {
      alerts: { measure: 'usage', at: ['50'] },
      liquidation: { call: '1.5' },
    });
    // usage 100 / 150 = 66 %, and 150 = 1.5 x 100 is at the call line
    expect(await types(world, setSchedule('0.1'))).toEqual([
      'InstrumentListed',
      'MarginAlertRaised',
      'MarginCallIssued',
    ]);
    expect((await types(world, setSchedule('0.05'))).sort()).toEqual([
      'InstrumentListed',
      'MarginAlertCleared',
      'MarginCallLifted',
    ]);
  });

  it('of an unknown instrument, or one that cannot be meant, changes nothing', async () => {
    const { engine } = await holders(['a']);
    const hash = await engine.stateHash();
    const unknown = { type: 'setSchedule', instrument: 'NO', margin: flat('0.05') } as const;
    expect(await engine.handle(unknown)).toMatchObject({
      error: { code: 'market.instrument-unknown' },
    });
    expect(await engine.handle(setSchedule('-0.1'))).toMatchObject({
      error: { code: 'input.invalid' },
    });
    expect(await engine.stateHash()).toBe(hash);
  });
});

describe('setConfiguration', () => {
  it('sweeps what a boundary at equality breaches', async () => {
    const world = await holders(['a'], { boundary: 'below' });
    expect(await types(world, setSchedule('0.15'))).toEqual(['InstrumentListed']);
    const told = await types(world, configure({ boundary: 'at-or-below' }));
    expect(told).toEqual(['ConfigurationSet', ...SWEPT]);
  });

  it('sweeps what a higher trigger breaches, and not a trigger below it', async () => {
    const world = await holders(['a']);
    const at = (trigger: string): Command =>
      configure({ liquidation: { trigger, target: trigger } });
    // 150 = 3 x 50
    expect(await types(world, at('2.99'))).toEqual(['ConfigurationSet']);
    expect(await types(world, at('3'))).toEqual(['ConfigurationSet', ...SWEPT]);
  });

  it('sweeps what a larger haircut breaches', async () => {
    const world = await worldOf({}, { seed: 1 });
    const coin = { type: 'deposit', account: 'a', asset: 'BTC', amount: '0.15' } as const;
    await types(world, coin, long('a'));
    const haircut = (rate: string): Command =>
      configure({}, { assets: [{ asset: 'BTC', haircut: rate }] });
    // 150 x 0.34 = 51 and 150 x 0.33 = 49.5, against 50
    expect(await types(world, haircut('0.66'))).toEqual(['ConfigurationSet']);
    const told = await types(world, haircut('0.67'));
    expect(told.slice(0, 2)).toEqual(['ConfigurationSet', 'LiquidationStarted']);
    expect(await isOpen(world, 'a')).toBe(false);
  });

  it('takes up what was breached while nothing was liquidated', async () => {
    const world = await holders(['a']);
    await types(world, configure({}, { liquidate: false }));
    expect(await types(world, mark('86'))).toEqual(['MarksAdvanced']);
    expect(await isOpen(world, 'a')).toBe(true);
    const told = await types(world, configure({}, { liquidate: true }));
    expect(told).toEqual(['ConfigurationSet', ...SWEPT]);
  });

  it('tells the alerts and calls of its own thresholds', async () => {
    const world = await holders(['a']);
    // usage 33.3 %, cover 3
    const alerts = { measure: 'usage', at: ['30', '40'] } as const;
    expect(await types(world, configure({ alerts, liquidation: { call: '3' } }))).toEqual([
      'ConfigurationSet',
      'MarginAlertRaised',
      'MarginCallIssued',
    ]);
    const lifted = await types(world, configure({ alerts, liquidation: { call: '2.9' } }));
    expect(lifted).toEqual(['ConfigurationSet', 'MarginCallLifted']);
  });

  it('is on the tape whole and hashed, and credits the fund only the first time', async () => {
    const world = await holders([]);
    const terms = { engine: { insuranceFund: { USD: '900' } } };
    await types(world, { type: 'setConfiguration', configuration: terms });
    expect(world.journal.envelopes.at(-1)!.event).toEqual({
      type: 'ConfigurationSet',
      configuration: terms,
      hash: hashOf(terms),
    });
    expect(world.engine.fundBalance('USD')).toBe('500');
  });
});

describe('listInstrument', () => {
  it('with other margin terms sweeps like a schedule', async () => {
    const world = await holders(['a']);
    const instrument = { ...SECOND, margin: flat('0.15') };
    expect(await types(world, { type: 'listInstrument', instrument })).toEqual([
      'InstrumentListed',
      ...SWEPT,
    ]);
  });

  it('with a coarser grid leaves an open position closable', async () => {
    const world = await holders(['a']);
    const instrument = { ...SECOND, lot: '3', minQuantity: '12' };
    await types(world, { type: 'listInstrument', instrument });
    await types(world, { type: 'close', account: 'a', instrument: 'ETH-PERP' });
    expect(await isOpen(world, 'a')).toBe(false);
  });
});

describe('setLeverage', () => {
  const instrument = {
    ...SECOND,
    id: 'ETH-LEV',
    margin: { model: 'leverage', maintenanceFraction: '0.5' },
  } as const;
  const leverage = (times: string): Command => ({
    type: 'setLeverage',
    account: 'a',
    instrument: 'ETH-LEV',
    leverage: times,
  });

  /** 60 USD and a long of 10 at 100 with leverage 20: initial 50, maintenance 25. */
  async function leveraged(margin: MarginTerms = instrument.margin): Promise<World> {
    const world = await worldOf({}, { seed: 1 });
    await types(
      world,
      { type: 'listInstrument', instrument: { ...instrument, margin } },
      { type: 'mark', marks: { 'ETH-LEV': '100' } },
      { type: 'deposit', account: 'a', asset: 'USD', amount: '60' },
      long('a', { instrument: 'ETH-LEV' }),
    );
    return world;
  }

  async function initialMargin({ engine }: World): Promise<string> {
    const pool = await engine.query({ ask: 'pool', account: 'a', pool: 'cross' });
    if (!pool.ok) throw new Error(pool.error.message);
    return String(pool.value.initialMargin);
  }

  it('changes what open positions need, within what the pool holds', async () => {
    const world = await leveraged();
    expect(await initialMargin(world)).toBe('50');
    // 1000 / 16 = 62.5 is above 60
    expect(await world.engine.handle(leverage('16'))).toMatchObject({
      ok: false,
      error: { code: 'margin.initial-insufficient', figure: '-2.5' },
    });
    expect(await initialMargin(world)).toBe('50');
    // Each change looks at the pool once more; the cover of the maintenance is as before.
    expect(await types(world, leverage('17'))).toEqual(['LeverageChanged']);
    expect(await types(world, leverage('20'))).toEqual(['LeverageChanged']);
    expect(await initialMargin(world)).toBe('50');
  });

  it('is refused above the cap and where nothing can be divided by it', async () => {
    const { engine } = await leveraged();
    expect(await engine.handle(leverage('20.1'))).toMatchObject({
      error: { code: 'leverage.above-maximum', figure: '20.1', limit: '20' },
    });
    expect(await engine.handle(leverage('0'))).toMatchObject({
      error: { code: 'input.invalid', field: 'leverage' },
    });
  });

  it('that asks no more than before is accepted below the initial margin', async () => {
    const world = await leveraged();
    await types(world, { type: 'mark', marks: { 'ETH-LEV': '98' } });
    // equity 40 against 49 of initial and 24.5 of maintenance margin
    expect(await types(world, leverage('20'))).toEqual(['LeverageChanged']);
    expect(await world.engine.handle(leverage('19'))).toMatchObject({
      error: { code: 'margin.initial-insufficient' },
    });
  });

  it('is swept in the step where it raises the maintenance margin to the equity', async () => {
    const world = await leveraged({
      model: 'by-leverage',
      bands: [
        { from: '0', margin: { model: 'flat', initial: '0.05', maintenance: '0.025' } },
        { from: '15', margin: { model: 'flat', initial: '0.05', maintenance: '0.03' } },
      ],
    });
    await types(world, leverage('10'), { type: 'mark', marks: { 'ETH-LEV': '96.9' } });
    // equity 29 is above 0.025 x 969 = 24.225 and below 0.03 x 969 = 29.07
    expect(await types(world, leverage('15'))).toEqual(['LeverageChanged', ...SWEPT]);
  });
});
