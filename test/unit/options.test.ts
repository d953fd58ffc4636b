import fc from 'fast-check';
import {
  Dec,
  EPOCH,
  attempt,
  configurationOf,
  instrumentOf,
  measureLine,
  measurePool,
  scenarioTable,
  valueAt,
  type CrossPool,
  type Derivation,
  type InstrumentTerms,
  type Market,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { decimalIn } from '../properties/pool-arbitrary.js';

const CALL: InstrumentTerms = {
  id: 'CALL',
  kind: 'option',
  base: 'BTC',
  quote: 'USD',
  expiry: '1970-03-02T00:00:00Z',
  strike: '100',
  type: 'call',
  impliedVolatility: '0.6',
  margin: { model: 'scenario' },
};

describe('the terms of an option', () => {
  const without = (key: keyof InstrumentTerms): InstrumentTerms => {
    const { [key]: _, ...rest } = CALL;
    return rest as InstrumentTerms;
  };
  const flat = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
  const refused: readonly [what: string, field: string, terms: InstrumentTerms][] = [
    ['no strike', 'strike', without('strike')],
    ['no type', 'type', without('type')],
    ['no expiry', 'expiry', without('expiry')],
    ['a strike of zero', 'strike', { ...CALL, strike: '0' }],
    ['a negative volatility', 'impliedVolatility', { ...CALL, impliedVolatility: '-0.1' }],
    ['another margin model', 'margin.model', { ...CALL, margin: flat }],
    ['a strike on another kind', 'strike', { ...CALL, kind: 'linear' }],
  ];

  it.each(refused)('are refused with %s', (_what, field, terms) => {
    expect(attempt(() => instrumentOf(terms))).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field },
    });
  });
});

const option = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  side: fc.constantFrom('long' as const, 'short' as const),
  strike: decimalIn(60, 150, 0),
  volatility: decimalIn(0.1, 2, 1),
  quantity: decimalIn(0.1, 20, 1),
});

/** Options and one perpetual on one underlying, all in one unit. */
const book = fc.record({
  options: fc.array(option, { minLength: 8, maxLength: 11 }),
  forward: decimalIn(70, 140, 1),
  perpetual: decimalIn(0.1, 10, 1),
  moves: fc.array(
    fc.record({ price: decimalIn(-0.5, 0.8, 2), volatility: decimalIn(-0.5, 0.8, 2) }),
    { minLength: 1, maxLength: 3 },
  ),
});

type Book = typeof book extends fc.Arbitrary<infer T> ? T : never;

/** What options are paid in, what their marks are there, and the perpetual that hedges them. */
const PAID = {
  USD: { mark: '9', perpetual: { kind: 'linear' } },
  BTC: { mark: '0.9', perpetual: { kind: 'inverse', multiplier: '100' } },
} as const;

function viewOf({ options, forward, perpetual, moves }: Book, paidIn: keyof typeof PAID) {
  const { mark, perpetual: kind } = PAID[paidIn];
  const instruments = [
    instrumentOf({
      ...kind,
      id: 'PERP',
      base: 'BTC',
      quote: 'USD',
      margin: { model: 'scenario' },
    }),
    ...options.map(({ type, strike, volatility }, index) =>
      instrumentOf({
        ...CALL,
        quote: paidIn,
        id: `O${index}`,
        type,
        strike,
        impliedVolatility: volatility,
        underlying: 'PERP',
      }),
    ),
  ];
  const market: Market = {
    now: EPOCH,
    instruments: new Map(instruments.map((one) => [one.id, one])),
    marks: new Map(
      instruments.map(({ id }) => [
        id,
        { price: new Dec(id === 'PERP' ? forward : mark), at: EPOCH },
      ]),
    ),
    indexes: new Map(),
    rates: new Map(),
    configuration: configurationOf({
      settlement: paidIn,
      engine: { portfolioMargin: { shocks: moves, vegaPower: { short: '0.3', long: '0.13' } } },
    }),
  };
  const held = [{ side: 'short' as const, quantity: perpetual }, ...options];
  const pool: CrossPool = {
    mode: 'cross',
    id: 'cross',
    orders: [],
    leverage: { instruments: new Map() },
    wallets: new Map([[paidIn, new Map([['spot' as const, new Dec(1000)]])]]),
    positions: held.map(({ side, quantity }, age) => ({
      key: instruments[age]!.id,
      instrument: instruments[age]!.id,
      side,
      quantity: new Dec(quantity),
      cost: valueAt(instruments[age]!, new Dec(quantity), new Dec(age === 0 ? forward : mark)),
      realizedProfit: new Dec(0),
      fees: new Dec(0),
      funding: new Dec(0),
      age,
    })),
  };
  return { market, pool };
}

