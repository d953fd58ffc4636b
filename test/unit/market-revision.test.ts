import fc from 'fast-check';
import {
  Dec,
  EPOCH,
  configurationOf,
  fixed,
  initialOf,
  instrumentOf,
  maintenanceOf,
  marginPool,
  measureLine,
  revisionOf,
  valuePool,
  type Mark,
  type Market,
  type MarginPool,
  type Valuation,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { LINEAR, INVERSE, worldOf, type World } from '../support/world.js';

const at = EPOCH;
const held = 12;
const ids = Array.from({ length: held }, (_, index) => `I${index}`);
const termsOf = (id: string, maintenance = '0.05') => ({
  ...(ids.indexOf(id) % 4 === 3 ? INVERSE : LINEAR),
  id,
  lot: '1',
  minQuantity: '1',
  margin: { model: 'flat' as const, initial: '0.1', maintenance },
});
const instruments = ids.map((id) => termsOf(id));
const BASIC: Market = {
  now: EPOCH,
  configuration: configurationOf({}),
  instruments: new Map(instruments.map((terms) => [terms.id, instrumentOf(terms)])),
  marks: new Map(ids.map((id): [string, Mark] => [id, { price: new Dec(100), at }])),
  indexes: new Map(),
  rates: new Map([['BTC', new Dec(100)]]),
};

/** The market in maps of its own, of which nothing is promised. */
function copied({ revision: _none, ...market }: Market): Market {
  const { instruments, marks, indexes, rates } = market;
  return {
    ...market,
    instruments: new Map(instruments),
    marks: new Map(marks),
    indexes: new Map(indexes),
    rates: new Map(rates),
  };
}

const figuresOf = (valuation: Valuation) => ({
  key: valuation.position.key,
  quantity: valuation.exposure.quantity.toString(),
  notional: valuation.notional.toString(),
  profit: valuation.profit.toString(),
  rate: valuation.rate.toString(),
  initial: initialOf(valuation).toString(),
  maintenance: maintenanceOf(valuation).toString(),
});

/** A pool as it is valued here, beside the same positions in a market and pool nobody has seen. */
function beside(market: Market, pool: MarginPool) {
  const stranger = {
    ...pool,
    positions: pool.positions.map((position) => ({ ...position })),
    leverage: { ...pool.leverage },
  };
  const plain = copied(market);
  const figures = (of: Market, one: MarginPool) => {
    const { equity, maintenance } = measureLine(of, one);
    const line = [equity.toString(), maintenance.toString()];
    return { line, each: valuePool(of, one).map(figuresOf) };
  };
  return { here: figures(market, pool), anew: figures(plain, stranger) };
}

describe('the revision of a market', () => {
  const market = fixed(BASIC);

  it('is the same while the market is, and counts for no other', () => {
    expect(revisionOf(BASIC)).toBeUndefined();
    expect(revisionOf(market)).toBe(revisionOf({ ...market, lasts: new Map() }));
    expect(revisionOf(fixed(BASIC))).not.toBe(revisionOf(market));
  });

  it.each<[string, Partial<Market>]>([
    ['time', { now: 5 as Market['now'] }],
    ['configuration', { configuration: configurationOf({}) }],
    ['listing', { instruments: new Map(BASIC.instruments) }],
    ['marks', { marks: new Map(BASIC.marks) }],
    ['indexes', { indexes: new Map() }],
    ['rates', { rates: new Map(BASIC.rates) }],
    ['surfaces', { surfaces: new Map() }],
    ['sources', { sources: new Map() }],
  ])('says nothing of a copy with another %s', (_, changed) => {
    expect(revisionOf({ ...market, ...changed })).toBeUndefined();
  });

  it('is over for every view once it is ended', () => {
    const live = fixed(BASIC);
    const view = { ...live };
    expect(revisionOf(view)).toEqual({});
    live.revision?.end();
    expect(revisionOf(view)).toBeUndefined();
  });
});

const id = fc.constantFrom(...ids);
const price = fc.integer({ min: 93, max: 108 }).map(String);
const quantity = fc.integer({ min: 1, max: 4 }).map(String);
const side = fc.constantFrom('long' as const, 'short' as const);

/** What happens to the engine; the account is in danger at the lowest marks. */
const happening: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .dictionary(id, price, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
      .map((marks) => ({ type: 'mark' as const, marks })),
  },
  { weight: 1, arbitrary: price.map((BTC) => ({ type: 'mark' as const, rates: { BTC } })) },
  {
    weight: 1,
    arbitrary: price.map((one) => ({
      type: 'mark' as const,
      marks: Object.fromEntries(ids.map((each) => [each, String(Number(one) - 25)])),
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ instrument: id, side, quantity, entry: price })
      .map((fill) => ({ type: 'book' as const, account: 'a', ...fill })),
  },
  {
    weight: 3,
    arbitrary: id.map((instrument) => ({ type: 'close' as const, account: 'a', instrument })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('0.05', '0.06', '0.08').chain((maintenance) =>
      id.map((one) => ({
        type: 'listInstrument' as const,
        instrument: termsOf(one, maintenance),
      })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1', '0.5').map((profitWeight) => ({
      type: 'setConfiguration' as const,
      configuration: { engine: { profitWeight, insuranceFund: { USD: '500' } } },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 2, max: 9 }).map((amount) => ({
      type: 'deposit' as const,
      account: 'a',
      asset: 'USD',
      amount: `${amount}00`,
    })),
  },
);

async function peopled(): Promise<World> {
  const marks = Object.fromEntries(ids.map((one) => [one, '100']));
  const listing = { instruments, marks, rates: { BTC: '100' } };
  const world = await worldOf({}, { seed: 7 }, undefined, {}, listing);
  await world.engine.handleTogether([
    { type: 'deposit', account: 'a', asset: 'USD', amount: '900' },
    ...ids.map((instrument, index) => ({
      type: 'book' as const,
      account: 'a',
      instrument,
      side: index % 5 === 2 ? ('short' as const) : ('long' as const),
      quantity: String(1 + index),
      entry: '101',
    })),
  ]);
  return world;
}

describe('an engine that is driven', () => {
  it('values a pool as a market does that nobody has looked at, through whatever view', async () => {
    const seen = { large: 0, closed: 0, listed: 0, retained: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 25 }), async (commands) => {
        const { engine, journal } = await peopled();
        const retained = [engine.market];
        for (const command of commands) {
          const answer =
            command.type === 'mark' && command.rates === undefined
              ? await engine.onMarks({ ...command.marks })
              : await engine.handle(command);
          if (command.type === 'listInstrument' && (answer as { ok?: boolean }).ok === true) {
            seen.listed += 1;
          }
          retained.push(engine.market);
          const account = (await engine.account('a'))!;
          // The view of before is live: what is read through it is as true as through the new one.
          for (const market of [retained.at(-2)!, engine.market, retained[0]!]) {
            const pool = marginPool(account, market, 'cross');
            const { here, anew } = beside(market, pool);
            expect(here).toEqual(anew);
            if (pool.positions.length >= 8) seen.large += 1;
          }
          if (retained.at(-2) !== engine.market) seen.retained += 1;
        }
        seen.closed += journal.envelopes.filter(
          ({ event }) => event.type === 'PositionClosed' && 'closeOut' in event,
        ).length;
      }),
      { numRuns: 60, seed: 20 },
    );
    expect(seen.large).toBeGreaterThan(500);
    expect(seen.closed).toBeGreaterThan(50);
    expect(seen.listed).toBeGreaterThan(10);
    expect(seen.retained).toBeGreaterThan(200);
  });
});

describe('a market of somebody else', () => {
  it('is looked up anew where live maps of others stand in a copy of it', async () => {
    const { engine } = await peopled();
    const account = (await engine.account('a'))!;
    const marks = new Map(engine.market.marks);
    for (const mark of ['99', '98', '97']) {
      marks.set('I1', { price: new Dec(mark), at });
      const view = { ...engine.market, marks };
      const { here, anew } = beside(view, marginPool(account, view, 'cross'));
      expect(here).toEqual(anew);
    }
  });
});
