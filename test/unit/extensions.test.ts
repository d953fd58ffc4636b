import { ContainerModule } from 'inversify';
import {
  Dec,
  Exact,
  entryKey,
  minOf,
  parseDecimal,
  proportional,
  refuse,
  type ClosingSize,
  type ConfigurationTerms,
  type DeficitPayer,
  type Exposure,
  type MarginModelMaker,
  type MarginTerms,
  type Piece,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { SimulatedVenue } from '../../src/adapters/simulated-venue.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import {
  CLOSING_SIZE,
  DEFICIT_PAYER,
  MARGIN_MODEL,
  PlimsollContainer,
  partsModule,
  type Parts,
} from '../../src/di/index.js';
import { SECOND } from '../support/world.js';

const MARK = '86';

function container(parts: Parts, ...extensions: ContainerModule[]): PlimsollContainer {
  const clock = new FixedClock();
  return new PlimsollContainer(partsModule({ clock, ...parts }), ...extensions);
}

function sized(name: string, size: ClosingSize): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOSING_SIZE).toConstantValue({ name, size });
  });
}

/** An account whose long of 10 at 100 is breached at 86: equity 10, maintenance 43. */
const STORY: readonly Command[] = [
  { type: 'listInstrument', instrument: SECOND },
  { type: 'mark', marks: { 'ETH-PERP': '100' } },
  { type: 'deposit', account: 'a', asset: 'USD', amount: '150' },
  {
    type: 'open',
    account: 'a',
    instrument: 'ETH-PERP',
    side: 'long',
    quantity: '10',
    price: '100',
  },
  { type: 'mark', marks: { 'ETH-PERP': MARK } },
];

const configured = (configuration: ConfigurationTerms): Command => ({
  type: 'setConfiguration',
  configuration,
});
const bySize = (size: string): Command => configured({ engine: { liquidation: { size } } });

async function play(engine: MarginEngine, ...commands: readonly Command[]): Promise<void> {
  for (const answer of await Promise.all(commands.map((one) => engine.handle(one)))) {
    expect(answer).toMatchObject({ ok: true });
  }
}

function closeOuts({ envelopes }: MemoryJournal): (readonly [string, string])[] {
  return envelopes.flatMap(({ event }) =>
    event.type === 'CloseOutRequested' ? [[event.order, event.quantity] as const] : [],
  );
}

describe('an own closing size', () => {
  it('is asked for each close-out, by the name that the configuration gives', async () => {
    const journal = new MemoryJournal();
    const threeAtMost: ClosingSize = (_market, _pool, { position }) =>
      position.quantity.gt(3) ? new Dec(3) : position.quantity;
    const engine = container({ journal }, sized('three-at-most', threeAtMost)).engine();
    await play(engine, bySize('three-at-most'), ...STORY);
    // The equity stays 10; 0.05 x 86 x 10, 7, 4 is above it and 0.05 x 86 x 1 = 4.3 is not.
    expect(closeOuts(journal).map(([, quantity]) => quantity)).toEqual(['3', '3', '3']);
    expect(journal.envelopes.at(-1)!.event).toMatchObject({ outcome: 'restored' });
  });

  it('that nobody bound is refused by its name, with those there are', async () => {
    const engine = container(
      {},
      sized('three-at-most', () => new Dec(3)),
    ).engine();
    expect(await engine.handle(bySize('by-moon'))).toMatchObject({
      ok: false,
      error: {
        code: 'input.invalid',
        field: 'engine.liquidation.size',
        figure: 'by-moon',
        limit: 'whole-position, just-enough, tier-down, three-at-most',
      },
    });
  });

  it.each([
    ['nothing', '0'],
    ['less than nothing', '-1'],
    ['a part of a lot', '0.05'],
  ])('that says %s halts the account and closes nothing', async (_, quantity) => {
    const journal = new MemoryJournal();
    const engine = container(
      { journal },
      sized('odd', () => new Dec(quantity)),
    ).engine();
    await play(engine, bySize('odd'), ...STORY);
    expect(closeOuts(journal)).toEqual([]);
    expect((await engine.account('a'))!.halted).toMatchObject({
      rule: 'I-16',
      figures: { size: quantity, quantity: '10', step: '0.1' },
    });
  });

  it('that says more than there is closes all of it', async () => {
    const journal = new MemoryJournal();
    const engine = container(
      { journal },
      sized('all', () => new Dec(1000)),
    ).engine();
    await play(engine, bySize('all'), ...STORY);
    expect(closeOuts(journal).map(([, quantity]) => quantity)).toEqual(['10']);
  });

  it('is what a simulation asks too', async () => {
    const engine = container(
      {},
      sized('three', () => new Dec(3)),
    ).engine();
    await play(engine, bySize('three'), ...STORY.slice(0, -1));
    const change = { type: 'mark', marks: { 'ETH-PERP': MARK } } as const;
    const simulated = await engine.simulate('a', [change]);
    if (!simulated.ok) throw new Error(simulated.error.message);
    expect(simulated.value.closedOut.map(({ quantity }) => String(quantity))).toEqual([
      '3',
      '3',
      '3',
    ]);
  });
});

