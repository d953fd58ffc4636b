import {
  text,
  totalBalance,
  type CloseOutRequest,
  type InstrumentTerms,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { ScriptedVenue } from '../../src/adapters/scripted-venue.js';
import { SimulatedVenue } from '../../src/adapters/simulated-venue.js';
import { Dec } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Venue } from '../../src/ports/ports.js';

const X: InstrumentTerms = {
  id: 'X',
  kind: 'linear',
  base: 'X',
  quote: 'USD',
  tick: '0.5',
  liquidationOrder: 'limit',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
};
const Y: InstrumentTerms = { ...X, id: 'Y', base: 'Y', liquidationOrder: 'market' };
const Z: InstrumentTerms = {
  ...X,
  id: 'Z',
  base: 'Z',
  kind: 'inverse',
  multiplier: '100',
  liquidationOrder: 'limit',
};

/** Records what it is asked for; fills by a price per order, in turn, or else nothing. */
class AskedVenue implements Venue {
  readonly asked: CloseOutRequest[] = [];
  constructor(private readonly inner: Venue) {}
  close(request: CloseOutRequest) {
    this.asked.push(request);
    return this.inner.close(request);
  }
}

async function world(instruments: readonly InstrumentTerms[], commands: readonly Command[]) {
  const journal = new MemoryJournal();
  const marks = new Map<string, string>();
  const scripted = new ScriptedVenue((id) => marks.get(id));
  const venue = new AskedVenue(scripted);
  const container = new PlimsollContainer(partsModule({ journal, venue, clock: new FixedClock() }));
  const engine = container.engine();
  const run = async (all: readonly Command[]) => {
    for (const command of all) {
      if (command.type === 'mark') {
        for (const [id, mark] of Object.entries(command.marks ?? {})) marks.set(id, mark);
      }
      const answer = await engine.handle(command);
      if (!answer.ok) throw new Error(answer.error.message);
    }
  };
  const list = instruments.map((instrument): Command => ({ type: 'listInstrument', instrument }));
  await run([
    { type: 'setConfiguration', configuration: { assets: [{ asset: 'Z' }] } },
    ...list,
    ...commands,
  ]);
  return { engine, journal, scripted, venue, run };
}

const deposit = (amount: string, asset = 'USD'): Command => ({
  type: 'deposit',
  account: 'a',
  asset,
  amount,
});
const book = (
  instrument: string,
  side: 'long' | 'short',
  quantity: string,
  entry: string,
): Command => ({ type: 'book', account: 'a', instrument, side, quantity, entry, mode: 'cross' });

