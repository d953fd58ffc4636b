import fc from 'fast-check';
import {
  Dec,
  LENDER,
  POSITIONS,
  borrowedBy,
  entryKey,
  imbalance,
  instantOf,
  isoOf,
  type InterestTerms,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { marginWorld, START, type MarginWorld } from '../support/margin-world.js';
import { hashesOf } from '../support/replayed.js';

const RUNS = 80;
const ZERO = new Dec(0);
const seen = { charged: 0, split: 0, repaid: 0, reduced: 0, turned: 0, refused: 0 };

const hours = (count: number): string =>
  isoOf(instantOf(Date.parse(START) + Math.round(count * 3_600_000)));

const rate = fc.integer({ min: 0, max: 90_000 }).map((millionths) => `${millionths / 1e6}`);

const terms: fc.Arbitrary<InterestTerms> = fc.record({
  openingRate: fc.constantFrom('0', '0.0002'),
  rate,
  every: fc.constantFrom('PT1H', 'PT4H', 'P1D'),
  base: fc.constantFrom('exposure' as const, 'loan' as const),
  due: fc.constantFrom('arrears' as const, 'advance' as const),
  shortAsset: fc.constantFrom('quote' as const, 'base' as const),
  lock: fc.constantFrom('floating' as const, 'opening' as const),
  curve: fc.tuple(rate, rate).map(([first, second]) => [
    { from: hours(13.5), rate: first },
    { from: hours(40), rate: second },
  ]),
});

/** What a holder does with a loan, and after how many hours of waiting. */
const act = fc.record({
  wait: fc.integer({ min: 0, max: 60 }).map((quarters) => quarters / 4),
  what: fc.constantFrom('open' as const, 'open' as const, 'close' as const, 'repay' as const),
  side: fc.constantFrom('long' as const, 'long' as const, 'short' as const),
  size: fc.integer({ min: 1, max: 40 }).map((tenths) => `${tenths / 10}`),
  leverage: fc.constantFrom('1', '2', '3', '5', undefined),
  /** Whether interest is charged on the way there once more. */
  extra: fc.boolean(),
});

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function commandOf({ what, side, size, leverage }: Act): Command {
  const common = { account: 'a', instrument: 'BTCUSD' };
  if (what === 'close') return { type: 'close', ...common, quantity: size };
  if (what === 'repay') return { type: 'repay', ...common, amount: `${Number(size) * 100}` };
  const chosen = leverage === undefined ? {} : { leverage };
  return { type: 'open', ...common, side, quantity: size, price: '1000', ...chosen };
}

async function play(interest: InterestTerms, acts: readonly Act[], extra: boolean) {
  const world = await marginWorld({ interest });
  await world.run(
    { type: 'deposit', account: 'a', asset: 'USD', amount: '50000000' },
    { type: 'deposit', account: 'a', asset: 'BTC', amount: '50000' },
  );
  let clock = 0;
  for (const one of acts) {
    if (extra && one.extra) await world.run({ type: 'accrue', at: hours(clock + one.wait / 3) });
    clock += one.wait;
    const answer = await world.engine.handle({ ...commandOf(one), at: hours(clock) });
    if (!answer.ok) seen.refused += 1;
  }
  await world.run({ type: 'accrue', at: hours(clock + 50) });
  return world;
}

function charges(world: MarginWorld): { sum: Map<string, Dec>; count: number } {
  const sum = new Map<string, Dec>();
  let count = 0;
  for (const event of world.events()) {
    if (event.type === 'PositionReduced') seen.reduced += 1;
    if (event.type === 'PositionFlipped') seen.turned += 1;
    if (event.type === 'LoanRepaid') seen.repaid += 1;
    if (event.type !== 'InterestCharged') continue;
    count += 1;
    sum.set(event.asset, (sum.get(event.asset) ?? ZERO).plus(new Dec(event.amount)));
  }
  return { sum, count };
}

/** What the lender is owed is what the positions owe; whoever owes nothing holds nothing. */
async function checkLedger({ engine, state }: MarginWorld): Promise<void> {
  expect(imbalance(state.ledger)).toEqual({});
  const owed = new Map<string, Dec>();
  let open = 0;
  for (const { positions } of (await engine.account('a'))!.pools.values()) {
    for (const position of positions.values()) {
      open += 1;
      const asset = position.side === 'long' ? 'USD' : 'BTC';
      owed.set(asset, (owed.get(asset) ?? ZERO).plus(borrowedBy(position).rounded(30, 'up')));
    }
  }
  for (const asset of ['USD', 'BTC']) {
    const lent = state.ledger.get(entryKey(LENDER, asset)) ?? ZERO;
    expect(lent.negated().toFixed()).toBe((owed.get(asset) ?? ZERO).toFixed());
    const held = state.ledger.get(entryKey(POSITIONS, asset)) ?? ZERO;
    // Residues are booked at 60 decimals.
    if (open === 0) expect(held.abs().lt('1e-55')).toBe(true);
  }
}

describe('interest', () => {
  it('of two spans is that of the whole span, up to what each charge rounds up (I-19)', async () => {
    const acts = fc.array(act, { minLength: 3, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(terms, acts, async (interest, list) => {
        const once = await play(interest, list, false);
        const often = await play(interest, list, true);
        const whole = charges(once);
        const parts = charges(often);
        seen.charged += whole.count;
        seen.split += parts.count - whole.count;
        for (const asset of new Set([...whole.sum.keys(), ...parts.sum.keys()])) {
          const more = (parts.sum.get(asset) ?? ZERO).minus(whole.sum.get(asset) ?? ZERO);
          // Each charge is rounded up at 30 decimals, by less than one unit of the last.
          const residue = new Dec('1e-30').times(parts.count + whole.count);
          expect(more.abs().lte(residue)).toBe(true);
        }
        for (const world of [once, often]) {
          await checkLedger(world);
          expect(new Set(await hashesOf(world)).size).toBe(1);
        }
        await often.run({ type: 'accrue' });
        expect(charges(often).count).toBe(parts.count);
      }),
      { numRuns: RUNS, seed: 47 },
    );
  }, 120_000);

  it('was looked at where it matters', () => {
    expect(seen.charged).toBeGreaterThan(RUNS * 2);
    expect(seen.split).toBeGreaterThan(RUNS / 2);
    expect(seen.repaid).toBeGreaterThan(RUNS / 4);
    expect(seen.reduced).toBeGreaterThan(RUNS / 4);
    expect(seen.turned).toBeGreaterThan(RUNS / 10);
    expect(seen.refused).toBeGreaterThan(0);
  });
});