describe('options in a pool', () => {
  const currencies = ['USD', 'BTC'] as const;

  it.each(currencies)('add up the same, taken out or put in anew, paid in %s', (paidIn) => {
    let required = 0;
    fc.assert(
      fc.property(book, (drawn) => {
        const { market, pool } = viewOf(drawn, paidIn);
        for (let left = pool.positions.length; left > 7; left -= 1) {
          const rest = { ...pool, positions: pool.positions.slice(-left) };
          const line = measureLine(market, rest);
          const { maintenance } = measurePool(market, rest);
          expect(line.maintenance.cmp(maintenance)).toBe(0);
          if (maintenance.sign() > 0) required += 1;
        }
      }),
      { numRuns: 25, seed: 61 },
    );
    expect(required).toBeGreaterThan(30);
  });

  it.each(currencies)('lose what their marks would lose in the move, paid in %s', (paidIn) => {
    let compared = 0;
    fc.assert(
      fc.property(book, (drawn) => {
        const { market, pool } = viewOf(drawn, paidIn);
        const { equity } = measurePool(market, pool);
        const rows = scenarioTable(market, pool)![0]!.rows;
        for (const { loss, after, positions } of rows) {
          const fell = positions.some(({ key, loss: own }) => {
            const held = pool.positions.find((one) => one.key === key)!;
            // A mark cannot fall below zero, though the value it was told with may lose more.
            return key !== 'PERP' && own.abs().cmp(valueOf(held.quantity, paidIn)) >= 0;
          });
          if (fell) continue;
          compared += 1;
          expect(equity.minus(after.equity).cmp(loss)).toBe(0);
        }
      }),
      { numRuns: 60, seed: 62 },
    );
    expect(compared).toBeGreaterThan(15);
  });
});

/** What a position is worth at the mark that every option has here. */
function valueOf(quantity: Dec, paidIn: keyof typeof PAID) {
  return valueAt(instrumentOf(CALL), quantity, new Dec(PAID[paidIn].mark));
}

describe('an implied volatility that was told', () => {
  const engineOf = (journal: MemoryJournal) =>
    new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();

  it('is kept by a snapshot and by the tape, and asks those who hold the option', async () => {
    const journal = new MemoryJournal();
    const engine = engineOf(journal);
    const setup: Command[] = [
      {
        type: 'setConfiguration',
        configuration: { engine: { portfolioMargin: { shocks: [{ price: '0.1' }] } } },
      },
      { type: 'listInstrument', instrument: CALL },
      { type: 'mark', marks: { CALL: '7' }, indexes: { CALL: '100' } },
      { type: 'deposit', account: 'a', asset: 'USD', amount: '10' },
      { type: 'open', account: 'a', instrument: 'CALL', side: 'short', quantity: '1', price: '7' },
      { type: 'volatility', volatilities: { CALL: '0.5' } },
    ];
    for (const command of setup) expect(await engine.handle(command)).toMatchObject({ ok: true });
    expect(engine.market.instruments.get('CALL')?.option?.volatility?.toFixed()).toBe('0.5');
    const copy = engineOf(new MemoryJournal());
    await copy.restore(await engine.snapshot());
    expect(await copy.stateHash()).toBe(await engine.stateHash());
    expect(copy.market.instruments.get('CALL')?.option?.volatility?.toFixed()).toBe('0.5');
    // Close to the expiry a short call gains nothing from time, but loses more in a rise of 10 %.
    const late = { type: 'volatility', volatilities: { CALL: '0.01' }, at: '1970-03-01T00:00:00Z' };
    expect(await engine.handle(late as Command)).toMatchObject({ ok: true });
    const started = journal.envelopes.filter(({ event }) => event.type === 'LiquidationStarted');
    expect(started).toHaveLength(0);
    const line = await engine.query({ ask: 'pool', account: 'a', pool: 'cross' });
    expect(line).toMatchObject({
      ok: true,
      value: { maintenanceMargin: expect.stringMatching(/^9\.9/) as string },
    });
  });
});