describe('the order of a close-out', () => {
  it('is a limit at the bankruptcy price, on the tick and toward the pool', async () => {
    // long 3: 100 - 3 x (1000 - P) is nothing at 966.66..., up to 967
    const long = await world(
      [X],
      [{ type: 'mark', marks: { X: '1000' } }, deposit('100'), book('X', 'long', '3', '1000')],
    );
    expect(long.venue.asked[0]).toMatchObject({ type: 'limit', side: 'long' });
    expect(long.venue.asked[0]!.limit!.toFixed()).toBe('967');
    // short 3: nothing at 1033.33..., down to 1033
    const short = await world(
      [X],
      [{ type: 'mark', marks: { X: '1000' } }, deposit('100'), book('X', 'short', '3', '1000')],
    );
    expect(short.venue.asked[0]!.limit!.toFixed()).toBe('1033');
  });

  it('counts the rest of the pool, and inverse contracts in their own way', async () => {
    // 200 and a profit of 50 on Y: nothing is left at 1000 - 250
    const { venue, run } = await world(
      [X, Y],
      [
        { type: 'mark', marks: { X: '1000', Y: '100' } },
        deposit('200'),
        book('Y', 'long', '5', '100'),
        book('X', 'long', '1', '1000'),
        { type: 'mark', marks: { Y: '110' } },
      ],
    );
    await run([{ type: 'mark', marks: { X: '800' } }]);
    expect(venue.asked[0]!.limit!.toFixed()).toBe('750');
    // inverse long 100 x 100 USD at 1000 with 1 Z: 1 + 10 - 10000 / P is nothing at 909.09...,
    // up to 909.5
    const inverse = await world(
      [Z],
      [
        { type: 'mark', marks: { Z: '1000' }, rates: { Z: '1000' } },
        deposit('1', 'Z'),
        book('Z', 'long', '100', '1000'),
      ],
    );
    await inverse.run([{ type: 'mark', marks: { Z: '940' }, rates: { Z: '940' } }]);
    expect(inverse.venue.asked.map(({ limit }) => limit?.toFixed())).toEqual(['909.5']);
  });

  it('is not filled below zero; what comes next is a market order', async () => {
    const { venue, engine, journal, run } = await world(
      [X],
      [{ type: 'mark', marks: { X: '1000' } }, deposit('120'), book('X', 'long', '1', '1000')],
    );
    // At 850 the pool is below zero, so nobody takes 880; the market order pays 30 too much.
    await run([{ type: 'mark', marks: { X: '850' } }]);
    expect(venue.asked.map(({ type, limit }) => [type, limit?.toFixed()])).toEqual([
      ['limit', '880'],
      ['market', undefined],
    ]);
    expect(text(totalBalance((await engine.account('a'))!, 'USD'))).toBe('-30');
    expect(new Set(venue.asked.map(({ order }) => order)).size).toBe(2);
    expect(journal.envelopes.filter(({ event }) => event.type === 'CloseOutUnfilled')).toHaveLength(
      1,
    );
  });

  it('is a market order where a solvent pool loses on the other side', async () => {
    // Long 1 X beside short 2 X under an id of its own: the pool is net short.
    const { venue, run } = await world(
      [X],
      [
        { type: 'mark', marks: { X: '1000' } },
        deposit('250'),
        { ...book('X', 'short', '2', '1000'), position: 's' } as Command,
        book('X', 'long', '1', '1100'),
      ],
    );
    await run([{ type: 'mark', marks: { X: '1005' } }]);
    expect(venue.asked[0]).toMatchObject({ position: 'X', side: 'long', type: 'market' });
    expect(venue.asked[0]!.limit).toBeUndefined();
  });

  it('survives a snapshot and a crash between limit and market order', async () => {
    const { engine, journal, run, venue, scripted } = await world(
      [X],
      [{ type: 'mark', marks: { X: '1000' } }, deposit('120'), book('X', 'long', '1', '1000')],
    );
    scripted.script('X', { fills: [], then: 'none' });
    await run([{ type: 'mark', marks: { X: '900' } }]);
    const open = (await engine.account('a'))!.pools.get('cross')!.liquidation!;
    expect(open.toMarket).toEqual(['X']);
    const restored = new PlimsollContainer(partsModule({ journal, venue })).engine();
    await restored.restore(await engine.snapshot());
    expect(await restored.stateHash()).toBe(await engine.stateHash());
    const replayed = new PlimsollContainer(partsModule({ journal, venue })).engine();
    await replayed.restore();
    expect(await replayed.stateHash()).toBe(await engine.stateHash());
    scripted.script('X', { fills: [{ price: '870' }], then: 'none' });
    await replayed.handle({ type: 'retry' });
    expect(venue.asked.at(-1)).toMatchObject({ type: 'market' });
    expect((await replayed.account('a'))!.pools.get('cross')!.positions.size).toBe(0);
  });

  it('is honoured by the simulated venue', async () => {
    const venue = new SimulatedVenue(
      { markOf: () => new Dec(900), lotOf: () => undefined },
      { seed: 7 },
    );
    const request: CloseOutRequest = {
      account: 'a',
      pool: 'cross',
      position: 'X',
      instrument: 'X',
      side: 'long',
      type: 'limit',
      order: '1',
      quantity: new Dec(1),
      limit: new Dec('900.5'),
    };
    expect((await venue.close(request)).executions).toEqual([]);
    const better = { ...request, order: '2', limit: new Dec(900) };
    expect((await venue.close(better)).executions).toEqual([{ quantity: '1', price: '900' }]);
    const short = { ...request, order: '3', side: 'short' as const, limit: new Dec('899.5') };
    expect((await venue.close(short)).executions).toEqual([]);
  });
});