describe('an own payer of deficits', () => {
  const bound = (name: string, payer: DeficitPayer): ContainerModule =>
    new ContainerModule(({ bind }) => {
      bind(DEFICIT_PAYER).toConstantValue({ name, payer });
    });
  /** Pays until it has paid 20 in an asset, for everybody together. */
  const reserve: DeficitPayer = ({ amount, paid }) => minOf(amount, new Dec(20).minus(paid));
  const listed = (...deficit: string[]): Command => configured({ engine: { deficit } });

  /** Accounts with 150 and a long of 10 at 100; at 83 each owes 20, at 82 each owes 30. */
  function holders(...names: string[]): Command[] {
    return names.flatMap((account): Command[] => [
      { type: 'deposit', account, asset: 'USD', amount: '150' },
      {
        type: 'open',
        account,
        instrument: 'ETH-PERP',
        side: 'long',
        quantity: '10',
        price: '100',
      },
    ]);
  }
  const market: Command[] = [
    { type: 'listInstrument', instrument: SECOND },
    { type: 'mark', marks: { 'ETH-PERP': '100' } },
  ];
  const crash = (price: string): Command => ({ type: 'mark', marks: { 'ETH-PERP': price } });

  function paid({ envelopes }: MemoryJournal): (readonly string[])[] {
    return envelopes.flatMap(({ event }) => {
      if (event.type === 'DeficitPaid') return [[event.account, event.by, event.amount]];
      if (event.type === 'NegativeBalanceCarried') return [[event.account, 'debt', event.amount]];
      if (event.type === 'LossAbsorbed') return [[event.account, 'venue', event.amount]];
      return [];
    });
  }

  it('is asked in its place of the list, for what the ones before it left', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal }, bound('reserve', reserve)).engine();
    const setup = [listed('reserve', 'negative-balance'), ...market, ...holders('a', 'b')];
    await play(engine, ...setup, crash('82'));
    expect(paid(journal)).toEqual([
      ['a', 'reserve', '20'],
      ['a', 'debt', '10'],
      ['b', 'debt', '30'],
    ]);
    const entry = entryKey({ at: 'payer', payer: 'reserve' }, 'USD');
    const snapshot = await engine.snapshot();
    expect(new Map(snapshot.body.ledger).get(entry)).toBe('-20');
    const next = container({ journal }, bound('reserve', reserve)).engine();
    await next.restore();
    expect(await next.stateHash()).toBe(await engine.stateHash());
  });

  it('knows what it has paid within one step over several accounts', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal }, bound('reserve', reserve)).engine();
    const off = configured({ liquidate: false, engine: { deficit: ['reserve'] } });
    const settle = { type: 'settle', instrument: 'ETH-PERP', price: '83.5' } as const;
    await play(engine, off, ...market, ...holders('a', 'b'), settle);
    // Each owes 15: 15 for one, the last 5 for the other.
    expect(paid(journal)).toEqual([
      ['a', 'reserve', '15'],
      ['b', 'reserve', '5'],
      ['b', 'venue', '10'],
    ]);
  });

  it('is asked for an isolated pool, and by a simulation', async () => {
    const engine = container({}, bound('reserve', reserve)).engine();
    const isolated = {
      type: 'open',
      account: 'a',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '10',
      price: '100',
      mode: 'isolated',
      margin: '150',
    } as const;
    const deposit = { type: 'deposit', account: 'a', asset: 'USD', amount: '500' } as const;
    await play(engine, listed('reserve'), ...market, deposit, isolated);
    const simulated = await engine.simulate('a', [crash('83')] as never);
    if (!simulated.ok) throw new Error(simulated.error.message);
    expect(simulated.value.events.find(({ type }) => type === 'DeficitPaid')).toMatchObject({
      pool: 'isolated:ETH-PERP',
      amount: '20',
    });
  });

  it.each([
    ['too much', '1000', [['a', 'own', '20']]],
    ['less than nothing', '-5', [['a', 'venue', '20']]],
    [
      'what cannot be booked',
      '3.339',
      [
        ['a', 'own', '3.33'],
        ['a', 'venue', '16.67'],
      ],
    ],
  ])('that offers %s is taken at what can be paid', async (_, offer, expected) => {
    const journal = new MemoryJournal();
    const engine = container(
      { journal },
      bound('own', () => new Dec(offer)),
    ).engine();
    const terms = configured({ engine: { deficit: ['own'], bookedDecimals: { USD: 2 } } });
    await play(engine, terms, ...market, ...holders('a'), crash('83'));
    expect(paid(journal)).toEqual(expected);
  });

  it('that nobody bound is refused by its name, and one with a name that is taken', async () => {
    const { engine } = { engine: container({}, bound('reserve', reserve)).engine() };
    expect(await engine.handle(listed('insurance-fund', 'by-moon'))).toMatchObject({
      ok: false,
      error: { field: 'engine.deficit', figure: 'by-moon' },
    });
    expect(() => container({}, bound('insurance-fund', reserve)).engine()).toThrow(
      'cannot be named insurance-fund',
    );
  });
});

