import type { LineBounds, Losses } from './line-bounds.js';
import {
  AT_CONSTANT,
  AT_EDGE,
  AT_NEXT,
  AT_SLOPE,
  PIECE_STRIDE,
  type ScheduleTable,
} from './schedule-table.js';
import { EDGE_INSIDE, MOST_ENTRIES } from './trigger-limits.js';

/** A line that is more than prices times slopes: see `GENERAL` for what its entries hold. */
export interface GeneralLine {
  /** Where its entries lie in the store of figures. */
  readonly at: number;
  readonly entries: number;
  /** What counts of a profit. */
  readonly weight: number;
  /** Underlyings whose larger side alone is required; 0: everything is required. */
  readonly bases: number;
}

/** Doubles of an entry. Slots are counted within the line; -1 stands for none. */
export const GENERAL = {
  slope: 0,
  cost: 1,
  /** What X is multiplied with; or, where the notional stands still, what it requires. */
  size: 2,
  own: 3,
  rate: 4,
  /** The slot that moves the notional. */
  at: 5,
  /** The first piece; 0 where nothing is required or the notional stands still. */
  piece: 6,
  /** 1 where x is 1 / price. */
  inverse: 7,
  /** What counts of a profit. */
  weight: 8,
  /** The underlying, counted within the line. */
  base: 9,
  short: 10,
  /** The greatest slope and square of its schedule. */
  steepest: 11,
  squarest: 12,
} as const;

export const GENERAL_STRIDE = 13;

/** How far a rate may move before its line is looked at. */
const RATE_LOW = 7 / 8;
const RATE_HIGH = 9 / 8;

/** How far the price of an inverse contract may move, down and up. */
const INVERSE_LOW = 0.8;
const INVERSE_HIGH = 1.25;

const long = new Float64Array(MOST_ENTRIES);
const short = new Float64Array(MOST_ENTRIES);

/** A piece, looked up at a notional, and what it requires. */
const held = { piece: 0, required: 0, gross: 0 };

function lookUp(table: ScheduleTable, first: number, notional: number): boolean {
  const { figures, square } = table;
  let piece = first;
  while (notional >= figures[piece * PIECE_STRIDE + AT_NEXT]!) piece += 1;
  const at = piece * PIECE_STRIDE;
  held.piece = piece;
  held.required =
    figures[at + AT_CONSTANT]! +
    figures[at + AT_SLOPE]! * notional +
    square[piece]! * notional * notional;
  return notional < figures[at + AT_EDGE]!;
}

/** Equity and requirement of a line, and how far the floats can be wrong. */
export function measureGeneral(
  line: GeneralLine,
  figures: Float64Array,
  offset: number,
  table: ScheduleTable,
  bounds: LineBounds,
): void {
  const { price } = bounds;
  const netted = line.bases > 0;
  if (netted) {
    long.fill(0, 0, line.bases);
    short.fill(0, 0, line.bases);
  }
  for (let entry = 0, at = offset; entry < line.entries; entry += 1, at += GENERAL_STRIDE) {
    const p = price[figures[at + GENERAL.own]!]!;
    const rateSlot = figures[at + GENERAL.rate]!;
    const rate = rateSlot < 0 ? 1 : price[rateSlot]!;
    const inverse = figures[at + GENERAL.inverse] === 1;
    const value = figures[at + GENERAL.slope]! * (inverse ? 1 / p : p);
    const cost = figures[at + GENERAL.cost]!;
    const profit = value - cost;
    const counted = profit > 0 ? profit * figures[at + GENERAL.weight]! : profit;
    bounds.equity += counted * rate;
    bounds.grossEquity += (Math.abs(value) + Math.abs(cost)) * rate;
    const atSlot = figures[at + GENERAL.at]!;
    const size = figures[at + GENERAL.size]!;
    if (size === 0) continue;
    let required = size;
    let gross = size;
    if (atSlot >= 0) {
      const x = price[atSlot]!;
      const notional = size * (inverse ? 1 / x : x);
      if (lookUp(table, figures[at + GENERAL.piece]!, notional)) bounds.atEdge = true;
      required = held.required;
      const steep = figures[at + GENERAL.steepest]! + figures[at + GENERAL.squarest]! * notional;
      gross = 2 * steep * notional + required;
    }
    bounds.grossRequirement += gross * rate;
    if (!netted) bounds.requirement += required * rate;
    else {
      const sides = figures[at + GENERAL.short] === 1 ? short : long;
      sides[figures[at + GENERAL.base]!]! += required * rate;
    }
  }
  for (let base = 0; base < line.bases; base += 1) {
    bounds.requirement += Math.max(long[base]!, short[base]!);
  }
}

