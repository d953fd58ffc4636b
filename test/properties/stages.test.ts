import fc from 'fast-check';
import {
  REACTIONS,
  attempt,
  configurationOf,
  imbalance,
  isBreached,
  marginPool,
  measureLine,
  type AccountEvent,
  type StageTerms,
} from '../../domain/index.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import type { Envelope } from '../../src/ports/ports.js';
import { worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 400;
/** How often each reaction acted at the least, so that none goes untested. */
const LEAST = 20;
const REACTIONS_ACTING = REACTIONS.filter((one) => one !== 'alert' && one !== 'block-risk');

const cooling = fc.record(
  {
    cooldown: fc.constantFrom('PT30S', 'PT1M', 'PT10M'),
    meanwhile: fc.constantFrom('wait' as const, 'go-on' as const),
    rounds: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);
const price = fc.constantFrom('bankruptcy' as const, 'mark' as const);
const surplus = fc.constantFrom('account' as const, 'insurance-fund' as const, 'venue' as const);
const level = fc.constantFrom('0.3', '0.667', '0.9', '1');

const standing = fc.constantFrom<StageTerms>(
  { do: 'alert', at: '2' },
  { do: 'block-risk', at: '1.5', target: '1.8' },
  { do: 'cancel-orders', at: '1.3' },
  { do: 'repay', at: '1.4' },
  { do: 'convert-collateral', at: '1.2', target: '1.3' },
);

const acting: fc.Arbitrary<StageTerms> = fc.oneof(
  fc.record({
    do: fc.constant('cancel-orders'),
    of: fc.constantFrom('all' as const, 'instrument' as const),
  }),
  fc.record({ do: fc.constantFrom('repay', 'convert-collateral') }),
  fc.record({ do: fc.constant('net-opposite'), fee: fc.constantFrom('0', '0.01'), surplus }),
  fc
    .tuple(
      fc.record(
        {
          do: fc.constant('reduce'),
          at: level,
          size: fc.constantFrom(
            'just-enough',
            'tier-down',
            { tiers: 1 },
            { fraction: '0.3', above: '200' },
          ),
          orderType: fc.constantFrom('market' as const, 'limit' as const),
          rest: fc.constantFrom('next' as const, 'deleverage' as const),
          fee: fc.constantFrom('0', '0.02'),
          surplus,
        },
        { requiredKeys: ['do'] },
      ),
      cooling,
    )
    .map(([one, repeated]) => ({ ...one, ...repeated })),
  fc.record(
    {
      do: fc.constant('take-over'),
      by: fc.constantFrom('vault', 'vault', 'insurance-fund', 'bob', 'nobody'),
      at: level,
      price,
      surplus,
    },
    { requiredKeys: ['do', 'by'] },
  ),
  fc.record(
    {
      do: fc.constant('assign'),
      to: fc.constantFrom(['vault'], ['bob', 'vault'], ['nobody', 'vault']),
      limit: fc.constantFrom('500', '5000'),
      price,
      fee: fc.constantFrom('0', '0.01'),
    },
    { requiredKeys: ['do', 'to'] },
  ),
  fc.record({ do: fc.constant('deleverage'), price }),
);

/** Lists that an engine takes: what may not be meant is left out, and drawn again. */
const lists = fc
  .tuple(
    fc.uniqueArray(standing, { maxLength: 4, selector: (one) => one.do }),
    fc.array(acting, { minLength: 1, maxLength: 5 }),
  )
  .map(([first, rest]): StageTerms[] => [...first, ...rest])
  .filter((stages) => {
    const engine = { liquidation: { trigger: '1', target: '1.1', stages } };
    return attempt(() => configurationOf({ engine })).ok;
  });

const venues = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  slippage: fc.constantFrom('0', '0.02'),
  partial: fc.constantFrom(0, 0.4),
  lostAnswer: fc.constantFrom(0, 0.3),
  failure: fc.constantFrom(0, 0.2),
});

/** Accounts that have something to lose, on both sides, with orders open. */
const START: readonly Command[] = [
  { type: 'account', account: 'alice', positionMode: 'hedge' },
  { type: 'deposit', account: 'vault', asset: 'USD', amount: '3000' },
  { type: 'deposit', account: 'alice', asset: 'BTC', amount: '0.3' },
  { type: 'deposit', account: 'alice', asset: 'USD', amount: '100' },
  { type: 'deposit', account: 'bob', asset: 'USD', amount: '400' },
  ...(['long', 'short'] as const).map((side, index) => ({
    type: 'open' as const,
    account: 'alice',
    instrument: 'ETH-PERP',
    side,
    quantity: index === 0 ? '18' : '10',
    price: '100',
  })),
  {
    type: 'open',
    account: 'vault',
    instrument: 'BTC-PERP',
    side: 'short',
    quantity: '2',
    price: '1000',
  },
];

const who = fc.constantFrom('alice', 'bob');
const side = fc.constantFrom('long' as const, 'short' as const);

