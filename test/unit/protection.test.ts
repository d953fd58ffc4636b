import { text, totalBalance, type CloseOutRequest } from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { MarginEngine } from '../../src/application/margin-engine.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Notification, Notifier } from '../../src/ports/notifier.js';
import type { Venue, VenueAnswer } from '../../src/ports/ports.js';

/** Fills at a price and remembers its answers; may lose an answer after filling. */
class PatientVenue implements Venue {
  readonly filled: string[] = [];
  lose = false;
  /** Answers are held back until it is called. */
  gate: Promise<void> = Promise.resolve();
  private readonly answers = new Map<string, VenueAnswer>();

  constructor(private readonly price: string) {}

  async close({ order, quantity }: CloseOutRequest): Promise<VenueAnswer> {
    const known = this.answers.get(order);
    if (known !== undefined && !this.lose) return known;
    if (known !== undefined) throw new Error('no answer');
    this.filled.push(order);
    const answer = { executions: [{ quantity: quantity.toFixed(), price: this.price }] };
    this.answers.set(order, answer);
    await this.gate;
    if (this.lose) throw new Error('no answer');
    return answer;
  }
}

const SETUP: readonly Command[] = [
  { type: 'setConfiguration', configuration: {} },
  {
    type: 'listInstrument',
    instrument: {
      id: 'X',
      kind: 'linear',
      base: 'X',
      quote: 'USD',
      lot: '0.1',
      minQuantity: '0.2',
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    },
  },
  { type: 'mark', marks: { X: '1000' } },
  { type: 'deposit', account: 'a', asset: 'USD', amount: '150' },
  { type: 'open', account: 'a', instrument: 'X', side: 'long', quantity: '1', price: '1000' },
];

