import type { WatchedLine } from '../ports/watch.js';
import { BlockStore } from './block-store.js';
import type { FactorTable } from './factor-table.js';
import { floatOf } from './floats.js';
import {
  GENERAL,
  GENERAL_STRIDE,
  loseGeneral,
  measureGeneral,
  type GeneralLine,
} from './general-line.js';
import { LineBounds, type Losses } from './line-bounds.js';
import { LineReader } from './line-reader.js';
import {
  ARMED,
  GENERAL_KIND,
  PLAIN,
  ROW_BITS,
  ROW_MASK,
  SLOT_BITS,
  SLOT_MASK,
  type LineRows,
  type RowChunk,
} from './line-rows.js';
import { losePlain, measurePlain } from './plain-line.js';
import { sweepPlain } from './plain-sweep.js';
import { RatioTable } from './ratio-table.js';
import type { ScheduleTable } from './schedule-table.js';
import {
  BAND,
  GREATEST_PRICE,
  HELD_BACK,
  INWARD_HIGH,
  INWARD_LOW,
  LEAST_PRICE,
  isCountable,
} from './trigger-limits.js';

/**
 * A plain line that somebody read into floats already: the double nearest to its exact constant
 * (less all costs), and for each factor, none of which comes twice, the number of the factor, the
 * slope and the number of the schedule. NaN: that side is not watched.
 */
export interface FloatLine {
  readonly constant: number;
  readonly below: number;
  readonly above: number;
  readonly factors: ArrayLike<number>;
  readonly slopes: ArrayLike<number>;
  readonly schedules: ArrayLike<number>;
}

/** Figures of lines that are not plain are cut into chunks of this many bits. */
const FIGURE_BITS = 14;

/** A line is worked out from beginning to end, so one sheet does for the books of all engines. */
const SHEET = new LineBounds();

/**
 * The lines of all accounts as floats, and for each of them how far its factors may move before it
 * is looked at again: as long as every factor that moved since is strictly inside, the exact line
 * is on its side for sure. docs/watch.md holds the proofs.
 */
export class LineBook {
  private readonly ratios = new RatioTable();
  private readonly figures = new BlockStore(FIGURE_BITS, (length) => new Float64Array(length));
  private readonly bounds = SHEET;
  private readonly uncertain = new Uint16Array(ROW_MASK + 1);
  private readonly reader: LineReader;

  constructor(
    private readonly rows: LineRows,
    private readonly factors: FactorTable,
    private readonly schedules: ScheduleTable,
  ) {
    this.reader = new LineReader(factors, schedules);
  }

  /**
   * Writes a line down. Undefined where a guard failed, so that floats cannot tell; -1 where
   * nothing moves it.
   */
  add(line: WatchedLine, account: number): number | undefined {
    const { reader } = this;
    if (line.below === undefined && line.above === undefined) return -1;
    if (line.entries.length === 0) return -1;
    const below = line.below === undefined ? NaN : floatOf(line.below);
    const above = line.above === undefined ? NaN : floatOf(line.above);
    if (below < 0 || above < 0 || !isRatio(below) || !isRatio(above)) return undefined;
    if (!reader.read(line)) return undefined;
    const pair = this.ratios.hold(below, above);
    if (pair === undefined) {
      reader.release();
      return undefined;
    }
    const row = this.takeRow(reader.factors.length, reader.constant, pair, account);
    const chunk = this.rows.chunkOf(row);
    const at = row & ROW_MASK;
    this.writeSlots(chunk.start[at]!);
    chunk.kind[at] = reader.plain ? PLAIN : GENERAL_KIND;
    if (!reader.plain) chunk.general[at] = this.writeGeneral();
    return row;
  }

