import { Inbox } from '../../src/adapters/notifiers/inbox.js';
import { ConsoleNotifier } from '../../src/adapters/notifiers/console-notifier.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { TEMPLATES } from '../../src/application/notification-templates.js';
import { NOTIFICATION_TEMPLATES, PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Notification, Notifier } from '../../src/ports/notifier.js';
import { ContainerModule } from 'inversify';
import type { Command } from '../../src/application/commands.js';
import type { EngineTerms } from '../../domain/index.js';

const PERP = {
  id: 'BTC-PERP',
  kind: 'linear' as const,
  base: 'BTC',
  quote: 'USD',
  margin: { model: 'flat' as const, initial: '0.1', maintenance: '0.05' },
};

/** Ten contracts long from 100 on 200 of collateral: maintenance 50, usage 25 %. */
function setup(engine: EngineTerms, account = 'anna'): Command[] {
  return [
    { type: 'setConfiguration', configuration: { engine } },
    { type: 'listInstrument', instrument: PERP },
    { type: 'mark', marks: { 'BTC-PERP': '100' }, at: '2026-01-05T10:00:00Z' },
    { type: 'deposit', account, asset: 'USD', amount: '200' },
    {
      type: 'open',
      account,
      instrument: 'BTC-PERP',
      side: 'long',
      quantity: '10',
      price: '100',
    },
  ];
}

async function engineWith(notifiers: readonly Notifier[], terms: EngineTerms) {
  const journal = new MemoryJournal();
  const parts = partsModule({ clock: new FixedClock(), journal, notifiers });
  const engine = new PlimsollContainer(parts).engine();
  for (const answer of await engine.handleTogether(setup(terms))) expect(answer.ok).toBe(true);
  return { engine, journal };
}

const USAGE: EngineTerms = {
  alerts: { measure: 'usage', at: ['75'] },
  liquidation: { call: '1.2' },
};

class Failing implements Notifier {
  readonly channel = 'failing';
  asked = 0;

  notify(): Promise<void> {
    this.asked += 1;
    return Promise.reject(new Error('no line'));
  }
}

describe('notifications', () => {
  it('tell the inbox what happened, when, at which price and for which fee', async () => {
    const inbox = new Inbox();
    const terms = { ...USAGE, liquidation: { call: '1.2', fee: '0.01' } };
    const { engine } = await engineWith([inbox], terms);
    await engine.onMarks({ 'BTC-PERP': '85' }, { at: '2026-01-05T11:00:00Z' });
    await engine.onMarks({ 'BTC-PERP': '84' }, { at: '2026-01-05T12:00:00Z' });
    await engine.notifications.settled();
    const { items, unread } = inbox.page('anna');
    // At 85 equity 50 meets usage 85 % and the call line 51; at 84 equity 40 is below 42.
    expect(items.map(({ event }) => event).reverse()).toEqual([
      'MarginAlertRaised',
      'MarginCallIssued',
      'LiquidationStarted',
      'PositionClosed',
      'LiquidationEnded',
      'MarginAlertCleared',
    ]);
    expect(unread).toBe(6);
    const closed = items.find(({ event }) => event === 'PositionClosed')!;
    // The fee is 1 % of 840.
    expect(closed.figures).toMatchObject({ price: '84', fee: '8.4', profit: '-160' });
    expect(closed.at).toBe('2026-01-05T12:00:00.000Z');
    expect(closed.text).toBe(
      'At 2026-01-05T12:00:00.000Z 10 BTC-PERP long were closed at 84. Profit -160, fee 8.4.',
    );
    const call = items.find(({ event }) => event === 'MarginCallIssued')!;
    expect(call.text).toContain('Adding 1.000000000000000001 USD lifts the call');
  });

  it('go where the holder wants them, and nowhere else', async () => {
    const inbox = new Inbox();
    const printed: string[] = [];
    const console = new ConsoleNotifier((line) => printed.push(line));
    const { engine } = await engineWith([inbox, console], { ...USAGE, notifications: 'off' });
    await engine.onMarks({ 'BTC-PERP': '85' });
    await engine.notifications.settled();
    expect([inbox.unread('anna'), printed]).toEqual([0, []]);
    await engine.handle({
      type: 'setAlerts',
      account: 'anna',
      channels: { console: ['call'], inbox: ['alert'] },
    });
    await engine.onMarks({ 'BTC-PERP': '100' });
    await engine.notifications.settled();
    expect(inbox.page('anna').items.map(({ event }) => event)).toEqual(['MarginAlertCleared']);
    expect(printed).toEqual([expect.stringContaining('anna: Margin call on pool cross lifted.')]);
  });

  it('that fail undo nothing, are reported, and hold no other channel up', async () => {
    const failing = new Failing();
    const inbox = new Inbox();
    const { engine, journal } = await engineWith([failing, inbox], USAGE);
    await engine.onMarks({ 'BTC-PERP': '85' });
    await engine.notifications.settled();
    expect(failing.asked).toBe(2);
    expect(inbox.unread('anna')).toBe(2);
    expect(engine.notifications.failures.map(({ channel, message }) => [channel, message])).toEqual(
      [
        ['failing', 'no line'],
        ['failing', 'no line'],
      ],
    );
    expect(journal.envelopes.map(({ event }) => event.type)).toContain('MarginCallIssued');
  });

  it('are not told again by a replay', async () => {
    const { journal } = await engineWith([], USAGE);
    const inbox = new Inbox();
    const restored = new PlimsollContainer(partsModule({ journal, notifiers: [inbox] })).engine();
    await restored.restore();
    await restored.notifications.settled();
    expect(inbox.page('anna').items).toEqual([]);
  });

  it('may be worded otherwise', async () => {
    const inbox = new Inbox();
    const words = { title: 'Achtung', text: 'Nachschuss' };
    const container = new PlimsollContainer(
      new ContainerModule(({ rebind }) => {
        rebind(NOTIFICATION_TEMPLATES).toConstantValue({
          ...TEMPLATES,
          MarginAlertRaised: { topic: 'alert', words: () => words },
        });
      }),
      partsModule({ clock: new FixedClock(), notifiers: [inbox] }),
    );
    const engine = container.engine();
    await engine.handleTogether(setup(USAGE));
    await engine.onMarks({ 'BTC-PERP': '85' });
    await engine.notifications.settled();
    const raised = inbox.page('anna').items.find(({ event }) => event === 'MarginAlertRaised');
    expect(raised).toMatchObject(words);
  });
});