async function world(venue: Venue, journal = new MemoryJournal(), setup = SETUP) {
  const engine = new PlimsollContainer(
    partsModule({ venue, journal, clock: new FixedClock() }),
  ).engine();
  for (const command of setup) {
    const answer = await engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
  return { engine, journal };
}

const types = ({ envelopes }: MemoryJournal, from: number) =>
  envelopes.slice(from).map(({ event }) => event.type);

async function refusal(engine: MarginEngine, command: Command): Promise<unknown> {
  const before = await engine.stateHash();
  const answer = await engine.handle(command);
  expect(await engine.stateHash()).toBe(before);
  return answer.ok ? undefined : answer.error;
}

const protect = { type: 'protect', account: 'a', instrument: 'X' } as const;

describe('protective orders', () => {
  it.each([
    [{}, 'input.invalid', 'stopLoss'],
    [{ stopLoss: '1000' }, 'protection.would-trigger', 'stopLoss'],
    [{ takeProfit: '1000' }, 'protection.would-trigger', 'takeProfit'],
    [{ stopLoss: '0' }, 'input.invalid', 'stopLoss.price'],
    [
      { stopLoss: { price: '900', quantity: '1.1' } },
      'position.exceeds-quantity',
      'stopLoss.quantity',
    ],
    [{ stopLoss: { price: '900', quantity: '0.25' } }, 'quantity.off-lot', 'quantity'],
    [{ stopLoss: { price: '900', quantity: '0.1' } }, 'quantity.below-minimum', 'quantity'],
    [{ stopLoss: { price: '900', share: '1.01' } }, 'input.invalid', 'stopLoss.share'],
    [
      { stopLoss: { price: '900', share: '0.5', quantity: '0.5' } },
      'input.invalid',
      'stopLoss.share',
    ],
    [{ trailing: { amount: '5', percent: '5' } }, 'input.invalid', 'trailing.amount'],
    [{ trailing: {} }, 'input.invalid', 'trailing.amount'],
    [{ trailing: { percent: '100' } }, 'input.invalid', 'trailing.percent'],
    [{ trailing: '0' }, 'input.invalid', 'trailing.amount'],
    [
      { stopLoss: { price: '1200', trigger: 'last' }, takeProfit: '1100' },
      'input.invalid',
      'takeProfit',
    ],
  ] as const)('refuses %j with %s at %s', async (orders, code, field) => {
    const { engine } = await world(new PatientVenue('900'));
    // The trade that opened the position is the last price, so it must not be reached either.
    const error = await refusal(engine, { ...protect, ...orders });
    expect(error).toMatchObject({ code, field });
  });

  it('names a position that is not there', async () => {
    const { engine } = await world(new PatientVenue('900'));
    const command: Command = { ...protect, instrument: 'Y', stopLoss: '900' };
    expect(await refusal(engine, command)).toMatchObject({ code: 'position.not-found' });
  });

  it('asks for an unanswered order again with the same id, after a restart too', async () => {
    const venue = new PatientVenue('940');
    venue.lose = true;
    const { engine, journal } = await world(venue);
    await engine.handle({ ...protect, stopLoss: '950' });
    await engine.onMarks({ X: '945' });
    expect(venue.filled).toHaveLength(1);
    const replaced = await engine.handle({ ...protect, stopLoss: '930' });
    expect(replaced).toMatchObject({ ok: false, error: { code: 'protection.pending' } });
    // The line is crossed while the outcome is unknown: the case waits and closes nothing twice.
    await engine.onMarks({ X: '800' });
    const pool = (await engine.account('a'))!.pools.get('cross')!;
    expect(pool.liquidation?.id).toMatch(/\/cross\//);
    expect(pool.positions.get('X')!.quantity.toFixed()).toBe('1');
    expect(venue.filled).toHaveLength(1);
    venue.lose = false;
    const tape = new MemoryJournal();
    tape.envelopes.push(...journal.envelopes);
    const { engine: next } = await world(venue, tape, []);
    await next.restore();
    expect(await next.stateHash()).toBe(await engine.stateHash());
    await next.handle({ type: 'retry' });
    expect(venue.filled).toHaveLength(1);
    const account = (await next.account('a'))!;
    expect(account.pools.get('cross')!.positions.size).toBe(0);
    expect(account.pools.get('cross')!.liquidation).toBeUndefined();
    expect(text(totalBalance(account, 'USD'))).toBe('90');
  });

  it('leaves closing by hand open while the venue is asked, and never turns the position', async () => {
    const venue = new PatientVenue('940');
    let open: () => void = () => undefined;
    venue.gate = new Promise((resolve) => (open = resolve));
    const { engine, journal } = await world(venue);
    await engine.handle({ ...protect, stopLoss: '950' });
    const batch = engine.onMarks({ X: '945' });
    while (venue.filled.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const close = engine.handle({
      type: 'close',
      account: 'a',
      instrument: 'X',
      quantity: '0.7',
      price: '946',
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    open();
    expect(await close).toMatchObject({ ok: true });
    await batch;
    const account = (await engine.account('a'))!;
    expect(account.pools.get('cross')!.positions.size).toBe(0);
    // 150 - 0.7 x 54 - 0.3 x 60
    expect(text(totalBalance(account, 'USD'))).toBe('94.2');
    const beyond = journal.envelopes.find(
      ({ event }) => event.type === 'ProtectiveFillBeyondPosition',
    );
    expect(beyond?.event).toMatchObject({ quantity: '0.7' });
  });

  it('shrink with the position, move with its pool and end with it', async () => {
    const { engine } = await world(new PatientVenue('900'), undefined, [
      { type: 'setConfiguration', configuration: { engine: { modeSwitch: 'allowed' } } },
      ...SETUP.slice(1),
    ]);
    await engine.handle({ ...protect, stopLoss: { price: '900', quantity: '0.8' } });
    await engine.handle({ type: 'close', account: 'a', instrument: 'X', quantity: '0.5' });
    const orderOf = async (pool: string) =>
      (await engine.account('a'))!.pools.get(pool)!.protections?.get('X')?.stopLoss;
    expect((await orderOf('cross'))!.quantity!.toFixed()).toBe('0.5');
    const open = { type: 'open', account: 'a', instrument: 'X', price: '1000' } as const;
    await engine.handle({ ...open, side: 'long', quantity: '0.3' });
    expect((await orderOf('cross'))!.quantity!.toFixed()).toBe('0.5');
    await engine.handle({ type: 'setMode', account: 'a', instrument: 'X', mode: 'isolated' });
    expect(await orderOf('cross')).toBeUndefined();
    expect((await orderOf('isolated:X'))!.price.toFixed()).toBe('900');
    await engine.handle({ ...open, side: 'short', quantity: '1.1' });
    const pool = (await engine.account('a'))!.pools.get('isolated:X')!;
    expect(pool.positions.get('X')!.side).toBe('short');
    expect(pool.protections).toBeUndefined();
  });

  it('survive a snapshot with the extremes they trail', async () => {
    const venue = new PatientVenue('1080');
    const { engine, journal } = await world(venue);
    await engine.handle({
      ...protect,
      trailing: { percent: '5', share: '0.5' },
      takeProfit: '2000',
    });
    await engine.handle({
      type: 'lossLimits',
      account: 'a',
      limits: { account: { limit: '500' }, daily: { limit: '400', utcOffset: '+01:00' } },
    });
    await engine.onMarks({ X: '1140' });
    const snapshot = await engine.snapshot();
    const { engine: next } = await world(venue, journal, []);
    await next.restore(snapshot);
    expect(await next.stateHash()).toBe(await engine.stateHash());
    const from = journal.envelopes.length;
    await next.onMarks({ X: '1083.01' });
    expect(types(journal, from)).toEqual(['MarksAdvanced']);
    await next.onMarks({ X: '1083' });
    const triggered = journal.envelopes.find(({ event }) => event.type === 'ProtectionTriggered');
    expect(triggered?.event).toMatchObject({ trigger: '1083', quantity: '0.5', cause: 'trailing' });
  });

  it('are told with the price a trailing stop triggers at, and with what is left of the limits', async () => {
    const venue = new PatientVenue('940');
    const { engine } = await world(venue);
    await engine.handle({ ...protect, trailing: { percent: '5' }, takeProfit: '2000' });
    await engine.handle({
      type: 'lossLimits',
      account: 'a',
      limits: {
        position: { limit: '200' },
        account: { limit: '500', policy: 'block' },
        daily: { limit: '400', counts: 'with-unrealized' },
      },
    });
    await engine.onMarks({ X: '1100' }, { at: '2026-03-01T10:00:00Z' });
    await engine.handle({ type: 'close', account: 'a', instrument: 'X', quantity: '0.5' });
    await engine.onMarks({ X: '1060' }, { at: '2026-03-01T11:00:00Z' });
    const told = await engine.query({ ask: 'protection', account: 'a' });
    // half at 1100 gained 50, the other half is 30 up; 5 % below 1100 is 1045
    expect(told).toEqual({
      ok: true,
      value: {
        positions: [
          {
            pool: 'cross',
            position: 'X',
            instrument: 'X',
            side: 'long',
            takeProfit: { on: 'mark', price: '2000' },
            trailing: { on: 'mark', percent: '5', triggersAt: '1045' },
          },
        ],
        position: { limit: '200', policy: 'close' },
        account: { loss: '-80', limit: '500', policy: 'block', reached: false },
        daily: {
          loss: '-80',
          limit: '400',
          policy: 'block',
          reached: false,
          resetsAt: '2026-03-02T00:00:00.000Z',
        },
      },
    });
    venue.lose = true;
    await engine.onMarks({ X: '1045' }, { at: '2026-03-01T12:00:00Z' });
    const waiting = await engine.query({ ask: 'protection', account: 'a' });
    expect(waiting).toMatchObject({
      value: { positions: [{ closing: { cause: 'trailing', remaining: '0.5' } }] },
    });
  });

  it('are told to the holder with time, price and fee, under a topic of their own', async () => {
    const told: Notification[] = [];
    const notifier: Notifier = {
      channel: 'inbox',
      notify: (notification) => {
        told.push(notification);
        return Promise.resolve();
      },
    };
    const notifications = { inbox: ['protection' as const] };
    const engine = new PlimsollContainer(
      partsModule({
        venue: new PatientVenue('940'),
        clock: new FixedClock(),
        notifiers: [notifier],
      }),
    ).engine();
    const fees = { maker: '0', taker: '0.001' };
    const configuration = { engine: { notifications, fees } };
    for (const command of [{ type: 'setConfiguration' as const, configuration }, ...SETUP.slice(1)])
      await engine.handle(command);
    await engine.handle({ ...protect, stopLoss: '950' });
    await engine.onMarks({ X: '945' }, { at: '2026-03-01T10:00:00Z' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told.map(({ topic, event }) => [topic, event])).toEqual([
      ['protection', 'ProtectionTriggered'],
      ['protection', 'PositionClosed'],
    ]);
    expect(told[1]!.text).toContain('At 2026-03-01T10:00:00.000Z 1 X long were closed at 940');
    expect(told[1]!.text).toContain('fee 0.94');
  });

  it('rest while a case is open, and alerts of a step come before its triggers', async () => {
    const journal = new MemoryJournal();
    const { engine } = await world(new PatientVenue('950'), journal, [
      {
        type: 'setConfiguration',
        configuration: { engine: { alerts: { measure: 'cover', at: ['2.5'] } } },
      },
      ...SETUP.slice(1),
      { ...protect, stopLoss: '950' },
    ]);
    const from = journal.envelopes.length;
    await engine.onMarks({ X: '950' });
    expect(types(journal, from)).toEqual([
      'MarksAdvanced',
      'MarginAlertRaised',
      'ProtectionTriggered',
      'ProtectiveOrderSent',
      'PositionClosed',
      'MarginAlertCleared',
    ]);
  });
});
