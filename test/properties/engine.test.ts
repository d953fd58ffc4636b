import fc from 'fast-check';
import {
  Dec,
  Rational,
  awaitedPositions,
  imbalance,
  isBreached,
  isMultipleOf,
  marginPool,
  measurePool,
  releasable,
  type AccountEvent,
  type ClosingSizeTerms,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { worldOf, type World } from '../support/world.js';
import { commandsArbitrary } from './command-arbitrary.js';

const RUNS = 120;
const seen = {
  triggered: 0,
  liquidated: 0,
  partly: 0,
  bankrupt: 0,
  waited: 0,
  retried: 0,
  refused: 0,
};

const setting = fc.record({
  commands: commandsArbitrary,
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  size: fc.constantFrom<ClosingSizeTerms>('whole-position', 'just-enough', 'tier-down', {
    fraction: '0.3',
    above: '100',
  }),
  partial: fc.constantFrom(0, 0.4),
  lostAnswer: fc.constantFrom(0, 0.3),
});

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

function build({ seed, size, partial, lostAnswer }: Setting, journal?: MemoryJournal) {
  return worldOf(
    {
      liquidation: { size, target: '1.1', fee: '0.005' },
      fees: { maker: '0.0002', taker: '0.0005' },
      alerts: { measure: 'usage', at: ['60', '90'] },
    },
    { seed, slippage: '0.02', partial, lostAnswer },
    journal,
  );
}

function eventsSince({ journal }: World, from: number): AccountEvent[] {
  return journal.envelopes.slice(from).map(({ event }) => event as AccountEvent);
}

/** Every pool that has positions is at its line or better, or flagged as being worked. */
async function checkPools({ engine, state }: World): Promise<void> {
  const { market } = engine;
  for (const id of await engine.accountIds()) {
    const account = (await engine.account(id))!;
    for (const pool of account.pools.values()) {
      for (const position of pool.positions.values()) {
        const { lot } = market.instruments.get(position.instrument)!;
        expect(position.quantity.gt(0)).toBe(true);
        expect(isMultipleOf(position.quantity, lot!)).toBe(true);
      }
      const measure = measurePool(market, marginPool(account, market, pool.id));
      const breached = pool.positions.size > 0 && isBreached(market, measure);
      // The last close-out may be filled while the venue left an earlier position open.
      const asked = (pool.liquidation?.closeOuts ?? 0) > 0;
      const flagged = asked || awaitedPositions(pool).length > 0;
      if (breached) expect(flagged).toBe(true);
      if (pool.mode === 'isolated' && pool.positions.size === 0) {
        expect(pool.balance.isNegative()).toBe(false);
      }
    }
  }
  for (const fund of state.funds.values()) expect(fund.balance.isNegative()).toBe(false);
  expect(imbalance(state.ledger)).toEqual({});
}

/** Isolated losses touch no wallet; the largest loss is announced first. */
function checkEvents(events: readonly AccountEvent[]): void {
  for (const event of events) {
    if ('pool' in event && event.pool.startsWith('isolated:')) {
      const fromWallet = (event.movements ?? []).filter(({ from }) => from.at === 'wallet');
      const allowed = fromWallet.every(({ reason }) => reason === 'allocate' || reason === 'fee');
      expect(allowed).toBe(true);
    }
    if (event.type === 'CloseOutRequested') {
      const profits = event.ranking.map(({ profit }) =>
        Rational.fromDecimalString(profit.replace('...', '')),
      );
      for (let index = 1; index < profits.length; index += 1) {
        expect(profits[index]!.cmp(profits[index - 1]!)).toBeGreaterThanOrEqual(0);
      }
      expect(new Dec(event.quantity).gt(0)).toBe(true);
    }
    expect(event.type).not.toBe('AccountHalted');
    if (event.type === 'ProtectionTriggered') seen.triggered += 1;
    if (event.type === 'LiquidationStarted') seen.liquidated += 1;
    if (event.type === 'PositionReduced' && event.closeOut !== undefined) seen.partly += 1;
    if (event.type === 'PoolBankrupted') seen.bankrupt += 1;
    if (event.type === 'CloseOutUnfilled') seen.waited += 1;
  }
}

async function step(world: World, command: Command): Promise<void> {
  const { engine, journal } = world;
  const before = { hash: await engine.stateHash(), length: journal.envelopes.length };
  const failures = engine.venueFailures.size;
  const answer = await engine.handle(command);
  if (!answer.ok) {
    seen.refused += 1;
    expect(journal.envelopes.length).toBe(before.length);
    expect(await engine.stateHash()).toBe(before.hash);
    return;
  }
  if (engine.venueFailures.size < failures) seen.retried += 1;
  checkEvents(eventsSince(world, before.length));
  await checkPools(world);
  if (command.type === 'withdraw') {
    const account = (await engine.account(command.account))!;
    const measure = measurePool(engine.market, marginPool(account, engine.market, 'cross'));
    expect(releasable(engine.market, measure).sign()).toBeGreaterThanOrEqual(0);
  }
}

describe('an engine under random commands', () => {
  it('keeps its invariants after every step', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (drawn) => {
        const world = await build(drawn);
        for (const command of drawn.commands) await step(world, command);
      }),
      { numRuns: RUNS, seed: 23 },
    );
    expect(seen.triggered).toBeGreaterThan(RUNS / 5);
    expect(seen.liquidated).toBeGreaterThan(RUNS / 4);
    expect(seen.partly).toBeGreaterThan(10);
    expect(seen.bankrupt).toBeGreaterThan(10);
    expect(seen.waited).toBeGreaterThan(5);
    expect(seen.retried).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(RUNS);
  }, 120_000);

  it('gives the same tape twice, and the tape rebuilds the same state', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (drawn) => {
        const first = await build(drawn);
        for (const command of drawn.commands) await first.engine.handle(command);
        const second = await build(drawn);
        for (const command of drawn.commands) await second.engine.handle(command);
        expect(second.journal.envelopes).toEqual(first.journal.envelopes);
        const tape = new MemoryJournal();
        tape.envelopes.push(...first.journal.envelopes);
        const { PlimsollContainer, partsModule } = await import('../../src/di/index.js');
        const rebuilt = new PlimsollContainer(partsModule({ journal: tape })).engine();
        await rebuilt.restore();
        expect(await rebuilt.stateHash()).toBe(await first.engine.stateHash());
      }),
      { numRuns: 40, seed: 29 },
    );
  }, 120_000);

  it('answers a repeated command as before and refuses a changed one', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (drawn) => {
        const world = await build({ ...drawn, lostAnswer: 0, partial: 0 });
        const answers = [];
        for (const command of drawn.commands) answers.push(await world.engine.handle(command));
        const hash = await world.engine.stateHash();
        for (const [index, command] of drawn.commands.entries()) {
          const first = answers[index]!;
          if (!first.ok) continue;
          const again = await world.engine.handle(command);
          expect(again).toEqual({ ...first, repeated: true });
          const changed = {
            type: 'deposit',
            account: 'eve',
            asset: 'USD',
            amount: '77.7',
            id: command.id!,
          } as const;
          const other = await world.engine.handle(changed);
          expect(other).toMatchObject({ ok: false, error: { code: 'command.conflict' } });
        }
        expect(await world.engine.stateHash()).toBe(hash);
      }),
      { numRuns: 40, seed: 31 },
    );
  }, 120_000);

  it('never starts a liquidation because collateral was added', async () => {
    let added = 0;
    await fc.assert(
      fc.asyncProperty(setting, fc.integer({ min: 1, max: 500 }), async (drawn, amount) => {
        const world = await build({ ...drawn, partial: 0, lostAnswer: 0 });
        for (const command of drawn.commands) await world.engine.handle(command);
        for (const account of ['alice', 'bob']) {
          const from = world.journal.envelopes.length;
          const answer = await world.engine.handle({
            type: 'deposit',
            account,
            asset: 'USD',
            amount: String(amount),
          });
          if (answer.ok) added += 1;
          const started = eventsSince(world, from).filter(
            ({ type }) => type === 'LiquidationStarted',
          );
          expect(started).toEqual([]);
        }
      }),
      { numRuns: 40, seed: 37 },
    );
    expect(added).toBeGreaterThan(40);
  }, 120_000);
});