  /** Writes down a plain line of floats that keeps to the guards. */
  addFloats(line: FloatLine, account: number): number | undefined {
    const pair = this.ratios.hold(line.below, line.above);
    if (pair === undefined) return undefined;
    const slots = line.factors.length;
    const row = this.takeRow(slots, line.constant, pair, account);
    const chunk = this.rows.chunkOf(row);
    const start = chunk.start[row & ROW_MASK]!;
    const { factor, slope, piece } = this.rows.slotChunkOf(start);
    const first = start & SLOT_MASK;
    for (let slot = 0; slot < slots; slot += 1) {
      factor[first + slot] = line.factors[slot]!;
      slope[first + slot] = line.slopes[slot]!;
      piece[first + slot] = line.schedules[slot]!;
      this.factors.again(line.factors[slot]!);
      this.schedules.again(line.schedules[slot]!);
    }
    chunk.kind[row & ROW_MASK] = PLAIN;
    return row;
  }

  /** Forgets a line: its interval ends, its slots and what it held. */
  drop(row: number): void {
    const chunk = this.rows.chunkOf(row);
    const at = row & ROW_MASK;
    const start = chunk.start[at]!;
    const { factor, piece } = this.rows.slotChunkOf(start);
    const general = generalOf(chunk, at);
    for (let slot = start; slot < start + chunk.slots[at]!; slot += 1) {
      const held = factor[slot & SLOT_MASK]!;
      this.factors.uppers[held]?.remove(slot);
      this.factors.lowers[held]?.remove(slot);
      this.factors.release(held);
      if (general === undefined) this.schedules.release(piece[slot & SLOT_MASK]!);
    }
    if (general !== undefined) {
      const figures = this.figures.chunkOf(general.at);
      const offset = this.figures.offsetOf(general.at);
      for (let entry = 0; entry < general.entries; entry += 1) {
        this.schedules.release(figures[offset + entry * GENERAL_STRIDE + GENERAL.piece]!);
      }
      this.figures.free(general.at, general.entries * GENERAL_STRIDE);
    }
    this.ratios.release(chunk.ratios[at]!);
    this.rows.free(row);
  }

  /** Takes all interval ends of a line out of the heaps. */
  unsetEnds(row: number): void {
    const chunk = this.rows.chunkOf(row);
    const start = chunk.start[row & ROW_MASK]!;
    for (let slot = start; slot < start + chunk.slots[row & ROW_MASK]!; slot += 1) {
      const factor = this.rows.factorOf(slot);
      this.factors.uppers[factor]?.remove(slot);
      this.factors.lowers[factor]?.remove(slot);
    }
  }

  /** True where the float alone certifies the line at the present prices. */
  certifies(row: number): boolean {
    const chunk = this.rows.rows[row >>> ROW_BITS]!;
    const at = row & ROW_MASK;
    this.measure(chunk, at);
    const pair = chunk.ratios[at]!;
    const below = this.ratios.below[pair]!;
    const above = this.ratios.above[pair]!;
    return this.isCertain(below, 1) && this.isCertain(above, -1);
  }

  /** Adds every watched row that the float alone does not certify; tells how many it measured. */
  sweep(uncertain: number[]): number {
    const { rows, factors, schedules, ratios } = this;
    const others: number[] = [];
    let swept = 0;
    for (let first = 0; first < rows.rowEnd; first += ROW_MASK + 1) {
      const given = {
        rows: rows.rows[first >>> ROW_BITS]!,
        end: Math.min(ROW_MASK + 1, rows.rowEnd - first),
        slots: rows.slots,
        prices: factors.prices,
        uncertain: this.uncertain,
        others,
      };
      const plain = sweepPlain(given, schedules.figures, ratios, first);
      swept += plain.swept;
      for (let at = 0; at < plain.found; at += 1) uncertain.push(first + this.uncertain[at]!);
    }
    for (const row of others) if (!this.certifies(row)) uncertain.push(row);
    return swept + others.length;
  }

