import fc from 'fast-check';
import { LONG, SmallMap, canonicalJson } from '../../domain/index.js';

// Enough of them for lists that are long enough to remember where a key was found.
const keys = fc.constantFrom(...'abcdefghijklmn');
const steps = fc.array(
  fc.oneof(
    fc.tuple(fc.constant('set' as const), keys, fc.integer()),
    fc.tuple(fc.constant('delete' as const), keys, fc.constant(0)),
  ),
  { maxLength: 60, size: 'max' },
);

describe('a map of few entries', () => {
  it('is what a Map would be, after each of any steps, and leaves the former as they were', () => {
    let replaced = 0;
    let long = 0;
    fc.assert(
      fc.property(steps, (taken) => {
        let small = SmallMap.empty<string, number>();
        const map = new Map<string, number>();
        const former: [SmallMap<string, number>, [string, number][]][] = [];
        for (const [step, key, value] of taken) {
          former.push([small, [...map]]);
          if (map.has(key)) replaced += 1;
          if (map.size >= LONG && map.has(key)) long += 1;
          if (step === 'set') map.set(key, value);
          else map.delete(key);
          small = step === 'set' ? small.with(key, value) : small.without(key);
          expect([...small]).toEqual([...map]);
          expect([...small.keys()]).toEqual([...map.keys()]);
          expect([...small.values()]).toEqual([...map.values()]);
          expect(small.size).toBe(map.size);
          expect([small.get(key), small.has(key)]).toEqual([map.get(key), map.has(key)]);
          expect(canonicalJson(small)).toBe(canonicalJson(map));
        }
        for (const [before, entries] of former) expect([...before]).toEqual(entries);
      }),
      { seed: 17, numRuns: 300 },
    );
    expect(replaced).toBeGreaterThan(50);
    expect(long).toBeGreaterThan(100);
  });

  it('is made of any entries once, the last of a key counting', () => {
    const small = SmallMap.of([
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ]);
    expect([...small]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    expect(SmallMap.of(small)).toBe(small);
    expect(small.without('z')).toBe(small);
    const seen: unknown[] = [];
    small.forEach((value, key, map) => seen.push([key, value, map === small]));
    expect(seen).toEqual([
      ['a', 3, true],
      ['b', 2, true],
    ]);
  });
});