describe('an own margin model', () => {
  /** The rates grow by their whole for every `doubling` contracts. */
  const crowding: MarginModelMaker = ({ params = {} }, { instrument }) => {
    const [initial, maintenance, doubling] = ['initial', 'maintenance', 'doubling'].map((name) => {
      const read = parseDecimal(params[name]);
      if (read.ok && read.value.gt(0)) return read.value;
      return refuse('input.invalid', `${instrument}: ${name} must be positive`, {
        field: `margin.params.${name}`,
      });
    });
    const growing =
      (rate: Dec) =>
      ({ quantity }: Exposure): readonly Piece[] =>
        proportional(Exact.quotient(rate.times(doubling!.plus(quantity)), doubling!));
    return { initial: growing(initial!), maintenance: growing(maintenance!) };
  };
  const extension = new ContainerModule(({ bind }) => {
    bind(MARGIN_MODEL).toConstantValue({ name: 'crowding', model: crowding });
  });
  const params = { initial: '0.05', maintenance: '0.025', doubling: '10' };
  const margin: MarginTerms = { model: 'custom', name: 'crowding', params };
  const instrument = { ...SECOND, margin };
  /** 10 contracts double the rates: 0.1 to open and 0.05 to keep, as the flat model asks. */
  const setup: Command[] = [configured({}), { type: 'listInstrument', instrument }];
  const [, ...story] = STORY;

  async function figures(engine: MarginEngine): Promise<unknown> {
    const pool = await engine.query({ ask: 'pool', account: 'a', pool: 'cross' });
    const position = {
      ask: 'position',
      account: 'a',
      pool: 'cross',
      position: 'ETH-PERP',
    } as const;
    const held = await engine.query(position);
    if (!pool.ok || !held.ok) throw new Error('no figures');
    const { initialMargin, maintenanceMargin } = pool.value;
    return { initialMargin, maintenanceMargin, liquidationPrice: held.value.liquidationPrice };
  }

  it('measures, is solved for the liquidation price, and liquidates at it', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal }, extension).engine();
    await play(engine, ...setup, ...story.slice(0, -1));
    // 150 + 10 (P - 100) = 0.05 x 10 P at P = 850 / 9.5
    const liquidationPrice = '89.4736842105263157894736842105263157894736842105263157894736842105';
    const found = await figures(engine);
    expect(found).toMatchObject({ initialMargin: '100', maintenanceMargin: '50' });
    const price = String((found as { liquidationPrice: unknown }).liquidationPrice);
    expect(price.startsWith(liquidationPrice.slice(0, 20))).toBe(true);
    await play(engine, { type: 'mark', marks: { 'ETH-PERP': '89.48' } });
    expect(closeOuts(journal)).toEqual([]);
    await play(engine, { type: 'mark', marks: { 'ETH-PERP': '89.47' } });
    expect(closeOuts(journal)).toHaveLength(1);
  });

  it('is on the tape by its name: another engine that has it rebuilds the same', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal }, extension).engine();
    await play(engine, ...setup, ...story);
    const hash = await engine.stateHash();
    for (const snapshot of [undefined, await engine.snapshot()]) {
      const next = container({ journal }, extension).engine();
      await next.restore(snapshot);
      expect(await next.stateHash()).toBe(hash);
    }
  });

  it('counts wherever the past is read: histories, stories, reports and explanations', async () => {
    const engine = container({}, extension).engine();
    await play(engine, ...setup, ...story);
    const asked = [
      { ask: 'history', account: 'a', kind: 'positions' },
      { ask: 'history', account: 'a', kind: 'lots' },
      { ask: 'history', account: 'a', kind: 'liquidations' },
      { ask: 'execution-report', account: 'a' },
      { ask: 'explain', account: 'a', pool: 'cross', figure: 'equity' },
    ] as const;
    for (const question of asked) {
      expect({ question, answer: await engine.query(question) }).toMatchObject({
        answer: { ok: true },
      });
    }
    const told = await engine.query({ ask: 'story', account: 'a' });
    if (!told.ok) throw new Error(told.error.message);
    expect(told.value).toMatchObject([{ started: { maintenance: '43', equity: '10' } }]);
  });

  it('may be swept in by a schedule, or stand for one band of leverage', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal }, extension).engine();
    await play(engine, ...STORY.slice(0, -1));
    const steep = { ...params, maintenance: '0.075' };
    const schedule = { type: 'setSchedule', instrument: 'ETH-PERP' } as const;
    await play(engine, { ...schedule, margin: { ...margin, params: steep } });
    // 0.075 doubled is 0.15 of 1000, which is the equity.
    expect(closeOuts(journal)).toHaveLength(1);
    const bands = [{ from: '0', margin }];
    await play(engine, { ...schedule, margin: { model: 'by-leverage', bands } });
  });

  it('that nobody bound, or whose terms cannot be meant, is refused', async () => {
    const engine = container({}, extension).engine();
    const listing = (terms: MarginTerms): Command => ({
      type: 'listInstrument',
      instrument: { ...SECOND, margin: terms },
    });
    expect(await engine.handle(listing({ model: 'custom', name: 'by-moon' }))).toMatchObject({
      ok: false,
      error: { field: 'margin.name', figure: 'by-moon', limit: 'crowding' },
    });
    const wrong = { ...margin, params: { ...params, doubling: '0' } };
    expect(await engine.handle(listing(wrong))).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: 'margin.params.doubling' },
    });
  });
});