  /** Certifies the line and sets the intervals of its factors; false where it cannot. */
  settle(row: number): boolean {
    const chunk = this.rows.rows[row >>> ROW_BITS]!;
    const at = row & ROW_MASK;
    this.measure(chunk, at);
    const pair = chunk.ratios[at]!;
    const below = this.ratios.below[pair]!;
    const above = this.ratios.above[pair]!;
    if (!this.isCertain(below, 1) || !this.isCertain(above, -1)) return false;
    const { bounds } = this;
    bounds.open(chunk.slots[at]!);
    if (below === below) this.lose(chunk, at, bounds.below, 1, below);
    if (above === above) this.lose(chunk, at, bounds.above, -1, above);
    this.setEnds(chunk, at);
    return true;
  }

  /** The slack that the float certifies of one side; not above zero where it certifies none. */
  private slack(ratio: number, sign: 1 | -1): number {
    const { equity, requirement, grossEquity, grossRequirement, atEdge } = this.bounds;
    if (atEdge) return NaN;
    const slack = (equity - ratio * requirement) * sign;
    return slack - BAND * (grossEquity + ratio * grossRequirement);
  }

  private isCertain(ratio: number, sign: 1 | -1): boolean {
    return ratio !== ratio || this.slack(ratio, sign) > 0;
  }

  private measure(chunk: RowChunk, at: number): void {
    const { bounds, factors } = this;
    bounds.atEdge = false;
    bounds.equity = chunk.constant[at]!;
    bounds.grossEquity = Math.abs(bounds.equity);
    bounds.requirement = 0;
    bounds.grossRequirement = 0;
    const start = chunk.start[at]!;
    const slots = chunk.slots[at]!;
    const slotChunk = this.rows.slots[start >>> SLOT_BITS]!;
    const general = generalOf(chunk, at);
    const { prices } = factors;
    if (general === undefined) {
      measurePlain(slotChunk, start, slots, prices, this.schedules, bounds);
      return;
    }
    const first = start & SLOT_MASK;
    const { factor } = slotChunk;
    for (let slot = 0; slot < slots; slot += 1) {
      bounds.price[slot] = prices[factor[first + slot]!]!;
    }
    const figures = this.figures.chunkOf(general.at);
    measureGeneral(general, figures, this.figures.offsetOf(general.at), this.schedules, bounds);
  }

  /** The losses of one side, and how its slack is shared out. */
  private lose(chunk: RowChunk, at: number, losses: Losses, sign: 1 | -1, ratio: number): void {
    const { bounds, schedules } = this;
    const start = chunk.start[at]!;
    const slots = chunk.slots[at]!;
    const slotChunk = this.rows.slots[start >>> SLOT_BITS]!;
    const general = generalOf(chunk, at);
    const { prices, moves } = this.factors;
    if (general === undefined) {
      losePlain(slotChunk, start, slots, schedules, bounds, losses, sign, ratio);
    } else {
      losses.clear(slots);
      const figures = this.figures.chunkOf(general.at);
      const offset = this.figures.offsetOf(general.at);
      loseGeneral(general, figures, offset, schedules, bounds, losses, sign, ratio);
      for (let slot = 0; slot < slots; slot += 1) {
        const rounding = BAND * losses.gross[slot]!;
        losses.up[slot]! += rounding;
        losses.upFar[slot]! += rounding;
        losses.down[slot]! += rounding;
      }
    }
    const { factor } = slotChunk;
    let shares = 0;
    for (let slot = 0; slot < slots; slot += 1) {
      const moving = factor[(start & SLOT_MASK) + slot]!;
      const most = Math.max(losses.up[slot]!, losses.down[slot]!);
      if (most > 0) shares += most * prices[moving]! * moves[moving]!;
    }
    losses.share = (this.slack(ratio, sign) * HELD_BACK) / shares;
  }

