import fc from 'fast-check';
import { SmallMap, differenceOf, replaced } from '../../domain/index.js';

/** Entries that are told apart by identity. */
type Entry = readonly [number];

const LONGEST = 20;
const list = fc.array(
  fc.integer().map((value): Entry => [value]),
  { maxLength: LONGEST, size: 'max' },
);

/** Puts what lies between the common ends of `after` in the place of what does in `before`. */
function carriedOver(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] {
  const { from, before: end, after: until } = differenceOf(before, after);
  expect(from).toBeLessThanOrEqual(Math.min(end, until));
  return [...before.slice(0, from), ...after.slice(from, until), ...before.slice(end)];
}

describe('the difference of two lists', () => {
  it('leads from one to the other, asked once or again, in any order', () => {
    let shared = 0;
    fc.assert(
      fc.property(list, list, list, fc.nat(LONGEST), (head, middle, tail, other) => {
        const before = [...head, ...middle, ...tail];
        const after = [...head, ...middle.slice(other), ...tail];
        if (head.length > 0 && tail.length > 0 && other > 0 && middle.length > 0) shared += 1;
        for (const [one, two] of [
          [before, after],
          [before, after],
          [after, before],
          [before, middle],
          [before, after],
        ] as const) {
          expect(carriedOver(one, two)).toEqual(two);
        }
      }),
      { seed: 29 },
    );
    expect(shared).toBeGreaterThan(30);
  });

  it('is nothing between lists of the same entries', () => {
    const one: readonly Entry[] = [[1], [2], [3]];
    expect(differenceOf(one, [...one])).toEqual({ from: 3, before: 3, after: 3 });
    expect(differenceOf([], [])).toEqual({ from: 0, before: 0, after: 0 });
  });

  it('is known of what was made of a list, which stays as it was', () => {
    const range = fc.tuple(fc.nat(LONGEST), fc.nat(3));
    let long = 0;
    fc.assert(
      fc.property(list, range, list, (entries, [start, count], between) => {
        const from = Math.min(start, entries.length);
        const before = Math.min(from + count, entries.length);
        const original = [...entries];
        const next = replaced(entries, { from, before }, between);
        if (entries.length > 8 && before > from) long += 1;
        expect(next).toEqual([...original.slice(0, from), ...between, ...original.slice(before)]);
        expect(entries).toEqual(original);
        expect(carriedOver(entries, next)).toEqual(next);
      }),
      { seed: 31 },
    );
    expect(long).toBeGreaterThan(20);
  });

  it('is known of a map with an entry changed or taken away', () => {
    const entries = Array.from({ length: 12 }, (_, index): [string, Entry] => [
      `${index}`,
      [index],
    ]);
    const map = SmallMap.of(entries);
    const less = map.without('5');
    expect(differenceOf(map.list, less.list)).toEqual({ from: 5, before: 6, after: 5 });
    const other = map.with('7', [70]);
    expect(differenceOf(map.list, other.list)).toEqual({ from: 7, before: 8, after: 8 });
    expect(differenceOf(less.list, other.list)).toEqual({ from: 5, before: 7, after: 8 });
  });
});