describe('own ids', () => {
  const ids = {
    command: (sequence: number) => `cmd-${sequence}`,
    order: (closing: string, number: number) => `ORD${closing.length}X${number}`,
  };

  it('name commands without an id and the orders of closings', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, ids }).engine();
    await play(engine, configured({}), ...STORY);
    expect(journal.envelopes.slice(0, 3).map(({ command }) => command)).toEqual([
      'cmd-1',
      'cmd-2',
      'cmd-3',
    ]);
    expect(closeOuts(journal)).toEqual([['ORD9X1', '10']]);
  });

  it('stand on the tape, so that an order that failed is asked for by the same id', async () => {
    const journal = new MemoryJournal();
    const asked: string[] = [];
    const market = { markOf: () => new Dec(MARK), lotOf: () => undefined };
    const failing = new SimulatedVenue(market, { seed: 1, failure: 1 });
    const venue = {
      close: (request: Parameters<SimulatedVenue['close']>[0]) => {
        asked.push(request.order);
        return failing.close(request);
      },
    };
    let drawn = 0;
    const random = { ...ids, order: () => `order-${(drawn += 1)}` };
    await play(container({ journal, venue, ids: random }).engine(), configured({}), ...STORY);
    const next = container({ journal, venue, ids: random }).engine();
    await next.restore();
    await next.handle({ type: 'retry' });
    expect(asked).toEqual(['order-1', 'order-1']);
  });
});

