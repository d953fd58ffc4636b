import fc from 'fast-check';
import { imbalance, type AccountEvent } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { hashesOf } from '../support/replayed.js';
import { worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';
import { decimalIn } from './pool-arbitrary.js';

const INSTRUMENTS = ['BTC-PERP', 'ETH-PERP', 'BTC-INV'] as const;
const priceOf = (id: string) =>
  id === 'ETH-PERP' ? decimalIn(40, 200, 1) : decimalIn(400, 2000, 0);

/** A schedule that leans on the index and on open interest, at once or from the second day on. */
const schedule = fc
  .record({ maintenance: decimalIn(0.05, 0.9, 2), later: fc.boolean(), grace: fc.boolean() })
  .map(({ maintenance, later, grace }): Command => ({
    type: 'setSchedule',
    instrument: 'ETH-PERP',
    margin: {
      model: 'flat',
      initial: '0.1',
      maintenance,
      maintenanceBasis: 'index',
      openInterest: { lower: '1000', upper: '20000' },
    },
    ...(later ? { from: '1970-01-02T00:00:00Z' } : {}),
    ...(grace ? { grace: 'PT12H' } : {}),
  }));

const book = fc.record({
  type: fc.constant('book' as const),
  account: fc.constantFrom('carol', 'dave'),
  instrument: fc.constantFrom('ETH-PERP' as const, 'ETH-PERP' as const, 'BTC-PERP' as const),
  side: fc.constantFrom('long' as const, 'short' as const),
  mode: fc.constantFrom('cross' as const, 'isolated' as const),
  quantity: decimalIn(1, 9, 0),
  entry: fc.constant('100'),
});

const markets: fc.Arbitrary<Command[]> = fc
  .tuple(schedule, priceOf('ETH-PERP'), decimalIn(0, 30_000, 0), fc.array(book, { maxLength: 4 }))
  .map(([changed, index, notional, books]) => [
    { type: 'deposit', account: 'carol', asset: 'USD', amount: '400' },
    ...books,
    changed,
    { type: 'mark', indexes: { 'ETH-PERP': index } },
    { type: 'openInterest', instrument: 'ETH-PERP', notional },
  ]);

type Settle = Extract<Command, { type: 'settle' }>;

const ends: fc.Arbitrary<Settle[]> = fc
  .tuple(
    fc.shuffledSubarray([...INSTRUMENTS], { minLength: 1 }),
    priceOf('BTC-PERP'),
    priceOf('ETH-PERP'),
  )
  .map(([ids, btc, eth]) =>
    ids.map((instrument, index) => ({
      type: 'settle' as const,
      instrument,
      price: instrument === 'ETH-PERP' ? eth : btc,
      at: `1970-01-0${index + 2}T00:00:00Z`,
    })),
  );

async function held({ engine }: World, instrument: string): Promise<number> {
  let count = 0;
  for (const id of await engine.accountIds()) {
    const account = (await engine.account(id))!;
    const positions = [...account.pools.values()].flatMap((pool) => [...pool.positions.values()]);
    count += positions.filter((position) => position.instrument === instrument).length;
    count += [...account.orders.values()].filter((order) => order.instrument === instrument).length;
  }
  return count;
}

describe('settlement under random commands', () => {
  it('leaves nothing of the instrument, loses no money, and replays to the byte', async () => {
    const seen = { closed: 0, bankrupt: 0, swept: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(commandsArbitrary, markets, ends, async (commands, told, settles) => {
        const world = await worldOf({ fees: { taker: '0.0005' } }, { seed: 1, partial: 0.2 });
        const { engine, journal, state } = world;
        for (const command of commands) await engine.handle(command);
        const start = journal.envelopes.length;
        for (const command of told) await engine.handle(command);
        for (const settle of settles) {
          const from = journal.envelopes.length;
          const answer = await engine.handle(settle);
          if (!answer.ok) {
            seen.refused += 1;
            continue;
          }
          const { instrument } = settle;
          expect(await held(world, instrument)).toBe(0);
          expect(imbalance(state.ledger)).toEqual({});
          const open: Command = {
            type: 'open',
            account: 'alice',
            instrument,
            side: 'long',
            quantity: '1',
            price: '1000',
          };
          expect(await engine.handle(open)).toMatchObject({ ok: false });
          const events = journal.envelopes.slice(from).map(({ event }) => event as AccountEvent);
          const settled = (event: AccountEvent) =>
            'settlement' in event && event.settlement === true;
          seen.closed += events.filter(settled).length;
          seen.bankrupt += events.filter(({ type }) => type === 'PoolBankrupted').length;
        }
        const all = journal.envelopes.slice(start).map(({ event }) => event.type);
        seen.swept += all.filter((type) => type === 'LiquidationStarted').length;
        expect(all).not.toContain('AccountHalted');
        for (const fund of state.funds.values()) expect(fund.balance.isNegative()).toBe(false);
        const [now, ...others] = await hashesOf(world);
        expect(others).toEqual([now, now]);
      }),
      { numRuns: 120, seed: 41 },
    );
    expect(seen.closed).toBeGreaterThan(80);
    expect(seen.bankrupt).toBeGreaterThan(10);
    expect(seen.swept).toBeGreaterThan(30);
  }, 120_000);
});
