/** Parts that grow on their own, so that no growth is felt. */
const PARTS = 256;
const SMALLEST = 8;

/** One part: numbers plus one by the hash of their names, one after the other where it is taken. */
interface Part {
  numbers: Int32Array;
  size: number;
}

/** Finds small numbers by name in a few bytes each; the names themselves are kept elsewhere. */
export class NameIndex {
  private readonly parts: Part[] = Array.from({ length: PARTS }, () => ({
    numbers: new Int32Array(SMALLEST),
    size: 0,
  }));

  constructor(private readonly nameOf: (number: number) => string) {}

  find(name: string): number | undefined {
    const hash = hashOf(name);
    const { numbers } = this.parts[hash & (PARTS - 1)]!;
    const mask = numbers.length - 1;
    for (let at = (hash >>> 8) & mask; ; at = (at + 1) & mask) {
      const number = numbers[at]! - 1;
      if (number < 0) return undefined;
      if (this.nameOf(number) === name) return number;
    }
  }

  /** Adds a name that is not in yet. */
  add(name: string, number: number): void {
    const hash = hashOf(name);
    const part = this.parts[hash & (PARTS - 1)]!;
    if (part.size * 4 >= part.numbers.length * 3) this.widen(part);
    put(part.numbers, hash, number + 1);
    part.size += 1;
  }

  /** Takes out a name that is in, while it can still be read. */
  remove(name: string): void {
    const hash = hashOf(name);
    const part = this.parts[hash & (PARTS - 1)]!;
    const { numbers } = part;
    const mask = numbers.length - 1;
    let gap = (hash >>> 8) & mask;
    while (this.nameOf(numbers[gap]! - 1) !== name) gap = (gap + 1) & mask;
    // What comes behind moves up, unless it stands before the gap already where it belongs.
    for (let at = (gap + 1) & mask; numbers[at] !== 0; at = (at + 1) & mask) {
      const home = (hashOf(this.nameOf(numbers[at]! - 1)) >>> 8) & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      numbers[gap] = numbers[at]!;
      gap = at;
    }
    numbers[gap] = 0;
    part.size -= 1;
  }

  private widen(part: Part): void {
    const wider = new Int32Array(part.numbers.length * 2);
    for (const held of part.numbers) {
      if (held !== 0) put(wider, hashOf(this.nameOf(held - 1)), held);
    }
    part.numbers = wider;
  }
}

function put(numbers: Int32Array, hash: number, held: number): void {
  const mask = numbers.length - 1;
  let at = (hash >>> 8) & mask;
  while (numbers[at] !== 0) at = (at + 1) & mask;
  numbers[at] = held;
}

function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