  /** The interval of every factor: what both sides allow, rounded inward, into the heaps. */
  private setEnds(chunk: RowChunk, at: number): void {
    const { bounds, factors, rows } = this;
    const start = chunk.start[at]!;
    const first = start & SLOT_MASK;
    const { factor } = rows.slots[start >>> SLOT_BITS]!;
    const upperPlaces = rows.upperPlaces[start >>> SLOT_BITS]!;
    const lowerPlaces = rows.lowerPlaces[start >>> SLOT_BITS]!;
    for (let slot = 0; slot < chunk.slots[at]!; slot += 1) {
      const moving = factor[first + slot]!;
      const price = factors.prices[moving]!;
      const usual = price * factors.moves[moving]!;
      this.narrow(bounds.below, slot, price, usual);
      this.narrow(bounds.above, slot, price, usual);
      const low = bounds.lowCap[slot]!;
      const high = bounds.highCap[slot]!;
      if (high < GREATEST_PRICE) {
        factors.upper(moving).setNear(start + slot, inwardHigh(high), price);
      } else if (upperPlaces[first + slot] !== 0) factors.upper(moving).remove(start + slot);
      if (low > LEAST_PRICE) {
        factors.lower(moving).setNear(start + slot, -inwardLow(low), -price);
      } else if (lowerPlaces[first + slot] !== 0) factors.lower(moving).remove(start + slot);
    }
  }

  /** Takes the interval of a slot in, to where one side has lost its share of the slack. */
  private narrow(losses: Losses, slot: number, price: number, usual: number): void {
    const { share } = losses;
    if (share !== share) return;
    const { bounds } = this;
    const down = losses.down[slot]!;
    const far = losses.upFar[slot]! > 0;
    const up = losses.up[slot]!;
    const budget = share * usual * Math.max(up, down);
    if (far) {
      const end = Math.min(2 * price, up > 0 ? price + budget / up : Infinity);
      if (end < bounds.highCap[slot]!) bounds.highCap[slot] = end;
    }
    if (down > 0) {
      const end = price - budget / down;
      if (end > bounds.lowCap[slot]!) bounds.lowCap[slot] = end;
    }
  }

  private takeRow(slots: number, constant: number, ratios: number, account: number): number {
    const row = this.rows.take(slots);
    const chunk = this.rows.chunkOf(row);
    const at = row & ROW_MASK;
    chunk.constant[at] = constant;
    chunk.slots[at] = slots;
    chunk.ratios[at] = ratios;
    chunk.account[at] = account;
    chunk.next[at] = 0;
    chunk.state[at] = ARMED;
    return row;
  }

  private writeSlots(start: number): void {
    const { reader } = this;
    const { factor, slope, piece } = this.rows.slotChunkOf(start);
    const first = start & SLOT_MASK;
    for (let slot = 0; slot < reader.factors.length; slot += 1) {
      factor[first + slot] = reader.factors[slot]!;
      slope[first + slot] = reader.plain ? reader.figures[slot * GENERAL_STRIDE]! : 0;
      piece[first + slot] = reader.plain
        ? reader.figures[slot * GENERAL_STRIDE + GENERAL.piece]!
        : 0;
    }
  }

  private writeGeneral() {
    const { entries, weight, bases, figures } = this.reader;
    const at = this.figures.take(entries * GENERAL_STRIDE);
    const offset = this.figures.offsetOf(at);
    const written = figures.subarray(0, entries * GENERAL_STRIDE);
    this.figures.chunkOf(at).set(written, offset);
    return { at, entries, weight, bases };
  }
}

function generalOf(chunk: RowChunk, at: number): GeneralLine | undefined {
  return chunk.kind[at] === PLAIN ? undefined : chunk.general[at];
}

function isRatio(ratio: number): boolean {
  return ratio !== ratio || isCountable(ratio);
}

/** A single float that is below an end for sure. */
function inwardHigh(end: number): number {
  return Math.fround(end * INWARD_HIGH);
}

/** A single float that is above an end for sure. */
function inwardLow(end: number): number {
  return Math.fround(end * INWARD_LOW);
}
