/** Where items stand in their heap, in chunks by item number; 0: in none. */
export type Places = readonly Int32Array[];

/** The least keys of many heaps, side by side; a wider array may take the place of this one. */
export interface Tops {
  least: Float64Array;
}

/** Numbers of items are cut into chunks of this many bits. */
export const PLACE_BITS = 12;
const PLACE_MASK = (1 << PLACE_BITS) - 1;

/** The root stands here, so that the four children of a node lie side by side and aligned. */
const ROOT = 3;
const BITS = 9;
const CHUNK = 1 << BITS;
const MASK = CHUNK - 1;
const SMALLEST = 16;
/** Which share of the way to a key is near enough. */
const NEAR = 0.7;

/**
 * A heap of four children a node: the least key on top. Keys are single floats, which the caller
 * rounds to the safe side. It knows where every item stands, so that one can be moved or taken
 * out, and it grows by chunks, so that no growth copies more than one.
 */
export class FactorHeap {
  private readonly keys: Float32Array[] = [];
  private readonly items: Uint32Array[] = [];
  private end = ROOT;

  /**
   * @param tops where the least key of the heap is told, infinite when it is empty
   * @param number the place of the heap among them
   */
  constructor(
    private readonly places: Places,
    private readonly tops: Tops = { least: new Float64Array(1) },
    private readonly number = 0,
  ) {
    tops.least[number] = Infinity;
  }

  get size(): number {
    return this.end - ROOT;
  }

  /** The least key; infinite when empty. */
  get top(): number {
    return this.tops.least[this.number]!;
  }

  /** The item with the least key. */
  get topItem(): number {
    return this.items[0]![ROOT]!;
  }

  /** Puts an item in, or moves it to another key. */
  set(item: number, key: number): void {
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    if (at === 0) {
      this.grow();
      this.end += 1;
      this.up(this.end - 1, item, key);
    } else if (key < this.keys[at >>> BITS]![at & MASK]!) this.up(at, item, key);
    else this.down(at, item, key);
  }

  /**
   * Puts an item in, or moves it to another key; but leaves a lesser key standing that is most of
   * the way from `now` to the other one. An item that is met too early costs less than moving it.
   */
  setNear(item: number, key: number, now: number): void {
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    if (at !== 0) {
      const old = this.keys[at >>> BITS]![at & MASK]!;
      if (old <= key && old - now > (key - now) * NEAR) return;
    }
    this.set(item, key);
  }

  /** True when this heap, and no other, is where the item stands. */
  holds(item: number): boolean {
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    return at !== 0 && at < this.end && this.items[at >>> BITS]![at & MASK] === item;
  }

  /** Takes an item out, if it is in. */
  remove(item: number): void {
    if (!this.holds(item)) return;
    const places = this.places[item >>> PLACE_BITS]!;
    const at = places[item & PLACE_MASK]!;
    places[item & PLACE_MASK] = 0;
    this.end -= 1;
    if (this.end === ROOT) this.tops.least[this.number] = Infinity;
    if (at === this.end) return;
    const last = this.end;
    const moved = this.items[last >>> BITS]![last & MASK]!;
    const key = this.keys[last >>> BITS]![last & MASK]!;
    if (key < this.keys[at >>> BITS]![at & MASK]!) this.up(at, moved, key);
    else this.down(at, moved, key);
  }

  /**
   * Adds every item whose key is at most `bound`, in no order, and leaves them where they are.
   * Stops beyond `most` items in all.
   */
  collect(bound: number, found: number[], most: number): void {
    if (this.top > bound) return;
    const waiting = [ROOT];
    while (waiting.length > 0 && found.length <= most) {
      const at = waiting.pop()!;
      found.push(this.items[at >>> BITS]![at & MASK]!);
      const first = (at - 2) << 2;
      const end = Math.min(first + 4, this.end);
      if (first >= end) continue;
      const keys = this.keys[first >>> BITS]!;
      for (let child = first; child < end; child += 1) {
        if (keys[child & MASK]! <= bound) waiting.push(child);
      }
    }
  }

  /** All items, in no order. */
  *[Symbol.iterator](): Generator<number> {
    for (let at = ROOT; at < this.end; at += 1) yield this.items[at >>> BITS]![at & MASK]!;
  }

  private up(from: number, item: number, key: number): void {
    let at = from;
    while (at > ROOT) {
      const parent = (at >>> 2) + 2;
      const above = this.keys[parent >>> BITS]![parent & MASK]!;
      if (above <= key) break;
      this.put(at, this.items[parent >>> BITS]![parent & MASK]!, above);
      at = parent;
    }
    this.put(at, item, key);
  }

  private down(from: number, item: number, key: number): void {
    let at = from;
    for (;;) {
      const first = (at - 2) << 2;
      if (first >= this.end) break;
      const end = Math.min(first + 4, this.end);
      const keys = this.keys[first >>> BITS]!;
      let least = first;
      let below = keys[first & MASK]!;
      for (let child = first + 1; child < end; child += 1) {
        const one = keys[child & MASK]!;
        if (one < below) {
          below = one;
          least = child;
        }
      }
      if (below >= key) break;
      this.put(at, this.items[least >>> BITS]![least & MASK]!, below);
      at = least;
    }
    this.put(at, item, key);
  }

  private put(at: number, item: number, key: number): void {
    this.keys[at >>> BITS]![at & MASK] = key;
    this.items[at >>> BITS]![at & MASK] = item;
    this.places[item >>> PLACE_BITS]![item & PLACE_MASK] = at;
    if (at === ROOT) this.tops.least[this.number] = key;
  }

  /** Makes room for one more; only the first chunk, while it is small, is ever copied. */
  private grow(): void {
    const chunk = this.end >>> BITS;
    const keys = this.keys[chunk];
    if (keys !== undefined && (this.end & MASK) < keys.length) return;
    const size = chunk > 0 ? CHUNK : keys === undefined ? SMALLEST : keys.length * 2;
    const wider = new Float32Array(size);
    const more = new Uint32Array(size);
    if (keys !== undefined) {
      wider.set(keys);
      more.set(this.items[chunk]!);
    }
    this.keys[chunk] = wider;
    this.items[chunk] = more;
  }
}
