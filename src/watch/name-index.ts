/** Parts that grow on their own, so that no growth is felt. */
const PARTS = 256;
const SMALLEST = 8;
/** The share of places of a part that are taken at most. */
const FULL = 7 / 8;

/** One part: numbers by the tags of their names, one after the other where a place is taken. */
interface Part {
  /** Sixteen bits of the hash of a name, by which its place is found; 0: nothing stands there. */
  tags: Uint16Array;
  numbers: Int32Array;
  size: number;
}

/**
 * Finds small numbers by name in some eight bytes each. The names are kept elsewhere, and looked at
 * only where the tag is right: for hardly any other name than the one that is sought.
 */
export class NameIndex {
  private readonly parts: Part[] = Array.from({ length: PARTS }, () => empty(SMALLEST));

  constructor(private readonly isName: (number: number, name: string) => boolean) {}

  find(name: string): number | undefined {
    const hash = hashOf(name);
    const { tags, numbers } = this.parts[hash & (PARTS - 1)]!;
    const tag = tagOf(hash);
    const mask = tags.length - 1;
    for (let at = homeOf(tag, mask); tags[at] !== 0; at = (at + 1) & mask) {
      if (tags[at] === tag && this.isName(numbers[at]!, name)) return numbers[at];
    }
    return undefined;
  }

  /** Adds a name that is not in yet. */
  add(name: string, number: number): void {
    const hash = hashOf(name);
    const at = hash & (PARTS - 1);
    let part = this.parts[at]!;
    if (part.size >= part.tags.length * FULL) part = this.parts[at] = widened(part);
    put(part, tagOf(hash), number);
  }

  /** Takes out the number of a name that is in. */
  remove(name: string, number: number): void {
    const hash = hashOf(name);
    const part = this.parts[hash & (PARTS - 1)]!;
    const { tags, numbers } = part;
    const mask = tags.length - 1;
    const tag = tagOf(hash);
    let gap = homeOf(tag, mask);
    while (tags[gap] !== tag || numbers[gap] !== number) gap = (gap + 1) & mask;
    // What comes behind moves up, unless it stands before the gap already where it belongs.
    for (let at = (gap + 1) & mask; tags[at] !== 0; at = (at + 1) & mask) {
      const home = homeOf(tags[at]!, mask);
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      tags[gap] = tags[at]!;
      numbers[gap] = numbers[at]!;
      gap = at;
    }
    tags[gap] = 0;
    part.size -= 1;
  }
}

function empty(length: number): Part {
  return { tags: new Uint16Array(length), numbers: new Int32Array(length), size: 0 };
}

function widened({ tags, numbers }: Part): Part {
  const wider = empty(tags.length * 2);
  for (let at = 0; at < tags.length; at += 1) {
    if (tags[at] !== 0) put(wider, tags[at]!, numbers[at]!);
  }
  return wider;
}

function put(part: Part, tag: number, number: number): void {
  const mask = part.tags.length - 1;
  let at = homeOf(tag, mask);
  while (part.tags[at] !== 0) at = (at + 1) & mask;
  part.tags[at] = tag;
  part.numbers[at] = number;
  part.size += 1;
}

/** The place where the search for a tag begins; beyond 65,536 of them they stand apart. */
function homeOf(tag: number, mask: number): number {
  return Math.imul(tag, 1 + (mask >>> 16)) & mask;
}

function tagOf(hash: number): number {
  const tag = hash >>> 16;
  return tag === 0 ? 1 : tag;
}

function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