describe('the inbox', () => {
  const item = (id: number): Notification => ({
    id: String(id),
    account: 'anna',
    topic: 'alert',
    event: 'MarginAlertRaised',
    at: '2026-01-05T10:00:00.000Z',
    title: 'title',
    text: 'text',
    figures: {},
  });

  it('pages the newest first, counts the unread and marks them as read', () => {
    const inbox = new Inbox();
    for (const id of [1, 2, 3, 4, 5]) inbox.notify(item(id));
    const first = inbox.page('anna', { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['5', '4']);
    expect(first.next).toBe('4');
    const second = inbox.page('anna', { limit: 3, before: first.next! });
    expect(second.items.map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(second.next).toBeUndefined();
    expect(inbox.markRead('anna', ['5', '4', 'unknown'])).toBe(3);
    expect(inbox.page('anna').items.map(({ read }) => read)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(inbox.markRead('anna')).toBe(0);
    expect(inbox.page('nobody')).toEqual({ items: [], unread: 0 });
  });

  it('keeps a notification that is told twice once, and only the newest', () => {
    const inbox = new Inbox({ most: 2 });
    for (const id of [1, 1, 2, 3]) inbox.notify(item(id));
    expect(inbox.page('anna').items.map(({ id }) => id)).toEqual(['3', '2']);
  });

  it('tells who subscribes, and keeps the item though a listener fails', () => {
    const inbox = new Inbox();
    const told: [string, number][] = [];
    const end = inbox.subscribe('anna', ({ id }, unread) => told.push([id, unread]));
    inbox.notify(item(1));
    end();
    inbox.notify(item(2));
    expect(told).toEqual([['1', 1]]);
    inbox.subscribe('anna', () => {
      throw new Error('gone');
    });
    expect(() => inbox.notify(item(3))).toThrow('listeners of the inbox failed');
    expect(inbox.unread('anna')).toBe(3);
  });
});

describe('the overview of an account', () => {
  it('is answered in one query, with bands, scores and the price of every liquidation', async () => {
    const { engine } = await engineWith([], USAGE);
    const reply = await engine.query({ ask: 'overview', account: 'anna' });
    expect(reply).toMatchObject({
      ok: true,
      value: {
        account: 'anna',
        wallet: { USD: '200' },
        calls: [],
        pools: {
          cross: {
            figures: { equity: '200', usedMargin: '100', marginLevel: '200', band: 'green' },
            positions: { 'BTC-PERP': { marginLevel: '200' } },
          },
        },
      },
    });
    if (!reply.ok) throw new Error(reply.error.message);
    const { positions } = reply.value.pools.cross!;
    // 200 - 10 (100 - p) = 0.05 x 10 p where p = 800 / 9.5.
    expect(positions['BTC-PERP']?.liquidationPrice).toMatch(/^84\.2105263/);
  });

  it('is told after a step, and only when it has changed', async () => {
    const { engine } = await engineWith([], USAGE);
    const told: unknown[] = [];
    const end = await engine.subscribe('anna', (overview) => {
      told.push([overview.pools.cross?.figures.equity, overview.calls.length]);
    });
    await engine.onMarks({ 'BTC-PERP': '100' });
    await engine.handle({ type: 'deposit', account: 'bert', asset: 'USD', amount: '1' });
    const refused = await engine.handle({
      type: 'withdraw',
      account: 'anna',
      asset: 'USD',
      amount: '9999',
    });
    expect(refused.ok).toBe(false);
    expect(told).toEqual([]);
    await engine.onMarks({ 'BTC-PERP': '85' });
    expect(told).toEqual([['50', 1]]);
    end();
    await engine.onMarks({ 'BTC-PERP': '100' });
    expect(told).toHaveLength(1);
  });

  it('reports a listener that fails', async () => {
    const { engine } = await engineWith([], USAGE);
    await engine.subscribe('anna', () => {
      throw new Error('gone');
    });
    await engine.onMarks({ 'BTC-PERP': '99' });
    expect(engine.listenerFailures).toEqual([{ account: 'anna', message: 'gone' }]);
    expect((await engine.account('anna'))!.version).toBeGreaterThan(0);
  });

  it('knows the call that stands and what lifts it now', async () => {
    const { engine } = await engineWith([], USAGE);
    const ask = () => engine.query({ ask: 'margin-call', account: 'anna', pool: 'cross' });
    expect(await ask()).toEqual({ ok: true, value: null });
    await engine.onMarks({ 'BTC-PERP': '85' });
    // Call line 1.2 x 42.5 = 51; closing q frees 5.1 q and costs nothing: q > 1 / 5.1.
    expect(await ask()).toMatchObject({
      ok: true,
      value: {
        equity: '50',
        cure: {
          shortfall: '1',
          amount: '1.000000000000000001',
          close: [{ position: 'BTC-PERP', quantity: '0.19607844' }],
        },
      },
    });
  });
});