/** Prices that move by a tenth or so, new positions, and orders that reserve margin. */
const moves: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.integer({ min: 800, max: 1200 }), fc.integer({ min: 80, max: 120 }))
        .map(([btc, eth]): Command => ({
          type: 'mark',
          marks: { 'BTC-PERP': String(btc), 'ETH-PERP': String(eth), 'BTC-INV': String(btc) },
          rates: { BTC: String(btc) },
        })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ account: who, side, quantity: fc.constantFrom('0.5', '2', '4') })
        .map((fill): Command => ({ type: 'open', instrument: 'BTC-PERP', price: '1000', ...fill })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(who, fc.nat({ max: 999 })).map(([account, id]): Command => ({
        type: 'order',
        account,
        order: `o${id}`,
        instrument: 'ETH-PERP',
        side: 'long',
        quantity: '1',
        price: '90',
      })),
    },
    {
      weight: 1,
      arbitrary: who.map((account): Command => ({
        type: 'balance',
        account,
        asset: 'USD',
        amount: '-90',
      })),
    },
  ),
  { minLength: 10, maxLength: 30, size: 'max' },
);

const sessions = fc.oneof(
  { weight: 2, arbitrary: moves },
  { weight: 1, arbitrary: commandsArbitrary },
);

/** Commands with the time going on between them. */
function timed(commands: readonly Command[]): Command[] {
  return [...START, ...commands].map((command, index) => ({
    ...command,
    at: new Date(Date.UTC(2026, 0, 1) + index * 20_000).toISOString(),
  }));
}

function eventsOf(journal: MemoryJournal, from = 0): AccountEvent[] {
  return journal.envelopes.slice(from).map(({ event }) => event as AccountEvent);
}

/** Every pool at or below its line has an open case. */
async function checkFlagged({ engine, state }: World): Promise<number> {
  let breached = 0;
  for (const id of ['alice', 'bob', 'vault']) {
    const account = await engine.account(id);
    for (const pool of account?.pools.values() ?? []) {
      if (pool.positions.size === 0) continue;
      const line = measureLine(state.market, marginPool(account!, state.market, pool.id));
      if (!isBreached(state.market, line)) continue;
      breached += 1;
      expect(pool.liquidation?.id).toContain(`${id}/${pool.id}/`);
    }
  }
  return breached;
}

/** Nothing but the holder's own margin and fees ever leaves a wallet for an isolated pool. */
function checkIsolated(events: readonly AccountEvent[]): number {
  let isolated = 0;
  for (const event of events) {
    if (!('pool' in event) || !event.pool.startsWith('isolated:')) continue;
    isolated += 1;
    for (const { from } of event.movements ?? []) {
      if (from.at !== 'wallet') continue;
      expect(['CollateralAllocated', 'FeeCharged']).toContain(event.type);
    }
  }
  return isolated;
}

async function replayed(envelopes: readonly Envelope[]): Promise<string> {
  const journal = new MemoryJournal();
  journal.envelopes.push(...(JSON.parse(JSON.stringify(envelopes)) as Envelope[]));
  const engine = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
  await engine.restore();
  return engine.stateHash();
}

/**
 * Whatever the list of stages, the venue and the holders: money is conserved, every run ends, no
 * breached pool is left without a case, no isolated loss reaches a wallet, and the tape, also from
 * a snapshot on, leads to the same state.
 */
describe('stages of a liquidation', () => {
  it('keep what holds for every liquidation', async () => {
    const acted = new Map<string, number>();
    const seen = { breached: 0, isolated: 0, left: 0, cooled: 0, taken: 0 };
    await fc.assert(
      fc.asyncProperty(lists, venues, sessions, async (stages, venue, commands) => {
        const liquidation = { trigger: '1', target: '1.1', stages };
        const deficit = ['insurance-fund', 'deleverage', 'share-loss', 'negative-balance'];
        const world = await worldOf({ liquidation, deficit }, venue);
        const { engine, state, journal } = world;
        for (const command of timed(commands)) {
          const from = journal.envelopes.length;
          await engine.handle(command);
          const events = eventsOf(journal, from);
          expect(events.length).toBeLessThan(600);
          expect(imbalance(state.ledger)).toEqual({});
          seen.isolated += checkIsolated(events);
          seen.breached += await checkFlagged(world);
          for (const event of events) {
            if (event.type === 'StageLeft') seen.left += 1;
            if ('takenFrom' in event) seen.taken += 1;
            if (event.type !== 'StageActed') continue;
            acted.set(event.do, (acted.get(event.do) ?? 0) + 1);
            if (event.until !== undefined) seen.cooled += 1;
          }
        }
        const snapshot = await engine.snapshot();
        expect(await replayed(journal.envelopes)).toBe(await engine.stateHash());
        const other = new PlimsollContainer(partsModule({ journal: new MemoryJournal() })).engine();
        await other.restore(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot);
        expect(await other.stateHash()).toBe(await engine.stateHash());
      }),
      { numRuns: RUNS, seed: 44 },
    );
    const times = Object.fromEntries([...acted].map(([what, n]) => [what, Math.min(n, LEAST)]));
    expect(times).toEqual(Object.fromEntries(REACTIONS_ACTING.map((what) => [what, LEAST])));
    expect(seen.breached).toBeGreaterThan(500);
    expect(seen.isolated).toBeGreaterThan(500);
    expect(seen.left).toBeGreaterThan(200);
    expect(seen.cooled).toBeGreaterThan(30);
    expect(seen.taken).toBeGreaterThan(200);
  }, 240_000);
});
