import fc from 'fast-check';
import { Dec, compareIds, roundTo } from '../../domain/index.js';
import type { Factor, FactorPrices } from '../../src/ports/watch.js';
import type { SweepTerms } from '../../src/watch/sweep-terms.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { Draw } from '../support/watched-world.js';
import {
  FACTORS,
  drawAccount,
  factorsOf,
  needsAttention,
  portAccount,
  type DrawnAccount,
} from '../support/watched-account.js';

const RUNS = 6;
const BATCHES = 100;
const ACCOUNTS = 30;

/** What was seen in all runs. */
const seen = { checks: 0, needed: 0, aimed: 0, named: 0, again: 0, gaps: 0, swept: 0, quiet: 0 };

type Prices = Map<string, string>;

function firstPrices(draw: Draw): Prices {
  const price = (factor: string): string =>
    factor.startsWith('rate') ? draw.digits(6, 4) : draw.digits(draw.one([4, 6, 18]), 2);
  return new Map(FACTORS.map((factor) => [factor, price(factor)]));
}

/** The prices of the next batch: most stand still or walk, some jump, some come back. */
function nextPrices(draw: Draw, prices: Prices, before: Prices): Prices {
  const gap = draw.chance(0.05);
  if (gap) seen.gaps += 1;
  const next = new Map<string, string>();
  for (const [factor, price] of prices) {
    if (!gap && draw.chance(0.4)) continue;
    const now = new Dec(price);
    const size = gap ? '0.12' : draw.one(['0.0005', '0.0005', '0.004', '0.03', '0.00000000000001']);
    const move = now.times(size).times(new Dec(draw.digits(3, 2)).times('0.1'));
    const moved = gap || draw.chance(0.5) ? now.minus(move) : now.plus(move);
    next.set(
      factor,
      draw.chance(0.1)
        ? before.get(factor)!
        : roundTo(moved, draw.one([1, 4, 12, 18]), 'half-even').toFixed(),
    );
  }
  return next;
}

function portPrices(prices: Prices): FactorPrices {
  return new Map([...prices].map(([factor, price]) => [factor as Factor, new Dec(price)]));
}

/** Sweeps whenever anything is touched, and settles little of it. */
const EAGER = { above: 0, settled: 0.05, few: 0 };

/** One world from a seed: every account that needs it is named, batch after batch. */
function play(seed: number, sweeps?: SweepTerms): void {
  const draw = new Draw(seed);
  const watch = new TriggerWatch(sweeps);
  const prices = firstPrices(draw);
  let before = new Map(prices);
  watch.onPrices(portPrices(prices));
  let next = nextPrices(draw, prices, before);
  const accounts = new Map<string, DrawnAccount>();
  const hot = new Set<string>();
  const commit = (id: string): void => {
    const account = drawAccount(draw, id, prices, new Map([...prices, ...next]));
    accounts.set(id, account);
    hot.delete(id);
    watch.commit(portAccount(account));
  };
  for (let number = 0; number < ACCOUNTS; number += 1) commit(`account-${number}`);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    before = new Map(prices);
    for (const [factor, price] of next) prices.set(factor, price);
    const named = watch.onPrices(portPrices(next));
    expect([...named].sort(compareIds)).toEqual(named);
    const names = new Set(named);
    expect(names.size).toBe(named.length);
    if (watch.counts.swept > 0) seen.swept += 1;
    for (const account of accounts.values()) check(account, next, prices, names, hot, seed);
    next = nextPrices(draw, prices, before);
    for (const id of named) {
      hot.add(id);
      if (draw.chance(0.7)) commit(id);
    }
    for (let other = draw.below(4); other > 0; other -= 1) {
      const id = `account-${draw.below(ACCOUNTS)}`;
      if (draw.chance(0.8)) commit(id);
      else {
        accounts.delete(id);
        hot.delete(id);
        watch.remove(id);
      }
    }
    const uncertain = watch.sweep();
    for (const id of uncertain) expect(hot.has(id)).toBe(false);
  }
}

function check(
  account: DrawnAccount,
  moved: Prices,
  prices: Prices,
  names: ReadonlySet<string>,
  hot: ReadonlySet<string>,
  seed: number,
): void {
  const { id } = account;
  const concerned = [...factorsOf(account)].some((factor) => moved.has(factor));
  const needed = needsAttention(account, prices);
  seen.checks += 1;
  if (names.has(id)) seen.named += 1;
  if (needed && concerned) {
    seen.needed += 1;
    if (account.aimed) seen.aimed += 1;
    expect([seed, id, names.has(id)]).toEqual([seed, id, true]);
  } else if (!names.has(id)) seen.quiet += 1;
  const again = hot.has(id) || account.exactOn.some((factor) => moved.has(factor));
  if (again && concerned) {
    seen.again += 1;
    expect([seed, id, names.has(id)]).toEqual([seed, id, true]);
  }
}

describe('the fast watch', () => {
  it('names every account that crossed a line or reached a trigger, and again until committed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.boolean(), (seed, eager) =>
        play(seed, eager ? EAGER : undefined),
      ),
      { numRuns: RUNS, seed: 20_251_010 },
    );
    expect(seen.checks).toBeGreaterThan(12_000);
    expect(seen.needed).toBeGreaterThan(4000);
    expect(seen.aimed).toBeGreaterThan(2000);
    expect(seen.again).toBeGreaterThan(1500);
    expect(seen.quiet).toBeGreaterThan(5000);
    expect(seen.swept).toBeGreaterThan(100);
    expect(seen.gaps).toBeGreaterThan(20);
  });
});
