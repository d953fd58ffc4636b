import { evaluate, pieceAt } from '../../domain/index.js';
import type { EntryRequirement, Factor, LineEntry, WatchedLine } from '../ports/watch.js';
import type { FactorTable } from './factor-table.js';
import { floatOf, floatOfExact } from './floats.js';
import { GENERAL, GENERAL_STRIDE } from './general-line.js';
import type { ScheduleTable } from './schedule-table.js';
import { MOST_ENTRIES, isCountable } from './trigger-limits.js';

/** Reads lines into floats, one after the other; what it read last stands in its fields. */
export class LineReader {
  /** The factors that the line depends on, each once, held. */
  readonly factors: number[] = [];
  /** First pieces of the schedules that it refers to, held. */
  readonly schedules: number[] = [];
  entries = 0;
  figures = new Float64Array(GENERAL_STRIDE * 64);
  constant = 0;
  weight = 1;
  bases = 0;
  /** True where prices times slopes, one a factor, and a share of their sizes are all of it. */
  plain = false;

  private slotOf = new Uint16Array(64);
  private seenAt = new Uint32Array(64);
  private lines = 0;
  private readonly baseNames: string[] = [];

  constructor(
    private readonly table: FactorTable,
    private readonly schedule: ScheduleTable,
  ) {}

  /** False where a guard failed: then nothing is held and floats cannot watch the line. */
  read(line: WatchedLine): boolean {
    this.start(line);
    if (this.readAll(line)) return true;
    this.release();
    return false;
  }

  /** Gives back what the line that was read last holds. */
  release(): void {
    for (const factor of this.factors) this.table.release(factor);
    for (const first of this.schedules) this.schedule.release(first);
    this.factors.length = 0;
    this.schedules.length = 0;
  }

  private start({ netting, entries }: WatchedLine): void {
    // After four billion lines the count would start over, and with it what was seen.
    this.lines = (this.lines + 1) >>> 0;
    if (this.lines === 0) {
      this.seenAt.fill(0);
      this.lines = 1;
    }
    this.factors.length = 0;
    this.schedules.length = 0;
    this.baseNames.length = 0;
    this.entries = 0;
    this.plain = netting === 'none';
    if (this.figures.length < entries.length * GENERAL_STRIDE) {
      this.figures = new Float64Array(entries.length * GENERAL_STRIDE * 2);
    }
  }

  private readAll(line: WatchedLine): boolean {
    if (line.entries.length > MOST_ENTRIES) return false;
    this.weight = floatOf(line.profitWeight);
    if (!(this.weight >= 0 && this.weight <= 1 && isCountable(this.weight))) return false;
    for (const entry of line.entries) if (!this.readEntry(entry, line.netting)) return false;
    let { constant } = line;
    if (this.plain) for (const entry of line.entries) constant = constant.minus(entry.cost);
    this.constant = floatOfExact(constant);
    this.bases = this.baseNames.length;
    return isCountable(this.constant);
  }

  private readEntry(entry: LineEntry, netting: WatchedLine['netting']): boolean {
    const at = this.entries * GENERAL_STRIDE;
    const slopes = floatOf(entry.slope);
    const cost = floatOfExact(entry.cost);
    const own = this.slot(entry.factor);
    const rate = entry.rate === undefined ? -1 : this.slot(entry.rate);
    if (own === undefined || rate === undefined) return false;
    if (!isCountable(slopes) || !isCountable(cost)) return false;
    const { figures } = this;
    const weight = entry.weighted ? this.weight : 1;
    figures[at + GENERAL.slope] = slopes;
    figures[at + GENERAL.cost] = cost;
    figures[at + GENERAL.own] = own;
    figures[at + GENERAL.rate] = rate;
    figures[at + GENERAL.size] = 0;
    figures[at + GENERAL.at] = -1;
    figures[at + GENERAL.piece] = 0;
    figures[at + GENERAL.base] = 0;
    figures[at + GENERAL.short] = 0;
    figures[at + GENERAL.steepest] = 0;
    figures[at + GENERAL.squarest] = 0;
    figures[at + GENERAL.inverse] = entry.payoff === 'inverse' ? 1 : 0;
    figures[at + GENERAL.weight] = weight;
    // One slot for each entry: no factor comes twice.
    if (rate >= 0 || weight !== 1 || entry.payoff !== 'linear' || own !== this.entries) {
      this.plain = false;
    }
    this.entries += 1;
    return entry.requirement === undefined || this.readRequirement(entry, at, netting);
  }

  private readRequirement(
    entry: LineEntry,
    offset: number,
    netting: WatchedLine['netting'],
  ): boolean {
    const { at, pieces, size, base, side } = entry.requirement!;
    const { figures } = this;
    if (netting !== 'none') {
      figures[offset + GENERAL.base] = this.base(base);
      figures[offset + GENERAL.short] = side === 'short' ? 1 : 0;
    }
    if (typeof at === 'object') return this.readStill(pieces, at.notional, offset);
    const slot = at === undefined ? figures[offset + GENERAL.own]! : this.slot(at);
    const schedule = this.schedule.hold(pieces);
    if (schedule !== undefined) this.schedules.push(schedule.first);
    const sizes = floatOf(size);
    if (slot === undefined || schedule === undefined) return false;
    if (!isCountable(sizes) || !(sizes > 0)) return false;
    figures[offset + GENERAL.size] = sizes;
    figures[offset + GENERAL.at] = slot;
    figures[offset + GENERAL.piece] = schedule.first;
    figures[offset + GENERAL.steepest] = schedule.steepest;
    figures[offset + GENERAL.squarest] = schedule.squarest;
    const ofSlope = sizes === Math.abs(figures[offset + GENERAL.slope]!);
    const simple = schedule.squarest === 0 && schedule.steepest <= 1;
    if (!ofSlope || !simple || slot !== figures[offset + GENERAL.own]) this.plain = false;
    return true;
  }

  /** A notional that stands still requires what it requires, exactly. */
  private readStill(
    pieces: EntryRequirement['pieces'],
    notional: Parameters<typeof evaluate>[1],
    offset: number,
  ): boolean {
    this.plain = false;
    const required = floatOfExact(evaluate(pieceAt(pieces, notional), notional));
    this.figures[offset + GENERAL.size] = required;
    return required >= 0 && isCountable(required);
  }

  /** The slot of a factor within the line; undefined when there are too many factors. */
  private slot(name: Factor): number | undefined {
    const known = this.table.find(name);
    if (known !== undefined && this.seenAt[known] === this.lines) return this.slotOf[known];
    const factor = known ?? this.table.hold(name);
    if (factor === undefined) return undefined;
    if (known !== undefined) this.table.again(known);
    if (factor >= this.seenAt.length) this.reach(factor);
    this.seenAt[factor] = this.lines;
    this.slotOf[factor] = this.factors.length;
    this.factors.push(factor);
    return this.factors.length - 1;
  }

  private reach(factor: number): void {
    let size = this.seenAt.length;
    while (size <= factor) size *= 2;
    const slotOf = new Uint16Array(size);
    slotOf.set(this.slotOf);
    this.slotOf = slotOf;
    const seenAt = new Uint32Array(size);
    seenAt.set(this.seenAt);
    this.seenAt = seenAt;
  }

  private base(name: string): number {
    const known = this.baseNames.indexOf(name);
    if (known >= 0) return known;
    this.baseNames.push(name);
    return this.baseNames.length - 1;
  }
}
