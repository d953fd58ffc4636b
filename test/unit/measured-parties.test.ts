import {
  MeasuredParties,
  type Account,
  type Counterparty,
  type Market,
} from '../../domain/index.js';
import { SECOND, worldOf } from '../support/world.js';

const account = { id: 'a' } as Account;
const market = {
  now: 1,
  configuration: {},
  instruments: new Map(),
  marks: new Map(),
  indexes: new Map(),
  rates: new Map(),
} as unknown as Market;

/** How often an account was measured, asked under each of these markets in turn. */
function measuredUnder(...markets: readonly Market[]): number {
  const measured = new MeasuredParties();
  let times = 0;
  const measure = (): Counterparty[] => {
    times += 1;
    return [];
  };
  for (const one of markets) measured.of(one, account, ['BTC-PERP', 'long'], measure);
  return times;
}

describe('counterparties that were measured', () => {
  it('are not measured again while nothing decisive is another', () => {
    expect(measuredUnder(market, market, { ...market }, { ...market, lasts: new Map() })).toBe(1);
  });

  it.each<[string, Partial<Market>]>([
    ['time', { now: 2 as Market['now'] }],
    ['configuration', { configuration: {} as Market['configuration'] }],
    ['listing', { instruments: new Map() }],
    ['marks', { marks: new Map() }],
    ['indexes', { indexes: new Map() }],
    ['rates', { rates: new Map() }],
    ['surfaces', { surfaces: new Map() }],
  ])('are measured again under another %s', (_, changed) => {
    expect(measuredUnder(market, { ...market, ...changed })).toBe(2);
  });

  it('are kept by account, instrument and side', () => {
    const measured = new MeasuredParties();
    const found = (of: Account, instrument: string, side: 'long' | 'short') =>
      measured.of(market, of, [instrument, side], () => [{} as Counterparty])[0];
    const first = found(account, 'BTC-PERP', 'long');
    expect(found(account, 'BTC-PERP', 'long')).toBe(first);
    for (const other of [
      found(account, 'BTC-PERP', 'short'),
      found(account, 'ETH-PERP', 'long'),
      found({ ...account }, 'BTC-PERP', 'long'),
    ]) {
      expect(other).not.toBe(first);
    }
  });

  it('are those of the prices at which a deficit is met', async () => {
    // At 75 a1 has lost 250 of its 200, and only b has won: c was booked at 70. At 55 a2 has lost
    // 450 of its 400, and c is the one that has won and is still there.
    const world = await worldOf(
      {
        deficit: ['deleverage'],
        deleverage: { ranking: 'profit-ratio', price: 'bankruptcy' },
      },
      { seed: 1 },
    );
    const terms = {
      ...SECOND,
      id: 'NEW',
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    };
    await world.engine.handle({ type: 'listInstrument', instrument: terms as typeof SECOND });
    const book = (holder: string, side: 'long' | 'short', quantity: string, entry: string) =>
      ({
        type: 'book',
        account: holder,
        instrument: 'NEW',
        side,
        quantity,
        entry,
        mode: 'cross',
      }) as const;
    await world.engine.handleTogether([
      { type: 'deposit', account: 'a1', asset: 'USD', amount: '200' },
      { type: 'deposit', account: 'a2', asset: 'USD', amount: '400' },
      { type: 'deposit', account: 'b', asset: 'USD', amount: '9000' },
      { type: 'deposit', account: 'c', asset: 'USD', amount: '9000' },
      book('a1', 'long', '10', '100'),
      book('a2', 'long', '10', '100'),
      book('b', 'short', '10', '100'),
      book('c', 'short', '10', '70'),
    ]);
    const closedAgainst = () =>
      world.journal.envelopes.flatMap(({ event }) =>
        event.type === 'PositionDeleveraged' ? [[event.account, event.quantity]] : [],
      );
    await world.engine.onMarks({ NEW: '75' });
    expect(closedAgainst()).toEqual([['b', '10']]);
    await world.engine.onMarks({ NEW: '55' });
    expect(closedAgainst()).toEqual([
      ['b', '10'],
      ['c', '10'],
    ]);
  });
});