/** The losses of one watched side: `sign` is 1 for equity coming down, -1 for it coming up. */
export function loseGeneral(
  line: GeneralLine,
  figures: Float64Array,
  offset: number,
  table: ScheduleTable,
  bounds: LineBounds,
  losses: Losses,
  sign: 1 | -1,
  ratio: number,
): void {
  for (let entry = 0, at = offset; entry < line.entries; entry += 1, at += GENERAL_STRIDE) {
    loseProfit(figures, at, bounds, losses, sign);
    if (figures[at + GENERAL.size] !== 0 && ratio > 0) {
      loseRequirement(figures, at, table, bounds, losses, sign, ratio);
    }
  }
}

/** What a loss of so much per unit can be at most while the rate stays within its caps. */
function atWorst(loss: number, least: number, most: number, weight: number): number {
  return loss > 0 ? loss * most : loss * least * weight;
}

function loseProfit(
  figures: Float64Array,
  at: number,
  bounds: LineBounds,
  losses: Losses,
  sign: number,
): void {
  const own = figures[at + GENERAL.own]!;
  const p = bounds.price[own]!;
  const rateSlot = figures[at + GENERAL.rate]!;
  const least = rateSlot < 0 ? 1 : bounds.price[rateSlot]! * RATE_LOW;
  const most = rateSlot < 0 ? 1 : bounds.price[rateSlot]! * RATE_HIGH;
  const weight = figures[at + GENERAL.weight]!;
  const inverse = figures[at + GENERAL.inverse] === 1;
  const slope = figures[at + GENERAL.slope]! * sign;
  let up = -slope;
  let down = slope;
  if (inverse) {
    // 1 / p falls by between 0.8 and 1 times the rise over p^2, and rises by up to 1.25 times.
    const square = 1 / (p * p);
    up = slope > 0 ? slope * square : slope * square * INVERSE_LOW;
    down = slope < 0 ? -slope * square * INVERSE_HIGH : -slope * square;
    capInverse(bounds, own);
  }
  const lostUp = atWorst(up, least, most, weight);
  losses.up[own]! += lostUp;
  losses.upFar[own]! += lostUp;
  losses.down[own]! += atWorst(down, least, most, weight);
  losses.gross[own]! += Math.max(Math.abs(up), Math.abs(down)) * most;
  if (rateSlot < 0) return;
  const value = figures[at + GENERAL.slope]! * (inverse ? 1 / p : p);
  const cost = figures[at + GENERAL.cost]!;
  const profit = value - cost;
  const counted = (profit > 0 ? profit * weight : profit) * sign;
  losses.up[rateSlot]! -= counted;
  losses.upFar[rateSlot]! -= counted;
  losses.down[rateSlot]! += counted;
  losses.gross[rateSlot]! += Math.abs(value) + Math.abs(cost);
  capRate(bounds, rateSlot);
}

function loseRequirement(
  figures: Float64Array,
  at: number,
  table: ScheduleTable,
  bounds: LineBounds,
  losses: Losses,
  sign: 1 | -1,
  ratio: number,
): void {
  const rateSlot = figures[at + GENERAL.rate]!;
  const rate = rateSlot < 0 ? 1 : bounds.price[rateSlot]! * RATE_HIGH;
  const atSlot = figures[at + GENERAL.at]!;
  const size = figures[at + GENERAL.size]!;
  let required = size;
  let gross = size;
  if (atSlot >= 0) {
    const p = bounds.price[atSlot]!;
    const inverse = figures[at + GENERAL.inverse] === 1;
    const notional = size * (inverse ? 1 / p : p);
    lookUp(table, figures[at + GENERAL.piece]!, notional);
    required = held.required;
    const steep = figures[at + GENERAL.steepest]! + figures[at + GENERAL.squarest]! * notional;
    gross = 2 * steep * notional + required;
    const unit = ratio * size * rate;
    if (inverse) loseInverse(table, notional, p, size, unit, atSlot, bounds, losses, sign);
    else loseLinear(table, notional, p, size, unit, atSlot, bounds, losses, sign);
  }
  if (rateSlot < 0) return;
  if (sign > 0) {
    losses.up[rateSlot]! += ratio * required;
    losses.upFar[rateSlot]! += ratio * required;
  } else losses.down[rateSlot]! += ratio * required;
  losses.gross[rateSlot]! += ratio * gross;
  capRate(bounds, rateSlot);
}

