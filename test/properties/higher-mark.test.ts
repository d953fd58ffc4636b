import fc from 'fast-check';
import { measurePool } from '../../domain/index.js';
import {
  ONE,
  add,
  fraction,
  multiply,
  sign,
  subtract,
} from '../support/oracle/pool-figures/fraction.js';
import { measure, type OraclePool } from '../support/oracle/pool-figures/pool.js';
import { poolView } from '../support/pool-view.js';
import { poolArbitrary } from './pool-arbitrary.js';

const RUNS = 250;

/** The pool with every position of its first instrument on one side; the others as they are. */
function onOneSide(pool: OraclePool, side: 'long' | 'short'): OraclePool {
  const { instrument } = pool.positions[0]!;
  const positions = pool.positions.map((position) =>
    position.instrument.id === instrument.id ? { ...position, side } : position,
  );
  return { ...pool, positions };
}

function raised(pool: OraclePool, permille: number): OraclePool {
  const { id } = pool.positions[0]!.instrument;
  const factor = add(ONE, fraction(BigInt(permille), 1000n));
  return { ...pool, marks: { ...pool.marks, [id]: multiply(pool.marks[id]!, factor) } };
}

describe('a higher mark', () => {
  it('never lowers the equity of a pool through a long, nor raises it through a short', () => {
    const seen = { higher: 0, same: 0, lower: 0, inverse: 0, isolated: 0, turned: 0 };
    fc.assert(
      fc.property(
        poolArbitrary,
        fc.constantFrom('long' as const, 'short' as const),
        fc.integer({ min: 1, max: 5000 }),
        (drawn, side, permille) => {
          const before = onOneSide(drawn, side);
          const after = raised(before, permille);
          const [first, second] = [before, after].map((pool) => {
            const { market, pool: viewed } = poolView(pool);
            return measurePool(market, viewed).equity;
          });
          const change = second!.cmp(first!);
          expect(change * (side === 'long' ? 1 : -1)).toBeGreaterThanOrEqual(0);
          seen[change > 0 ? 'higher' : change < 0 ? 'lower' : 'same'] += 1;
          expect(sign(subtract(measure(after).equity, measure(before).equity))).toBe(change);
          if (before.positions[0]!.instrument.kind === 'inverse') seen.inverse += 1;
          if (before.mode === 'isolated') seen.isolated += 1;
          const profits = [before, after].map((pool) => sign(measure(pool).unrealizedProfit));
          if (profits[0] !== profits[1]) seen.turned += 1;
        },
      ),
      { numRuns: RUNS, seed: 17 },
    );
    expect(seen.higher).toBeGreaterThan(RUNS / 4);
    expect(seen.lower).toBeGreaterThan(RUNS / 4);
    // Profits of weight zero: the equity stands still.
    expect(seen.same).toBeGreaterThan(5);
    expect(seen.inverse).toBeGreaterThan(RUNS / 5);
    expect(seen.isolated).toBeGreaterThan(RUNS / 10);
    expect(seen.turned).toBeGreaterThan(RUNS / 10);
  }, 60_000);
});
