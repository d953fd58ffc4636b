import fc from 'fast-check';
import { Dec, isMultipleOf } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { Happenings, play } from '../support/played-day.js';
import { WIDE } from '../support/wide-listing.js';
import type { World } from '../support/world.js';
import { dayArbitrary } from './day-arbitrary.js';

const RUNS = 60;
const counts = { asked: 0, opened: 0, none: 0, short: 0, added: 0, turned: 0, isolated: 0 };

const question = fc.record({
  account: fc.constantFrom('alice', 'bob', 'carol'),
  instrument: fc.constantFrom(...WIDE.instruments.map(({ id }) => id)),
  side: fc.constantFrom('long' as const, 'short' as const),
  mode: fc.constantFrom('cross' as const, 'cross' as const, 'isolated' as const),
  /** Percent of the first mark. */
  at: fc.constantFrom(100, 100, 95, 105),
});

type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

/** The quantity that the engine names opens, and one lot more does not. */
async function check({ engine, journal }: World, { at, ...terms }: Question): Promise<void> {
  const { account, instrument, side, mode } = terms;
  const price = new Dec(WIDE.marks[instrument]!).times(at).div(100).toFixed();
  const asked = await engine.query({ ask: 'max-quantity', ...terms, price });
  if (!asked.ok) throw new Error(asked.error.message);
  const most = new Dec(asked.value);
  const { lot, minQuantity } = engine.market.instruments.get(instrument)!;
  expect(isMultipleOf(most, lot!)).toBe(true);
  const fill = (quantity: Dec): Command => ({
    type: 'open',
    ...terms,
    price,
    quantity: quantity.toFixed(),
  });
  counts.asked += 1;
  const pools = [...(await engine.account(account))!.pools.values()];
  const held = pools
    .filter((pool) => pool.mode === mode)
    .flatMap(({ positions }) => [...positions.values()])
    .find((position) => position.instrument === instrument);
  const next = most.isZero() ? (minQuantity ?? lot!) : most.plus(lot!);
  expect(await engine.handle(fill(next))).toMatchObject({ ok: false });
  if (most.isZero()) {
    counts.none += 1;
    return;
  }
  const from = journal.envelopes.length;
  expect(await engine.handle(fill(most))).toMatchObject({ ok: true });
  counts.opened += 1;
  if (side === 'short') counts.short += 1;
  if (mode === 'isolated') counts.isolated += 1;
  if (held?.side === side) counts.added += 1;
  const types = journal.envelopes.slice(from).map(({ event }) => event.type);
  if (types.includes('PositionFlipped')) counts.turned += 1;
}

describe('the largest quantity that opens', () => {
  it('opens, on either side and beside what is held; the next lot is refused', async () => {
    const seen = new Happenings();
    await fc.assert(
      fc.asyncProperty(
        dayArbitrary,
        fc.array(question, { minLength: 4, maxLength: 6 }),
        async (day, questions) => {
          const world = await play(day, seen, {});
          for (const one of questions) await check(world, one);
        },
      ),
      { numRuns: RUNS, seed: 10 },
    );
    seen.atLeast({ liquidated: RUNS });
    expect(counts.asked).toBeGreaterThan(4 * RUNS);
    expect(counts.opened).toBeGreaterThan(RUNS);
    expect(counts.none).toBeGreaterThan(10);
    expect(counts.short).toBeGreaterThan(30);
    expect(counts.added).toBeGreaterThan(20);
    expect(counts.turned).toBeGreaterThan(10);
    expect(counts.isolated).toBeGreaterThan(20);
  }, 120_000);
});
