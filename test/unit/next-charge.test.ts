import type { InterestTerms } from '../../domain/index.js';
import { marginWorld, type MarginWorld } from '../support/margin-world.js';

const TERMS: InterestTerms = { rate: '0.001', every: 'PT4H', base: 'loan' };

async function world(interest?: InterestTerms): Promise<MarginWorld> {
  const made = await marginWorld(interest === undefined ? {} : { interest });
  await made.run(
    { type: 'deposit', account: 'a', asset: 'USD', amount: '3000' },
    { type: 'deposit', account: 'b', asset: 'USD', amount: '3000' },
  );
  return made;
}

const open = (account: string, at: string, leverage = '5') => ({
  type: 'open' as const,
  account,
  at,
  instrument: 'BTCUSD',
  side: 'long' as const,
  quantity: '1',
  price: '1000',
  leverage,
});

describe('when interest is next due', () => {
  it('is never without terms, without a loan, and once nothing is borrowed', async () => {
    const free = await world();
    await free.run(open('a', '2026-01-05T01:00:00Z'));
    expect(await free.engine.nextCharge()).toBeUndefined();
    const charged = await world(TERMS);
    expect(await charged.engine.nextCharge()).toBeUndefined();
    await charged.run(open('a', '2026-01-05T01:00:00Z', '1'));
    expect(await charged.engine.nextCharge()).toBeUndefined();
    await charged.run(open('b', '2026-01-05T02:00:00Z'));
    expect(await charged.engine.nextCharge()).toBe('2026-01-05T06:00:00Z');
    await charged.run({ type: 'close', account: 'b', instrument: 'BTCUSD' });
    expect(await charged.engine.nextCharge()).toBeUndefined();
  });

  it('is the end of the first period that runs, of all accounts and all parts of a loan', async () => {
    const { engine, run } = await world(TERMS);
    await run(open('b', '2026-01-05T03:00:00Z'), open('a', '2026-01-05T03:30:00Z'));
    expect(await engine.nextCharge()).toBe('2026-01-05T07:00:00Z');
    // b borrows more an hour later: its first part is still due first.
    await run(open('b', '2026-01-05T04:00:00Z'));
    expect(await engine.nextCharge()).toBe('2026-01-05T07:00:00Z');
    await engine.accrue('2026-01-05T07:00:00Z');
    expect(await engine.nextCharge()).toBe('2026-01-05T07:30:00Z');
    await engine.accrue('2026-01-05T08:00:00Z');
    // All three were charged: at 7, 7:30 and 8; the first of the next periods ends at 11.
    expect(await engine.nextCharge()).toBe('2026-01-05T11:00:00Z');
  });

  it('is at once after the beginning of a period that is paid in advance', async () => {
    const { engine, run } = await world({ ...TERMS, due: 'advance' });
    await run(open('a', '2026-01-05T01:00:00Z'));
    expect(await engine.nextCharge()).toBe('2026-01-05T01:00:00.001Z');
    await engine.accrue('2026-01-05T01:00:00.001Z');
    expect(await engine.nextCharge()).toBe('2026-01-05T05:00:00.001Z');
  });
});
