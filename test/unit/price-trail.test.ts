import fc from 'fast-check';
import { Dec, bestSince, extendTrail, newTrail, startTrail, text } from '../../domain/index.js';

const price = fc.integer({ min: 1, max: 30 }).map((value) => new Dec(value));

/** Starts and prices in any order; a start is `undefined`. */
const steps = fc.array(fc.option(price, { nil: undefined, freq: 2 }), {
  minLength: 1,
  maxLength: 40,
  size: 'max',
});

describe('the trail of a price', () => {
  it('knows the extremes since every start as a search through all prices does', () => {
    let folded = 0;
    let asked = 0;
    fc.assert(
      fc.property(price, steps, (first, drawn) => {
        let trail = newTrail(first);
        const seen = [first];
        const starts = new Map([[0, 0]]);
        for (const next of drawn) {
          if (next === undefined) {
            trail = startTrail(trail, seen.at(-1)!);
            starts.set(trail.ticks, seen.length - 1);
          } else {
            trail = extendTrail(trail, next);
            seen.push(next);
          }
          for (const [since, from] of starts) {
            const known = seen.slice(from);
            expect(bestSince(trail, 'long', since)!.eq(Dec.max(...known))).toBe(true);
            expect(bestSince(trail, 'short', since)!.eq(Dec.min(...known))).toBe(true);
            asked += 1;
          }
          if (trail.highs.length < starts.size) folded += 1;
        }
      }),
      { numRuns: 40, seed: 41 },
    );
    expect(asked).toBeGreaterThan(2_000);
    expect(folded).toBeGreaterThan(500);
  });

  it('begins with the first price when none was known', () => {
    let trail = newTrail();
    expect(bestSince(trail, 'long', 0)).toBeUndefined();
    trail = extendTrail(trail, new Dec(7));
    trail = extendTrail(trail, new Dec(5));
    expect(text(bestSince(trail, 'long', 0)!)).toBe('7');
    expect(text(bestSince(trail, 'short', 0)!)).toBe('5');
  });

  it('keeps one entry for all starts that a new high passed', () => {
    let trail = newTrail(new Dec(100));
    for (let fall = 99; fall > 50; fall -= 1) {
      trail = extendTrail(trail, new Dec(fall));
      trail = startTrail(trail, new Dec(fall));
    }
    expect(trail.highs).toHaveLength(50);
    trail = extendTrail(trail, new Dec(101));
    expect(trail.highs).toEqual([{ since: 0, best: new Dec(101) }]);
  });
});
