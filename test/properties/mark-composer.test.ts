import fc from 'fast-check';
import { Dec, composeMark, instantOf, sourceRules, type SourcePrice } from '../../domain/index.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

interface Case {
  readonly count: number;
  readonly quorum: number;
  /** In hundredths of a percent. */
  readonly tolerance: number;
  /** Price in cents and age in seconds; a source may be silent. */
  readonly told: readonly ({ readonly cents: number; readonly age: number } | null)[];
}

// Prices stand close together around a few levels, so that groups, outliers and ties all happen.
const cents = fc
  .tuple(fc.constantFrom(100_000, 100_000, 101_000, 150_000), fc.integer({ min: 0, max: 900 }))
  .map(([level, more]) => level + more);

const cases: fc.Arbitrary<Case> = fc.integer({ min: 1, max: NAMES.length }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    quorum: fc.integer({ min: 1, max: count }),
    tolerance: fc.constantFrom(0, 25, 50, 100, 200),
    told: fc.array(
      fc.option(fc.record({ cents, age: fc.integer({ min: 0, max: 14 }) }), { freq: 8 }),
      { minLength: count, maxLength: count },
    ),
  }),
);

const NOW = 100_000;

function composed({ count, quorum, tolerance, told }: Case) {
  const names = NAMES.slice(0, count);
  const rules = sourceRules(
    {
      from: names.map((name) => ({ name, maxAge: 'PT10S' })),
      tolerance: new Dec(tolerance).times('0.0001').toFixed(),
      quorum,
    },
    'X',
  );
  const prices = new Map<string, SourcePrice>();
  told.forEach((one, index) => {
    if (one === null) return;
    const price = new Dec(one.cents).times('0.01');
    prices.set(names[index]!, { price, at: instantOf(NOW - one.age * 1000) });
  });
  return composeMark(rules, prices, instantOf(NOW));
}

/** Whether two prices in cents agree, in whole numbers. */
const agree = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) * 10_000 <= tolerance * Math.min(a, b);

describe('a price composed of sources', () => {
  it('comes from a majority that agrees with itself, is fresh, and is never an average of others', () => {
    const met = { good: 0, degraded: 0, stale: 0, invalid: 0 };
    fc.assert(
      fc.property(cases, (one) => {
        const { quality, price, agreeing } = composed(one);
        met[quality] += 1;
        const { quorum, tolerance, told } = one;
        const fresh = told.filter((source) => source !== null && source.age <= 10);
        expect(quality === 'stale').toBe(fresh.length < quorum);
        expect(price === undefined).toBe(quality === 'stale' || quality === 'invalid');
        if (price === undefined) return;
        const used = agreeing.map((name) => told[NAMES.indexOf(name)]!);
        expect(used.every(({ age }) => age <= 10)).toBe(true);
        expect(used.length).toBeGreaterThanOrEqual(quorum);
        expect(2 * used.length).toBeGreaterThan(fresh.length);
        const prices = used.map((source) => source.cents).sort((a, b) => a - b);
        expect(agree(prices[0]!, prices.at(-1)!, tolerance)).toBe(true);
        expect(price.times(100).gte(prices[0]!) && price.times(100).lte(prices.at(-1)!)).toBe(true);
        expect(quality === 'good').toBe(used.length === one.count);
      }),
      { numRuns: 2000, seed: 7 },
    );
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(60);
  });

  it('finds a majority whenever there is one, by trying every group', () => {
    let found = 0;
    fc.assert(
      fc.property(cases, (one) => {
        const { quality } = composed(one);
        const fresh = one.told.filter((source) => source !== null && source.age <= 10);
        if (fresh.length < one.quorum) return;
        let largest = 0;
        for (let group = 1; group < 1 << fresh.length; group += 1) {
          const members = fresh.filter((_, index) => (group & (1 << index)) !== 0);
          const fits = members.every((a) =>
            members.every((b) => agree(a!.cents, b!.cents, one.tolerance)),
          );
          if (fits) largest = Math.max(largest, members.length);
        }
        const majority = largest >= one.quorum && 2 * largest > fresh.length;
        if (majority && largest < fresh.length) found += 1;
        expect(quality !== 'invalid').toBe(majority);
      }),
      { numRuns: 1000, seed: 11 },
    );
    expect(found).toBeGreaterThan(60);
  });
});
