import fc from 'fast-check';
import { bankruptcyPrice, liquidationPrice, type EngineTerms } from '../../domain/index.js';
import {
  ONE,
  ZERO,
  add,
  compare,
  divide,
  fraction,
  magnitude,
  multiply,
  sign,
  subtract,
  type Fraction,
} from '../support/oracle/pool-figures/fraction.js';
import { edgesOf } from '../support/oracle/pool-figures/instrument.js';
import {
  isBreached,
  lineAt,
  type OraclePool,
  type OracleRule,
} from '../support/oracle/pool-figures/pool.js';
import { searchPrice } from '../support/oracle/pool-figures/search.js';
import { decimalOf, fractionOf, poolView } from '../support/pool-view.js';
import { judgedPoolArbitrary, poolArbitrary } from './pool-arbitrary.js';

const HAIR = fraction(1n, 10n ** 30n);

function termsOf({ trigger, boundary }: OracleRule): EngineTerms {
  const ratio = decimalOf(trigger).toFixed();
  return { boundary, liquidation: { trigger: ratio, target: ratio } };
}

type Change = 'root' | 'boundary' | 'jump';

/**
 * How the oracle's line changes at a price, a hair (10^-30) to either side of it: it runs through
 * zero; it only touches zero; or it jumps, and then a tier begins exactly there.
 */
function changeAt(
  pool: OraclePool,
  id: string,
  price: Fraction,
  rule: OracleRule,
): Change | undefined {
  const below = multiply(price, subtract(ONE, HAIR));
  const above = multiply(price, add(ONE, HAIR));
  const values = [below, price, above].map((at) => lineAt(pool, id, at, rule.trigger));
  const [before, on, after] = values as [Fraction, Fraction, Fraction];
  const states = values.map((value) => isBreached(value, rule));
  if (states.every((state) => state === states[0])) return undefined;
  const gap = magnitude(subtract(after, before));
  if (compare(gap, fraction(1n, 10n ** 15n)) > 0) {
    const moving = pool.positions.filter(({ instrument }) => instrument.id === id);
    const limits = moving.flatMap((position) => edgesOf(position).tiers);
    return limits.some((limit) => compare(limit, price) === 0) ? 'jump' : undefined;
  }
  if (sign(before) * sign(after) < 0) return 'root';
  return sign(on) === 0 ? 'boundary' : undefined;
}

describe('a liquidation price', () => {
  it('is where the line of the whole pool changes sides, and none lies nearer', () => {
    const seen = { root: 0, boundary: 0, jump: 0, none: 0, breached: 0, healthy: 0, cured: 0 };
    const kinds = { isolated: 0, hedged: 0, netted: 0, below: 0, joined: 0 };
    fc.assert(
      fc.property(
        judgedPoolArbitrary,
        fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 6, maxLength: 6 }),
        ({ pool: oracle, rule }, probes) => {
          const { market, pool } = poolView(oracle, termsOf(rule));
          for (const position of pool.positions) {
            const id = position.instrument;
            const mark = oracle.marks[id]!;
            const stateAt = (price: Fraction): boolean =>
              isBreached(lineAt(oracle, id, price, rule.trigger), rule);
            const breachedNow = stateAt(mark);
            const { exact, alreadyBreached } = liquidationPrice(market, pool, position);
            expect(alreadyBreached).toBe(breachedNow);
            seen[breachedNow ? 'breached' : 'healthy'] += 1;
            if (exact === null) seen.none += 1;
            else {
              const change = changeAt(oracle, id, fractionOf(exact), rule);
              expect(Object.keys(seen)).toContain(change);
              seen[change!] += 1;
              if (breachedNow) seen.cured += 1;
              if (pool.mode === 'isolated') kinds.isolated += 1;
              if (pool.positions.length > 1 && position.key === 'A-1:second') kinds.hedged += 1;
              if (oracle.netting) kinds.netted += 1;
              if (oracle.balances.some(({ joins }) => joins)) kinds.joined += 1;
              if (rule.boundary === 'below') kinds.below += 1;
            }
            // Between the mark and the answer the state never changes.
            const against =
              position.side === 'long' ? fraction(1n, 10n ** 6n) : multiply(mark, fraction(1000n));
            const end = exact === null ? against : fractionOf(exact);
            for (const probe of probes) {
              const share = fraction(BigInt(probe), 1000n);
              const at = add(mark, multiply(subtract(end, mark), share));
              expect(stateAt(at)).toBe(breachedNow);
            }
          }
        },
      ),
      { numRuns: 300, seed: 11 },
    );
    expect(seen.root).toBeGreaterThan(100);
    expect(kinds.joined).toBeGreaterThan(30);
    expect(seen.jump).toBeGreaterThan(10);
    expect(seen.healthy).toBeGreaterThan(100);
    expect(seen.breached).toBeGreaterThan(50);
    expect(seen.cured).toBeGreaterThan(30);
    expect(seen.none).toBeGreaterThan(10);
    expect(kinds.isolated).toBeGreaterThan(20);
    expect(kinds.hedged).toBeGreaterThan(20);
    expect(kinds.netted).toBeGreaterThan(20);
    expect(kinds.below).toBeGreaterThan(20);
  }, 120_000);

  it('with trigger zero is the bankruptcy price', () => {
    const rule: OracleRule = { trigger: ZERO, boundary: 'at-or-below' };
    let found = 0;
    fc.assert(
      fc.property(poolArbitrary, (oracle) => {
        const { market, pool } = poolView(oracle);
        for (const position of pool.positions) {
          const price = bankruptcyPrice(market, pool, position);
          if (price === null) continue;
          found += 1;
          const change = changeAt(oracle, position.instrument, fractionOf(price), rule);
          expect(['root', 'boundary']).toContain(change);
        }
      }),
      { numRuns: 120, seed: 13 },
    );
    expect(found).toBeGreaterThan(60);
  }, 60_000);
});

describe('the distance to liquidation', () => {
  it('is that of an independent search, whether a pool is healthy or breached', () => {
    const seen = { healthy: 0, breached: 0, both: 0, netted: 0, curved: 0 };
    fc.assert(
      fc.property(judgedPoolArbitrary, ({ pool: oracle, rule }) => {
        const { market, pool } = poolView(oracle, termsOf(rule));
        pool.positions.forEach((position, index) => {
          const own = oracle.positions[index]!;
          const { exact, alreadyBreached } = liquidationPrice(market, pool, position);
          const expected = searchPrice(oracle, own, rule);
          expect(exact === null).toBe(expected === null);
          if (exact === null || expected === null) {
            seen.both += 1;
            return;
          }
          seen[alreadyBreached ? 'breached' : 'healthy'] += 1;
          if (oracle.netting) seen.netted += 1;
          const { margin } = own.instrument;
          if (margin.model === 'slope' && margin.unit === 'notional') seen.curved += 1;
          const gap = magnitude(subtract(fractionOf(exact), expected));
          expect(compare(divide(gap, expected), HAIR)).toBeLessThan(0);
        });
      }),
      { numRuns: 120, seed: 19 },
    );
    expect(seen.healthy).toBeGreaterThan(60);
    expect(seen.breached).toBeGreaterThan(30);
    expect(seen.both).toBeGreaterThan(5);
    expect(seen.netted).toBeGreaterThan(20);
    expect(seen.curved).toBeGreaterThan(5);
  }, 120_000);
});
