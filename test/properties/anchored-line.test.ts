import fc from 'fast-check';
import {
  Dec,
  EPOCH,
  Exact,
  anchoredLines,
  measureLine,
  type Factor,
  type Market,
  type WatchedLine,
} from '../../domain/index.js';
import { riskPool, viewOf } from './portfolio-arbitrary.js';
import { decimalIn } from './pool-arbitrary.js';

const MOST = 6;

/** Near moves, where the bound must be right about kinks, and far ones. */
const move = fc.oneof(decimalIn(0.98, 1.02, 4), decimalIn(0.2, 4, 2));
const moves = fc.record({
  marks: fc.array(move, { minLength: MOST, maxLength: MOST }),
  indexes: fc.array(move, { minLength: MOST, maxLength: MOST }),
  rate: move,
});

const terms = fc.record({
  digits: fc.constantFrom('0', '1', '1.25', '4'),
  offset: fc.option(decimalIn(0, 1, 1), { nil: undefined }),
});

/** The same market at other prices. */
type Moves = typeof moves extends fc.Arbitrary<infer T> ? T : never;

function moved(market: Market, { marks, indexes, rate }: Moves): Market {
  const by = (held: Market['marks'], factors: readonly string[]): Market['marks'] =>
    new Map(
      [...held].map(([id, { price }]) => {
        const factor = factors[Number(id.slice(1))]!;
        return [id, { price: price.times(factor), at: EPOCH }];
      }),
    );
  return {
    ...market,
    marks: by(market.marks, marks),
    indexes: by(market.indexes, indexes),
    rates: new Map(market.rates).set('A', market.rates.get('A')!.times(rate)),
  };
}

/** What an anchored line says of the prices of a market: the sum of what its entries lost. */
function told({ constant, entries }: WatchedLine, { marks, indexes, rates }: Market): Exact {
  const priceOf = (factor: Factor): Dec => {
    const [kind, id] = factor.split(':') as [string, string];
    if (kind === 'rate') return rates.get(id)!;
    return (kind === 'mark' ? marks : indexes).get(id)!.price;
  };
  const changes = entries.map(({ factor, slope, cost }) =>
    Exact.of(slope.times(priceOf(factor))).minus(cost),
  );
  return Exact.sum([constant, ...changes.filter((change) => change.sign() < 0)]);
}

describe('the lines of a pool that is measured as a whole', () => {
  it('are its slack at their prices, and never above it at any others', () => {
    const seen = { lines: 0, near: 0, reached: 0, index: 0, net: 0, debt: 0, offset: 0 };
    fc.assert(
      fc.property(riskPool(MOST), moves, terms, (drawn, factors, { digits, offset }) => {
        const positions = drawn.positions.filter(({ kind }) => kind !== 'inverse');
        const [one, other] = drawn.units;
        // Units that offset each other have their scenarios in common, and initial numbers.
        const alike = { ...one, minimum: other.minimum };
        const units: typeof drawn.units = [one, offset === undefined ? other : alike];
        const { market, pool } = viewOf({ ...drawn, units, positions }, offset);
        const ratio = new Dec(digits);
        const lines = anchoredLines(market, pool, { below: ratio, above: ratio });
        expect(lines).toHaveLength(2);
        const then = moved(market, factors);
        for (const [index, line] of lines!.entries()) {
          const slackIn = (at: Market): Exact => {
            const { equity, maintenance } = measureLine(at, pool);
            const slack = equity.minus(maintenance.scaled(ratio));
            return index === 0 ? slack : slack.negated();
          };
          expect(told(line, market).cmp(slackIn(market))).toBe(0);
          const [bound, slack] = [told(line, then), slackIn(then)];
          expect(bound.cmp(slack)).toBeLessThanOrEqual(0);
          seen.lines += 1;
          if (bound.cmp(slack) === 0 && positions.length > 0) seen.near += 1;
          if (bound.sign() <= 0 && slackIn(market).sign() > 0) seen.reached += 1;
        }
        if (positions.some(({ index }) => index !== undefined)) seen.index += 1;
        if (drawn.units.some(({ charges }) => charges.some(({ on }) => on === 'net')))
          seen.net += 1;
        if (offset !== undefined) seen.offset += 1;
        if (drawn.debt.maintenance !== '0') seen.debt += 1;
      }),
      { numRuns: 1500, seed: 31 },
    );
    expect(seen.lines).toBe(3000);
    expect(Math.min(seen.reached, seen.index, seen.net, seen.debt, seen.offset)).toBeGreaterThan(
      300,
    );
  });

  it('are not there for what no such bound is known of', () => {
    let refused = 0;
    fc.assert(
      fc.property(riskPool(MOST), (drawn) => {
        const { market, pool } = viewOf(drawn);
        const inverse = drawn.positions.some(({ kind }) => kind === 'inverse');
        expect(anchoredLines(market, pool, { below: new Dec(1) }) === undefined).toBe(inverse);
        if (inverse) refused += 1;
      }),
      { numRuns: 200, seed: 32 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});
