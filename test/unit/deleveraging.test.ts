import {
  BUILT_IN_RANKINGS,
  Dec,
  entryKey,
  text,
  type AccountEvent,
  type EngineTerms,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { ENGINE_STATE, PlimsollContainer, partsModule } from '../../src/di/index.js';

const perpetual = (base: string) =>
  ({
    id: `${base}-PERP`,
    kind: 'linear',
    base,
    quote: 'USD',
    lot: '0.1',
    margin: { model: 'flat', initial: '0.05', maintenance: '0.01' },
  }) as const;

/**
 * One long of 100 with 500 that owes 5,500 at 40, against 20 shorts of 1 to 20 of different
 * margins; beside them a short in loss, a winner in another instrument and somebody without a
 * position.
 */
async function twenty(engineTerms: EngineTerms, price = '40') {
  const journal = new MemoryJournal();
  const container = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() }));
  const engine = container.engine();
  const book = (account: string, side: 'long' | 'short', quantity: string, more = {}): Command => ({
    type: 'book',
    account,
    instrument: 'BTC-PERP',
    side,
    quantity,
    entry: '100',
    mode: 'isolated',
    margin: '500',
    ...more,
  });
  const shorts = Array.from({ length: 20 }, (_, index) =>
    book(`w${String(index).padStart(2, '0')}`, 'short', String(index + 1), {
      margin: String(100 + ((index * 7) % 20) * 30),
    }),
  );
  const commands: Command[] = [
    { type: 'setConfiguration', configuration: { engine: engineTerms } },
    { type: 'listInstrument', instrument: perpetual('BTC') },
    { type: 'listInstrument', instrument: perpetual('ETH') },
    { type: 'mark', marks: { 'BTC-PERP': '100', 'ETH-PERP': '100' } },
    book('bankrupt', 'long', '100'),
    ...shorts,
    book('loser', 'short', '30', { entry: '30', margin: '5000' }),
    book('elsewhere', 'short', '10', { instrument: 'ETH-PERP' }),
    { type: 'deposit', account: 'idle', asset: 'USD', amount: '1000' },
  ];
  for (const command of commands) expect(await engine.handle(command)).toMatchObject({ ok: true });
  const begun = journal.envelopes.length;
  await engine.handle({ type: 'mark', marks: { 'BTC-PERP': price, 'ETH-PERP': '50' } });
  const events = journal.envelopes.slice(begun).map(({ event }) => event as AccountEvent);
  const transit = container.get(ENGINE_STATE).ledger.get(entryKey({ at: 'transit' }, 'USD'));
  return { engine, events, transit };
}

/** What winners gave up, one by one, whatever the way. */
function takenFrom(events: readonly AccountEvent[]): Map<string, Dec> {
  const taken = new Map<string, Dec>();
  for (const event of events) {
    if (event.type === 'DeficitMet' || !('movements' in event)) continue;
    for (const { amount, to } of event.movements ?? []) {
      if (to.at !== 'transit') continue;
      taken.set(event.account, (taken.get(event.account) ?? new Dec(0)).plus(amount));
    }
  }
  return taken;
}

const WAYS = [
  ...[...BUILT_IN_RANKINGS.keys()].map((ranking) => ({ ranking, policy: 'deleverage' })),
  { ranking: 'size', policy: 'share-loss' },
  { ranking: 'size', policy: 'claims' },
];

describe.each(WAYS)('20 winners and one bankrupt, $policy by $ranking', ({ ranking, policy }) => {
  const terms = { deficit: ['insurance-fund', policy], deleverage: { ranking } };

  it('give up the deficit after the fund to the last digit, and nobody else does', async () => {
    const insuranceFund = { USD: '123.456789012345678901' };
    const { events, transit } = await twenty({ ...terms, insuranceFund });
    const taken = takenFrom(events);
    const all = [...taken.values()].reduce((sum, one) => sum.plus(one), new Dec(0));
    expect(text(all)).toBe('5376.543210987654321099');
    expect(events.find(({ type }) => type === 'DeficitMet')).toMatchObject({
      amount: '5376.543210987654321099',
    });
    expect(transit?.isZero()).toBe(true);
    for (const id of ['loser', 'elsewhere', 'idle', 'bankrupt']) expect(taken.has(id)).toBe(false);
  });

  it('close no more contracts than the bankrupt had', async () => {
    const { events } = await twenty(terms);
    const closed = events.reduce(
      (sum, event) => (event.type === 'PositionDeleveraged' ? sum.plus(event.quantity) : sum),
      new Dec(0),
    );
    expect(text(closed)).toBe(policy === 'deleverage' ? '100' : '0');
  });

  it('are left alone while the fund is enough', async () => {
    const { events } = await twenty({ ...terms, insuranceFund: { USD: '5500' } });
    expect(takenFrom(events).size).toBe(0);
    expect(events.some(({ type }) => type === 'PositionDeleveraged')).toBe(false);
  });
});

describe('a loss of more than all have won', () => {
  it('takes no more than their profit', async () => {
    // 210 short at 100, and at 97 they have won 630; a long of 100 at 200 with 500 owes 9,800.
    const { engine } = await twenty({ deficit: ['share-loss'] }, '97');
    await engine.handle({ type: 'deposit', account: 'x', asset: 'USD', amount: '1' });
    const before = await engine.query({ ask: 'overview', account: 'w19' });
    const answer = await engine.handle({
      type: 'book',
      account: 'worse',
      instrument: 'BTC-PERP',
      side: 'long',
      quantity: '100',
      entry: '200',
      mode: 'isolated',
      margin: '500',
    });
    expect(answer).toMatchObject({ ok: true });
    const after = await engine.query({ ask: 'overview', account: 'w19' });
    if (!before.ok || !after.ok) throw new Error('no overview');
    const equity = ({ pools }: typeof before.value) =>
      pools['isolated:BTC-PERP']?.figures.equity as string;
    // w19 is short 20: a profit of 60, which is all that is taken.
    expect(text(new Dec(equity(before.value)).minus(equity(after.value)))).toBe('60');
  });
});

describe('a ranking nobody has bound', () => {
  it('is refused with those there are', async () => {
    const engine = new PlimsollContainer(
      partsModule({ journal: new MemoryJournal(), clock: new FixedClock() }),
    ).engine();
    const configuration = { engine: { deleverage: { ranking: 'fifo' } } };
    expect(await engine.handle({ type: 'setConfiguration', configuration })).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: 'engine.deleverage.ranking', figure: 'fifo' },
    });
  });
});
