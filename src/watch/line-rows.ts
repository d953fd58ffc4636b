import { PLACE_BITS } from './factor-heap.js';
import type { GeneralLine } from './general-line.js';

/** Rows are cut into chunks of this many bits, slots as heaps cut the numbers of their items. */
export const ROW_BITS = 12;
export const ROW_MASK = (1 << ROW_BITS) - 1;
export const SLOT_BITS = PLACE_BITS;
export const SLOT_MASK = (1 << SLOT_BITS) - 1;
const ROWS = 1 << ROW_BITS;
const SLOTS = 1 << SLOT_BITS;

/** What a row is: not in use, watched, or of an account that was named and not committed since. */
export const FREE = 0;
export const ARMED = 1;
export const NAMED = 2;
/** Watched, and met already while a batch collects what it touched. */
export const TOUCHED = 3;

/** Of what kind a line is: of prices times slopes alone, or whatever `general` says. */
export const PLAIN = 0;
export const GENERAL_KIND = 1;

/** Rows of a chunk, column by column. */
export interface RowChunk {
  /** In settlement: everything that no factor moves. */
  readonly constant: Float64Array;
  /** The first of its slots; the others follow in the same chunk. */
  readonly start: Uint32Array;
  readonly slots: Uint16Array;
  /** The number of its pair of ratios. */
  readonly ratios: Uint16Array;
  readonly account: Uint32Array;
  /** The next row of the account plus one; behind the last what `AccountNumbers.first` tells. */
  readonly next: Int32Array;
  readonly state: Uint8Array;
  readonly kind: Uint8Array;
  /** What the line is made of where slots alone cannot tell. */
  readonly general: (GeneralLine | undefined)[];
}

/** Slots of a chunk: one for each factor that a row depends on. */
export interface SlotChunk {
  readonly factor: Uint16Array;
  /** Of plain lines: the change of equity per unit of price, whose size is that of the notional. */
  readonly slope: Float64Array;
  /** Of plain lines: the first piece of the schedule. */
  readonly piece: Uint16Array;
  /** The row of its first slot; those of the others follow in the order of slots. */
  readonly firstRow: number;
}

/** Where the lines of accounts are kept; a row and its slots are used again together. */
export class LineRows {
  readonly rows: RowChunk[] = [];
  readonly slots: SlotChunk[] = [];
  /** Where lower and upper interval ends stand in the heaps of their factors. */
  readonly lowerPlaces: Int32Array[] = [];
  readonly upperPlaces: Int32Array[] = [];
  /** Rows in use. */
  size = 0;
  /** Rows that were ever in use. */
  rowEnd = 0;
  private slotEnd = 0;
  /** Rows to be used again, by how many slots they can have. */
  private readonly spare: number[][] = [];

  /** A row that can have so many slots; everything about it is to be written anew. */
  take(slots: number): number {
    this.size += 1;
    for (let room = slots; room < this.spare.length; room += 1) {
      const row = this.spare[room]?.pop();
      if (row !== undefined) return row;
    }
    return this.add(slots);
  }

  /** Gives a row back, whose interval ends were taken out before. */
  free(row: number): void {
    this.size -= 1;
    const chunk = this.rows[row >>> ROW_BITS]!;
    const at = row & ROW_MASK;
    chunk.state[at] = FREE;
    chunk.general[at] = undefined;
    const room = this.roomOf(row);
    while (this.spare.length <= room) this.spare.push([]);
    this.spare[room]!.push(row);
  }

  chunkOf(row: number): RowChunk {
    return this.rows[row >>> ROW_BITS]!;
  }

  accountOf(row: number): number {
    return this.rows[row >>> ROW_BITS]!.account[row & ROW_MASK]!;
  }

  slotChunkOf(slot: number): SlotChunk {
    return this.slots[slot >>> SLOT_BITS]!;
  }

  /** The factor that a slot stands for. */
  factorOf(slot: number): number {
    return this.slots[slot >>> SLOT_BITS]!.factor[slot & SLOT_MASK]!;
  }

  /** The row that a slot belongs to: slots lie in the order of their rows. */
  rowOf(slot: number): number {
    const chunk = slot >>> SLOT_BITS;
    let row = this.slots[chunk]!.firstRow;
    let end = this.slots[chunk + 1]?.firstRow ?? this.rowEnd;
    while (end - row > 1) {
      const middle = (row + end) >>> 1;
      if (this.startOf(middle) <= slot) row = middle;
      else end = middle;
    }
    return row;
  }

  private startOf(row: number): number {
    return this.rows[row >>> ROW_BITS]!.start[row & ROW_MASK]!;
  }

  /** How many slots a row can have: up to those of the next one, or to the end of the chunk. */
  private roomOf(row: number): number {
    const start = this.startOf(row);
    const next = row + 1 < this.rowEnd ? this.startOf(row + 1) : this.slotEnd;
    return Math.min(next, (start | SLOT_MASK) + 1) - start;
  }

  private add(slots: number): number {
    const row = this.rowEnd;
    this.rowEnd += 1;
    if (row >>> ROW_BITS === this.rows.length) this.rows.push(newRows());
    const rest = SLOTS - (this.slotEnd & SLOT_MASK);
    if (this.slotEnd >>> SLOT_BITS < this.slots.length && slots > rest) this.slotEnd += rest;
    if (this.slotEnd >>> SLOT_BITS === this.slots.length) {
      this.slots.push(newSlots(row));
      this.lowerPlaces.push(new Int32Array(SLOTS));
      this.upperPlaces.push(new Int32Array(SLOTS));
    }
    const start = this.slotEnd;
    this.slotEnd += slots;
    const chunk = this.rows[row >>> ROW_BITS]!;
    chunk.start[row & ROW_MASK] = start;
    return row;
  }
}

function newRows(): RowChunk {
  return {
    constant: new Float64Array(ROWS),
    start: new Uint32Array(ROWS),
    slots: new Uint16Array(ROWS),
    ratios: new Uint16Array(ROWS),
    account: new Uint32Array(ROWS),
    next: new Int32Array(ROWS),
    state: new Uint8Array(ROWS),
    kind: new Uint8Array(ROWS),
    general: [],
  };
}

function newSlots(firstRow: number): SlotChunk {
  return {
    factor: new Uint16Array(SLOTS),
    slope: new Float64Array(SLOTS),
    piece: new Uint16Array(SLOTS),
    firstRow,
  };
}
