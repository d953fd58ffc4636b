import fc from 'fast-check';
import { BUILT_IN_ORDERS, closingSequence, valuePool, type Valuation } from '../../domain/index.js';
import { read } from '../support/oracle/pool-figures/fraction.js';
import { openedAt } from '../support/oracle/pool-figures/instrument.js';
import type { OraclePool } from '../support/oracle/pool-figures/pool.js';
import { firstToClose, isTied, standings } from '../support/oracle/tape-book/closing-order.js';
import { poolView } from '../support/pool-view.js';
import { closingOrders } from './day-arbitrary.js';

const RUNS = 150;

/** Positions of few sizes, rates and prices, so that most of them are level with another one. */
const levelPoolArbitrary: fc.Arbitrary<OraclePool> = fc
  .array(
    fc.record({
      quantity: fc.constantFrom('1', '2'),
      entry: fc.constantFrom('10', '11'),
      mark: fc.constantFrom('10', '11'),
      maintenance: fc.constantFrom('0.05', '0.1'),
      side: fc.constantFrom('long' as const, 'short' as const),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((drawn) => {
    const positions = drawn.map(({ quantity, entry, maintenance, side }, index) => {
      const id = 'GBFADCE'[index]!;
      const margin = { model: 'flat' as const, initial: maintenance, maintenance };
      const instrument = { id, kind: 'linear' as const, base: id, quote: 'USD', margin };
      return openedAt(instrument, side, quantity, entry);
    });
    const marks = positions.map(({ key }, index) => [key, read(drawn[index]!.mark)] as const);
    return {
      mode: 'cross',
      balances: [{ asset: 'USD', amount: read('1') }],
      profitWeight: '1',
      netting: false,
      positions,
      marks: Object.fromEntries(marks),
      rates: {},
    };
  });

describe('I-23: ties of closing orders', () => {
  it.each(closingOrders)(
    'rank level positions as the order %s says',
    (order) => {
      let tied = 0;
      fc.assert(
        fc.property(levelPoolArbitrary, (pool) => {
          const { market, pool: viewed } = poolView(pool);
          const valuations = valuePool(market, viewed);
          const quantityOf = ({ position }: Valuation) => position.quantity;
          const situation = { market, pool: viewed, valuations, quantityOf };
          const ranked = closingSequence(BUILT_IN_ORDERS.get(order)!, situation);
          const ages = pool.positions.map(({ key }, age) => ({ key, age }));
          let left = standings(pool, ages);
          for (const { position } of ranked) {
            const first = firstToClose(order, left)!;
            expect(position.key).toBe(first.key);
            left = left.filter((one) => one !== first);
            if (left.some((other) => isTied(order, first, other))) tied += 1;
          }
          expect(left).toEqual([]);
        }),
        { numRuns: RUNS, seed: 231 },
      );
      if (order !== 'oldest-first') expect(tied).toBeGreaterThan(RUNS / 2);
    },
    30_000,
  );
});
