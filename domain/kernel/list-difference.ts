/** Where two lists differ: what they have in common at the beginning and at the end is left out. */
export interface ListDifference {
  readonly from: number;
  /** Where the common end begins in each. */
  readonly before: number;
  readonly after: number;
}

/**
 * Finds where two lists differ, by the identity of what is in them; they never change. A cascade
 * removes or changes one entry of a long list and several ask where, so that the last answer is
 * remembered, and what was made by `replaced` need not be looked through at all.
 */
export function differenceOf<T>(before: readonly T[], after: readonly T[]): ListDifference {
  if (found?.list === before && found.next === after) return found.differ;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let [end, until] = [before.length, after.length];
  while (end > from && until > from && before[end - 1] === after[until - 1]) {
    end -= 1;
    until -= 1;
  }
  const differ = { from, before: end, after: until };
  found = { list: before, next: after, differ };
  return differ;
}

/** From so many entries on it is worth remembering what was found out about a list. */
export const LONG = 8;

interface Found {
  readonly list: readonly unknown[];
  readonly next: readonly unknown[];
  readonly differ: ListDifference;
}

/** A cache of one and nothing else. */
let found: Found | undefined;

/** A list with what differs put in the place of what was there. */
export function replaced<T>(
  list: readonly T[],
  { from, before }: Pick<ListDifference, 'from' | 'before'>,
  between: readonly T[],
): readonly T[] {
  const next = list.slice();
  if (list.length >= LONG) {
    found = { list, next, differ: { from, before, after: from + between.length } };
  }
  // The one position that a close-out changes or takes away needs nothing spread out.
  if (between.length === 0) next.splice(from, before - from);
  else if (between.length === 1 && before === from + 1) next[from] = between[0]!;
  else next.splice(from, before - from, ...between);
  return next;
}