describe('the report of executions', () => {
  it('sets every fill against the plan, exactly, and sums them by case', async () => {
    const { engine, scripted, run } = await world(
      [X],
      [{ type: 'mark', marks: { X: '1000' } }, deposit('120'), book('X', 'long', '1', '1000')],
    );
    scripted.script('X', {
      fills: [
        { price: '885', quantity: '0.2' },
        { price: '870', quantity: '0.5' },
        { price: '930', quantity: '0.3' },
      ],
      then: 'none',
    });
    await run([{ type: 'mark', marks: { X: '925' }, at: '2026-03-01T00:00:00Z' }]);
    const answer = await engine.query({ ask: 'execution-report', account: 'a' });
    if (!answer.ok) throw new Error(answer.error.message);
    const [report] = answer.value;
    expect(answer.value).toHaveLength(1);
    expect(report).toMatchObject({
      kind: 'liquidation',
      pool: 'cross',
      outcome: 'closed',
      startedAt: '2026-03-01T00:00:00.000Z',
      endedAt: '2026-03-01T00:00:00.000Z',
    });
    // 0.2 x (925 - 885) = 8; 0.5 x 55 = 27.5; 0.3 x (925 - 930) = -1.5; together 34 of 925
    expect(report!.orders).toMatchObject([
      {
        type: 'limit',
        limit: '880',
        quantity: '1',
        planned: '925',
        profit: '-23',
        fee: '0',
        fills: [{ quantity: '0.2', price: '885', slippage: '8' }],
        unfilled: { quantity: '0.8' },
      },
      {
        type: 'market',
        quantity: '0.8',
        planned: '925',
        profit: '-86',
        fills: [
          { quantity: '0.5', price: '870', slippage: '27.5' },
          { quantity: '0.3', price: '930', slippage: '-1.5' },
        ],
      },
    ]);
    expect(report!.orders[0]!.fills[0]!.basisPoints).toMatch(/^432\.432432/);
    expect(report!.totals).toMatchObject([{ asset: 'USD', slippage: '34', profit: '-109' }]);
    expect(report!.totals[0]!.basisPoints).toMatch(/^367\.567567/);
    const one = await engine.query({
      ask: 'execution-report',
      account: 'a',
      case: report!.case,
    });
    expect(one).toEqual(answer);
  });

  it('plans a protective order at its trigger price, for a short and for inverse contracts', async () => {
    const { engine, scripted, run } = await world(
      [Z, Y],
      [
        { type: 'mark', marks: { Z: '1000', Y: '100' }, rates: { Z: '1000' } },
        deposit('10', 'Z'),
        deposit('1000'),
        book('Z', 'long', '100', '1000'),
        book('Y', 'short', '5', '100'),
        { type: 'protect', account: 'a', instrument: 'Z', stopLoss: '800' },
        { type: 'protect', account: 'a', instrument: 'Y', stopLoss: '110' },
      ],
    );
    scripted.script('Z', { fills: [{ price: '625' }], then: 'none' });
    scripted.script('Y', { fills: [{ price: '109', quantity: '2' }], then: 'none' });
    await run([{ type: 'mark', marks: { Z: '790', Y: '112' } }]);
    const answer = await engine.query({ ask: 'execution-report', account: 'a' });
    if (!answer.ok) throw new Error(answer.error.message);
    const byInstrument = new Map(answer.value.map((one) => [one.orders[0]!.instrument, one]));
    // 10000 / 625 - 10000 / 800 = 16 - 12.5 = 3.5 Z, 2800 bps of 12.5
    expect(byInstrument.get('Z')).toMatchObject({
      kind: 'protection',
      orders: [
        { type: 'market', planned: '800', fills: [{ slippage: '3.5', basisPoints: '2800' }] },
      ],
      totals: [{ asset: 'Z', slippage: '3.5', profit: '-6' }],
    });
    // bought 1 cheaper than planned: 2 better, and 3 contracts still wait
    expect(byInstrument.get('Y')).toMatchObject({
      orders: [{ planned: '110', fills: [{ slippage: '-2' }], unfilled: { quantity: '3' } }],
    });
    expect(byInstrument.get('Y')!.endedAt).toBeUndefined();
  });
});
