import type { Command } from '../../src/application/commands.js';
import { hashesOf } from '../support/replayed.js';
import { worldOf } from '../support/world.js';

const BOOK: readonly Command[] = [
  { type: 'deposit', account: 'a', asset: 'USD', amount: '500', at: '2026-01-01T00:00:00Z' },
  { type: 'deposit', account: 'b', asset: 'USD', amount: '300' },
  { type: 'mark', indexes: { 'BTC-PERP': '1001' }, at: '2026-01-01T00:00:01Z' },
  { type: 'openInterest', instrument: 'BTC-PERP', notional: '5000' },
  {
    type: 'open',
    account: 'a',
    instrument: 'BTC-PERP',
    side: 'long',
    quantity: '1',
    price: '1000',
    at: '2026-01-01T00:00:02Z',
  },
  {
    type: 'book',
    account: 'b',
    instrument: 'BTC-PERP',
    side: 'short',
    quantity: '2',
    entry: '999',
  },
  {
    type: 'book',
    account: 'c',
    instrument: 'BTC-PERP',
    side: 'short',
    quantity: '2',
    entry: '1000',
    mode: 'isolated',
    margin: '150',
  },
  {
    type: 'book',
    account: 'd',
    instrument: 'BTC-PERP',
    side: 'short',
    quantity: '9',
    entry: '1000',
  },
];

async function booked(seed: number, failure: number) {
  const world = await worldOf({ liquidation: { size: 'whole-position' } }, { seed, failure });
  for (const command of BOOK) {
    expect(await world.engine.handle(command)).toMatchObject({ ok: true });
  }
  return world;
}

describe('settlement', () => {
  it('replays to the byte, with open interest and index prices, and so does a snapshot', async () => {
    const world = await booked(1, 0);
    const settle = { type: 'settle', instrument: 'BTC-PERP', price: '1090' } as const;
    const answer = await world.engine.handle({ ...settle, at: '2026-01-02T00:00:00Z' });
    expect(answer).toMatchObject({ ok: true });
    const [now, ...others] = await hashesOf(world);
    expect(others).toEqual([now, now]);
  });

  it('never pays more from the fund than it holds, whoever is bankrupt first', async () => {
    const world = await booked(1, 0);
    await world.engine.handle({ type: 'settle', instrument: 'BTC-PERP', price: '1300' });
    const paid = world.journal.envelopes
      .map(({ event }) => event)
      .filter(({ type }) => type === 'DeficitCovered')
      .map((event) =>
        'account' in event && 'amount' in event ? [event.account, event.amount] : [],
      );
    // b has 300 and loses 602, c has 150 and loses 600; the fund of 500 pays 302 and then 198.
    expect(paid).toEqual([
      ['b', '302'],
      ['c', '198'],
    ]);
    expect(world.engine.fundBalance('USD')).toBe('0');
  });

  it('waits for the venue while a close-out in the instrument is on its way', async () => {
    const world = await booked(3, 1);
    await world.engine.onMarks({ 'BTC-PERP': '1120' });
    const pending = world.journal.envelopes.some(({ event }) => event.type === 'CloseOutRequested');
    expect(pending).toBe(true);
    const hash = await world.engine.stateHash();
    const refused = await world.engine.handle({
      type: 'settle',
      instrument: 'BTC-PERP',
      price: '1120',
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'pool.liquidating' } });
    expect(await world.engine.stateHash()).toBe(hash);
  });

  it('names what is wrong with terms and prices', async () => {
    const { engine } = await booked(1, 0);
    const bad = async (command: Command) => {
      const answer = await engine.handle(command);
      return answer.ok ? 'accepted' : [answer.error.code, answer.error.field, answer.error.figure];
    };
    const terms = {
      id: 'X',
      kind: 'linear' as const,
      base: 'X',
      quote: 'USD',
      margin: { model: 'flat' as const, initial: '0.1', maintenance: '0.05' },
    };
    const list = (more: object): Command => ({
      type: 'listInstrument',
      instrument: { ...terms, ...more },
    });
    const crowd = (lower: string, upper: string) =>
      list({ margin: { ...terms.margin, openInterest: { lower, upper } } });
    expect(await bad(list({ settlement: { fee: '-0.1' } }))).toEqual([
      'input.invalid',
      'settlement.fee',
      '-0.1',
    ]);
    expect(await bad(crowd('5', '5'))).toEqual(['input.invalid', 'margin.openInterest.upper', '5']);
    expect(await bad(crowd('-1', '5'))).toEqual([
      'input.invalid',
      'margin.openInterest.lower',
      '-1',
    ]);
    expect(await bad({ type: 'settle', instrument: 'BTC-PERP', price: '0' })).toEqual([
      'market.price-not-positive',
      'price',
      '0',
    ]);
    expect(await bad({ type: 'settle', instrument: 'NO', price: '1' })).toEqual([
      'market.instrument-unknown',
      'instrument',
      'NO',
    ]);
  });
});