/** The requirement of a linear notional grows with the price, in the run up to its next jump. */
function loseLinear(
  table: ScheduleTable,
  notional: number,
  p: number,
  size: number,
  unit: number,
  slot: number,
  bounds: LineBounds,
  losses: Losses,
  sign: 1 | -1,
): void {
  const { piece } = held;
  const curved = table.curved[piece] === 1;
  if (sign > 0) {
    const near = steepestTo(table, piece, 2 * notional);
    const far = curved ? near : table.ahead[piece]!;
    losses.up[slot]! += unit * near;
    losses.upFar[slot]! += unit * far;
    losses.gross[slot]! += unit * Math.max(near, far);
    if (curved) bounds.highCap[slot] = Math.min(bounds.highCap[slot]!, 2 * p);
    const end = (table.runEnd[piece]! / size) * (1 - EDGE_INSIDE);
    bounds.highCap[slot] = Math.min(bounds.highCap[slot]!, end);
  } else {
    const back = steepestBehind(table, piece, notional);
    losses.down[slot]! += unit * back;
    losses.gross[slot]! += unit * back;
    const start = (table.runStart[piece]! / size) * (1 + EDGE_INSIDE);
    bounds.lowCap[slot] = Math.max(bounds.lowCap[slot]!, start);
  }
}

/** The requirement of an inverse notional grows when the price falls. */
function loseInverse(
  table: ScheduleTable,
  notional: number,
  p: number,
  size: number,
  unit: number,
  slot: number,
  bounds: LineBounds,
  losses: Losses,
  sign: 1 | -1,
): void {
  const { piece } = held;
  const square = 1 / (p * p);
  capInverse(bounds, slot);
  if (sign > 0) {
    const lost = unit * steepestTo(table, piece, 2 * notional) * square * INVERSE_HIGH;
    losses.down[slot]! += lost;
    losses.gross[slot]! += lost;
    const end = (size / table.runEnd[piece]!) * (1 + EDGE_INSIDE);
    bounds.lowCap[slot] = Math.max(bounds.lowCap[slot]!, end);
  } else {
    const lost = unit * steepestBehind(table, piece, notional) * square;
    losses.up[slot]! += lost;
    losses.upFar[slot]! += lost;
    losses.gross[slot]! += lost;
    const start = table.runStart[piece]!;
    if (start > 0) {
      const end = (size / start) * (1 - EDGE_INSIDE);
      bounds.highCap[slot] = Math.min(bounds.highCap[slot]!, end);
    }
  }
}

/** The greatest slope between a notional, which a piece holds, and a greater one in its run. */
export function steepestTo(table: ScheduleTable, from: number, notional: number): number {
  const { figures, square, runEnd } = table;
  const end = runEnd[from]!;
  let piece = from;
  let steepest = figures[piece * PIECE_STRIDE + AT_SLOPE]! + 2 * square[piece]! * notional;
  for (;;) {
    const next = figures[piece * PIECE_STRIDE + AT_NEXT]!;
    if (next >= end || next > notional) return steepest;
    piece += 1;
    const slope = figures[piece * PIECE_STRIDE + AT_SLOPE]! + 2 * square[piece]! * notional;
    if (slope > steepest) steepest = slope;
  }
}

/** The greatest slope in its run up to a notional, which a piece holds. */
function steepestBehind(table: ScheduleTable, piece: number, notional: number): number {
  if (table.curved[piece] === 0) return table.behind[piece]!;
  let steepest = table.behind[piece]!;
  const start = table.runStart[piece]!;
  for (let at = piece; ; at -= 1) {
    steepest = Math.max(
      steepest,
      table.figures[at * PIECE_STRIDE + AT_SLOPE]! + 2 * table.square[at]! * notional,
    );
    if (at === 0 || table.figures[(at - 1) * PIECE_STRIDE + AT_NEXT]! <= start) return steepest;
    if (table.figures[(at - 1) * PIECE_STRIDE + AT_NEXT] === Infinity) return steepest;
  }
}

function capInverse(bounds: LineBounds, slot: number): void {
  const p = bounds.price[slot]!;
  bounds.lowCap[slot] = Math.max(bounds.lowCap[slot]!, p * INVERSE_LOW);
  bounds.highCap[slot] = Math.min(bounds.highCap[slot]!, p * INVERSE_HIGH);
}

function capRate(bounds: LineBounds, slot: number): void {
  const p = bounds.price[slot]!;
  bounds.lowCap[slot] = Math.max(bounds.lowCap[slot]!, p * RATE_LOW);
  bounds.highCap[slot] = Math.min(bounds.highCap[slot]!, p * RATE_HIGH);
}
