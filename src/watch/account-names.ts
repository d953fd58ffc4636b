import { BlockStore } from './block-store.js';
import { IntColumn } from './int-column.js';

const BITS = 16;
const LONGEST = 255;

/**
 * Names by a small number, a byte a letter and one for the length: a third of what strings take.
 * A name that is longer than 255, or with letters beyond Latin-1, is kept as it is.
 */
export class AccountNames {
  private readonly bytes = new BlockStore(BITS, (length) => new Uint8Array(length));
  private readonly blocks = new IntColumn();
  /** Names that are kept as they are; their blocks have the length 0. */
  private readonly others = new Map<number, string>();

  put(number: number, name: string): void {
    const length = isLatin(name) ? name.length : 0;
    if (length === 0) this.others.set(number, name);
    const block = this.bytes.take(length + 1);
    const bytes = this.bytes.chunkOf(block);
    const at = this.bytes.offsetOf(block);
    bytes[at] = length;
    for (let letter = 0; letter < length; letter += 1) {
      bytes[at + 1 + letter] = name.charCodeAt(letter);
    }
    this.blocks.reach(number);
    this.blocks.set(number, block);
  }

  free(number: number): void {
    const block = this.blocks.get(number);
    const length = this.bytes.chunkOf(block)[this.bytes.offsetOf(block)]!;
    if (length === 0) this.others.delete(number);
    this.bytes.free(block, length + 1);
  }

  of(number: number): string {
    const block = this.blocks.get(number);
    const bytes = this.bytes.chunkOf(block);
    const at = this.bytes.offsetOf(block);
    const length = bytes[at]!;
    if (length === 0) return this.others.get(number)!;
    let name = '';
    for (let letter = 1; letter <= length; letter += 1) {
      name += String.fromCharCode(bytes[at + letter]!);
    }
    return name;
  }

  /** True when that is the name of the number. */
  is(number: number, name: string): boolean {
    const block = this.blocks.get(number);
    const bytes = this.bytes.chunkOf(block);
    const at = this.bytes.offsetOf(block);
    const length = bytes[at]!;
    if (length === 0) return this.others.get(number) === name;
    if (length !== name.length) return false;
    for (let letter = 0; letter < length; letter += 1) {
      if (bytes[at + 1 + letter] !== name.charCodeAt(letter)) return false;
    }
    return true;
  }
}

function isLatin(name: string): boolean {
  if (name.length > LONGEST) return false;
  for (let letter = 0; letter < name.length; letter += 1) {
    if (name.charCodeAt(letter) > 0xff) return false;
  }
  return true;
}
