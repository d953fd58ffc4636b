import { LONG, replaced } from './list-difference.js';

/**
 * An immutable map of few entries in the order they came, as two lists. A changed copy costs two
 * short lists, a tenth of what copying a `Map` costs, so that states which share everything but one
 * entry are cheap. Finding a key walks along the list: it is for tens or hundreds of entries.
 */
export class SmallMap<K, V> implements ReadonlyMap<K, V> {
  private constructor(
    private readonly names: readonly K[],
    /** The values in order. */
    readonly list: readonly V[],
  ) {}

  private static readonly NOTHING = new SmallMap<never, never>([], []);

  /** Without entries. */
  static empty<K, V>(): SmallMap<K, V> {
    return SmallMap.NOTHING as SmallMap<unknown, unknown> as SmallMap<K, V>;
  }

  /** The same entries; a small map is given back as it is. */
  static of<K, V>(entries: Iterable<readonly [K, V]> = []): SmallMap<K, V> {
    if (entries instanceof SmallMap) return entries as SmallMap<K, V>;
    const pairs = [...new Map(entries)];
    return new SmallMap(
      pairs.map(([key]) => key),
      pairs.map(([, value]) => value),
    );
  }

  /** Of two lists that nobody else writes to: keys, no two of which are equal, and their values. */
  static ofLists<K, V>(names: readonly K[], list: readonly V[]): SmallMap<K, V> {
    return names.length === 0 ? SmallMap.empty() : new SmallMap(names, list);
  }

  get size(): number {
    return this.list.length;
  }

  get(key: K): V | undefined {
    const index = placeOf(key, this.names);
    return index < 0 ? undefined : this.list[index];
  }

  has(key: K): boolean {
    return this.names.includes(key);
  }

  /** With one entry set: a known key keeps its place, a new one comes last. */
  with(key: K, value: V): SmallMap<K, V> {
    const index = placeOf(key, this.names);
    if (index < 0) return new SmallMap([...this.names, key], [...this.list, value]);
    return new SmallMap(this.names, replaced(this.list, one(index), [value]));
  }

  /** Without one key; the same where it has none. */
  without(key: K): SmallMap<K, V> {
    const index = placeOf(key, this.names);
    if (index < 0) return this;
    const names = this.names.slice();
    names.splice(index, 1);
    return new SmallMap(names, replaced(this.list, one(index), NONE));
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    this.list.forEach((value, index) => visit(value, this.names[index]!, this));
  }

  keys() {
    return this.names.values();
  }

  values() {
    return this.list.values();
  }

  entries() {
    return this.list.map((value, index): [K, V] => [this.names[index]!, value]).values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}

const NONE: readonly never[] = [];

function one(index: number): { readonly from: number; readonly before: number } {
  return { from: index, before: index + 1 };
}

/** Where a key was found last: what is looked up is often changed or taken away next. */
let found: { readonly key: unknown; readonly names: readonly unknown[]; readonly at: number } = {
  key: undefined,
  names: [],
  at: -1,
};

function placeOf<K>(key: K, names: readonly K[]): number {
  if (names.length < LONG) return names.indexOf(key);
  if (found.names !== names || found.key !== key) found = { key, names, at: names.indexOf(key) };
  return found.at;
}