describe('a surface that was told', () => {
  const { impliedVolatility: _, ...reading } = CALL;

  it('is kept by a snapshot, and judges those who hold an option that reads it', async () => {
    const journal = new MemoryJournal();
    const engineOf = (kept: MemoryJournal) =>
      new PlimsollContainer(partsModule({ journal: kept, clock: new FixedClock() })).engine();
    const engine = engineOf(journal);
    const surface = (volatility: string) => ({
      type: 'volatility' as const,
      surfaces: { BTC: [{ days: '60', smile: [{ strike: '100', volatility }] }] },
    });
    const setup: Command[] = [
      {
        type: 'setConfiguration',
        configuration: {
          engine: { portfolioMargin: { shocks: [{ price: '0', volatility: '1' }] } },
        },
      },
      { type: 'listInstrument', instrument: reading },
      surface('0.3'),
      { type: 'mark', marks: { CALL: '5' }, indexes: { CALL: '100' } },
      { type: 'deposit', account: 'a', asset: 'USD', amount: '8' },
      { type: 'open', account: 'a', instrument: 'CALL', side: 'short', quantity: '1', price: '5' },
    ];
    for (const command of setup) expect(await engine.handle(command)).toMatchObject({ ok: true });
    const copy = engineOf(new MemoryJournal());
    await copy.restore(await engine.snapshot());
    expect(await copy.stateHash()).toBe(await engine.stateHash());
    // At 30 % the volatility may double for 4.8; at 90 % for 14.1, more than the 8 that are there.
    expect(journal.envelopes.map(({ event }) => event.type)).not.toContain('LiquidationStarted');
    expect(await engine.handle(surface('0.9'))).toMatchObject({ ok: true });
    expect(journal.envelopes.map(({ event }) => event.type)).toContain('LiquidationStarted');
  });

  it('is refused where nothing is told, or an option has a volatility of its own', async () => {
    const engine = new PlimsollContainer(partsModule({ journal: new MemoryJournal() })).engine();
    expect(await engine.handle({ type: 'listInstrument', instrument: reading })).toMatchObject({
      ok: true,
    });
    for (const command of [
      { type: 'volatility' },
      { type: 'volatility', volatilities: { CALL: '0.5' } },
      { type: 'volatility', surfaces: { BTC: [] } },
      { type: 'volatility', surfaces: { BTC: [{ days: '30' }] } },
    ]) {
      expect(await engine.handle(command as Command)).toMatchObject({
        ok: false,
        error: { code: 'input.invalid' },
      });
    }
  });
});

describe('the explanation of a requirement', () => {
  it('names the worst scenario and what each position loses in it', async () => {
    const engine = new PlimsollContainer(
      partsModule({ journal: new MemoryJournal(), clock: new FixedClock() }),
    ).engine();
    const setup: Command[] = [
      {
        type: 'setConfiguration',
        configuration: {
          engine: {
            portfolioMargin: {
              shocks: [
                { price: '-0.1', volatility: '0.5' },
                { price: '0.1', volatility: '0.5' },
              ],
            },
          },
        },
      },
      {
        type: 'listInstrument',
        instrument: {
          id: 'PERP',
          kind: 'linear',
          base: 'BTC',
          quote: 'USD',
          margin: { model: 'scenario' },
        },
      },
      { type: 'listInstrument', instrument: { ...CALL, underlying: 'PERP' } },
      { type: 'mark', marks: { PERP: '100', CALL: '9' } },
      { type: 'deposit', account: 'a', asset: 'USD', amount: '100' },
      { type: 'open', account: 'a', instrument: 'CALL', side: 'short', quantity: '2', price: '9' },
      { type: 'open', account: 'a', instrument: 'PERP', side: 'long', quantity: '1', price: '100' },
    ];
    for (const command of setup) expect(await engine.handle(command)).toMatchObject({ ok: true });
    const asked = { ask: 'explain', account: 'a', pool: 'cross' } as const;
    const why = await engine.query({ ...asked, figure: 'maintenanceMargin' });
    if (!why.ok) throw new Error(why.error.message);
    const worst = nodesOf(why.value).find(({ parts }) =>
      parts.some(({ figure }) => figure === 'loss of CALL'),
    );
    // The writer of two calls fears the rise, against which one coin is held: it gains 10 in it.
    expect(worst).toMatchObject({
      figure: 'scenario 2',
      formula: 'price 0.1, volatility 0.5 with weight 1',
    });
    const [call, perpetual] = worst!.parts;
    expect(perpetual).toMatchObject({ figure: 'loss of PERP', value: '-10' });
    expect(Number(call!.value) - 10).toBeCloseTo(Number(why.value.value), 12);
    expect(Number(call!.value)).toBeGreaterThan(10);
  });
});

function nodesOf(node: Derivation): readonly Derivation[] {
  return [node, ...node.parts.flatMap(nodesOf)];
}
