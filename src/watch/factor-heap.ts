/** Where items stand in their heap, in chunks by item number; 0: in none. */
export type Places = readonly Int32Array[];

/** What many heaps tell together. */
export interface Tops {
  /** The least keys, side by side; a wider array may take the place of this one. */
  least: Float64Array;
  /** How many items were put in since all heaps were last put in order. */
  added: number;
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
/** Once so large a part of the items is new, it costs less to put all in order than one by one. */
const MANY_NEW = 1 / 4;

/**
 * A heap of four children a node: the least key on top. Keys are single floats, which the caller
 * rounds to the safe side. It knows where every item stands, so that one can be moved or taken
 * out, and it grows by chunks, so that no growth copies more than one.
 *
 * New items wait behind the heap, in no order, until somebody asks for more than the least key: so
 * many of them are put in at the price of writing them down.
 */
export class FactorHeap {
  /** Key and item in turn; keys as whole numbers of the same order. */
  private readonly chunks: Int32Array[] = [];
  private end = ROOT;
  /** Items from here on wait to be put in order. */
  private ordered = ROOT;

  /**
   * @param tops where the least key of the heap is told, infinite when it is empty
   * @param number the place of the heap among them
   */
  constructor(
    private readonly places: Places,
    private readonly tops: Tops = { least: new Float64Array(1), added: 0 },
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
    this.order();
    return this.chunks[0]![(ROOT << 1) + 1]!;
  }

  /** Puts an item in, or moves it to another key. */
  set(item: number, key: number): void {
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    if (at === 0) this.append(item, key);
    else this.move(item, key);
  }

  /**
   * Puts an item in, or moves it to another key; but leaves a lesser key standing that is most of
   * the way from `now` to the other one. An item that is met too early costs less than moving it.
   */
  setNear(item: number, key: number, now: number): void {
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    if (at === 0) {
      this.append(item, key);
      return;
    }
    const old = floatOf(this.keyAt(at));
    if (old > key || old - now <= (key - now) * NEAR) this.move(item, key);
  }

  /** True when this heap, and no other, is where the item stands. */
  holds(item: number): boolean {
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    return at !== 0 && at < this.end && this.itemAt(at) === item;
  }

  /** Takes an item out, if it is in. */
  remove(item: number): void {
    if (!this.holds(item)) return;
    this.order();
    const places = this.places[item >>> PLACE_BITS]!;
    const at = places[item & PLACE_MASK]!;
    places[item & PLACE_MASK] = 0;
    this.end -= 1;
    this.ordered -= 1;
    if (this.end === ROOT) this.tops.least[this.number] = Infinity;
    if (at === this.end) return;
    const [moved, key] = [this.itemAt(this.end), this.keyAt(this.end)];
    if (key < this.keyAt(at)) this.up(at, moved, key);
    else this.down(at, moved, key);
  }

  /**
   * Adds every item whose key is at most `bound`, in no order, and leaves them where they are.
   * Stops beyond `most` items in all.
   */
  collect(bound: number, found: number[], most: number): void {
    if (this.top > bound) return;
    this.order();
    const nearest = Math.fround(bound);
    const last = keyOf(nearest) - (nearest > bound ? 1 : 0);
    const waiting = [ROOT];
    while (waiting.length > 0 && found.length <= most) {
      const at = waiting.pop()!;
      found.push(this.itemAt(at));
      const first = (at - 2) << 2;
      const end = Math.min(first + 4, this.end);
      if (first >= end) continue;
      const chunk = this.chunks[first >>> BITS]!;
      for (let child = first; child < end; child += 1) {
        if (chunk[(child & MASK) << 1]! <= last) waiting.push(child);
      }
    }
  }

  /** All items, in no order. */
  *[Symbol.iterator](): Generator<number> {
    for (let at = ROOT; at < this.end; at += 1) yield this.itemAt(at);
  }

  /** Puts items that wait in their order: all together where they are many, else one by one. */
  order(): void {
    const from = this.ordered;
    if (from === this.end) return;
    this.ordered = this.end;
    if (this.end - from > (this.end - ROOT) * MANY_NEW) {
      for (let at = parentOf(this.end - 1); at >= ROOT; at -= 1) {
        this.down(at, this.itemAt(at), this.keyAt(at));
      }
    } else {
      for (let at = from; at < this.end; at += 1) this.up(at, this.itemAt(at), this.keyAt(at));
    }
  }

  private append(item: number, key: number): void {
    const { end, tops, number } = this;
    const at = (end & MASK) << 1;
    let chunk = this.chunks[end >>> BITS];
    if (chunk === undefined || at >= chunk.length) chunk = this.grow(chunk);
    chunk[at] = keyOf(key);
    chunk[at + 1] = item;
    this.places[item >>> PLACE_BITS]![item & PLACE_MASK] = end;
    this.end = end + 1;
    tops.added += 1;
    if (key < tops.least[number]!) tops.least[number] = key;
  }

  private move(item: number, to: number): void {
    this.order();
    const at = this.places[item >>> PLACE_BITS]![item & PLACE_MASK]!;
    const key = keyOf(to);
    if (key < this.keyAt(at)) this.up(at, item, key);
    else this.down(at, item, key);
  }

  private up(from: number, item: number, key: number): void {
    let at = from;
    while (at > ROOT) {
      const parent = parentOf(at);
      const above = this.keyAt(parent);
      if (above <= key) break;
      this.put(at, this.itemAt(parent), above);
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
      const chunk = this.chunks[first >>> BITS]!;
      let least = first;
      let below = chunk[(first & MASK) << 1]!;
      for (let child = first + 1; child < end; child += 1) {
        const one = chunk[(child & MASK) << 1]!;
        if (one < below) {
          below = one;
          least = child;
        }
      }
      if (below >= key) break;
      this.put(at, chunk[((least & MASK) << 1) + 1]!, below);
      at = least;
    }
    this.put(at, item, key);
  }

  private put(at: number, item: number, key: number): void {
    const chunk = this.chunks[at >>> BITS]!;
    chunk[(at & MASK) << 1] = key;
    chunk[((at & MASK) << 1) + 1] = item;
    this.places[item >>> PLACE_BITS]![item & PLACE_MASK] = at;
    if (at === ROOT) this.tops.least[this.number] = floatOf(key);
  }

  private keyAt(at: number): number {
    return this.chunks[at >>> BITS]![(at & MASK) << 1]!;
  }

  private itemAt(at: number): number {
    return this.chunks[at >>> BITS]![((at & MASK) << 1) + 1]!;
  }

  /** Makes room behind the end; only the last chunk, while it is small, is ever copied. */
  private grow(chunk: Int32Array | undefined): Int32Array {
    const wider = new Int32Array(chunk === undefined ? SMALLEST * 2 : chunk.length * 2);
    if (chunk !== undefined) wider.set(chunk);
    this.chunks[this.end >>> BITS] = wider;
    return wider;
  }
}

function parentOf(at: number): number {
  return (at >>> 2) + 2;
}

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** A single float as a whole number: the order of the ones is the order of the others. */
function keyOf(key: number): number {
  single[0] = key;
  return inOrder(bits[0]!);
}

function floatOf(key: number): number {
  bits[0] = inOrder(key);
  return single[0]!;
}

/** Bits of negative floats grow with their size: all but the sign is turned around, or back. */
function inOrder(held: number): number {
  return held ^ ((held >> 31) & 0x7fffffff);
}