describe('the configuration an engine starts with', () => {
  const configuration = { engine: { insuranceFund: { USD: '70' }, boundary: 'below' } } as const;

  it('is on the tape before the first command, at its time, and credits the fund', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    expect(engine.market.configuration.boundary).toBe('below');
    expect(journal.envelopes).toEqual([]);
    const at = '2025-01-01T00:00:00Z';
    await play(engine, { type: 'listInstrument', instrument: SECOND, at });
    expect(journal.envelopes.map(({ event }) => event.type)).toEqual([
      'ConfigurationSet',
      'FundCredited',
      'InstrumentListed',
    ]);
    expect(new Set(journal.envelopes.map((envelope) => envelope.at)).size).toBe(1);
    expect(engine.fundBalance('USD')).toBe('70');
    // The tape alone rebuilds it, whatever the next engine is made with.
    const next = container({ journal }).engine();
    await next.restore();
    expect(await next.stateHash()).toBe(await engine.stateHash());
    expect(next.market.configuration.boundary).toBe('below');
  });

  it('stands before an import too', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    await engine.import([{ type: 'deposit', account: 'a', asset: 'USD', amount: '1' }]);
    expect(journal.envelopes[0]!.event.type).toBe('ConfigurationSet');
  });

  it('gives way to a first command that sets another, and to a tape', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    await play(engine, configured({ engine: { insuranceFund: { USD: '5' } } }));
    expect(journal.envelopes.map(({ event }) => event.type)).toEqual([
      'ConfigurationSet',
      'FundCredited',
    ]);
    expect(engine.fundBalance('USD')).toBe('5');
    expect(engine.market.configuration.boundary).toBe('at-or-below');
    const next = container({ journal, configuration }).engine();
    await next.restore();
    await play(next, { type: 'listInstrument', instrument: SECOND });
    expect(next.market.configuration.boundary).toBe('at-or-below');
  });

  it('is left alone by a command that is refused for its shape or its time', async () => {
    const journal = new MemoryJournal();
    const engine = container({ journal, configuration }).engine();
    const asked = [{ type: 'nonsense' }, { type: 'retry', at: 'yesterday' }] as never[];
    for (const command of asked) {
      expect(await engine.handle(command)).toMatchObject({ ok: false });
    }
    expect(journal.envelopes).toEqual([]);
  });

  it('that cannot be meant fails when the engine is made', () => {
    const wrong = { engine: { liquidation: { trigger: '2', target: '1' } } };
    expect(() => container({ configuration: wrong }).engine()).toThrow('above its target');
    const unbound = { engine: { liquidation: { order: 'by-moon' } } };
    expect(() => container({ configuration: unbound }).engine()).toThrow('by-moon');
  });
});
