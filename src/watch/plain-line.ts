import { steepestTo } from './general-line.js';
import type { LineBounds, Losses } from './line-bounds.js';
import { SLOT_MASK, type SlotChunk } from './line-rows.js';
import {
  AT_CONSTANT,
  AT_EDGE,
  AT_NEXT,
  AT_SLOPE,
  PIECE_STRIDE,
  type ScheduleTable,
} from './schedule-table.js';
import { BAND, EDGE_INSIDE, MOST_ENTRIES } from './trigger-limits.js';

/** The notional of each slot and the piece that holds it, of the line that was measured last. */
const notionals = new Float64Array(MOST_ENTRIES);
const pieces = new Uint16Array(MOST_ENTRIES);

/**
 * Equity and requirement of a plain line: slopes times prices, and by pieces of their sizes. No
 * slope of a schedule is above one, so a requirement is made of at most three times the notional.
 */
export function measurePlain(
  chunk: SlotChunk,
  start: number,
  slots: number,
  prices: Float64Array,
  table: ScheduleTable,
  bounds: LineBounds,
): void {
  const { figures } = table;
  const { factor, slope, piece } = chunk;
  const first = start & SLOT_MASK;
  let equity = 0;
  let gross = 0;
  let required = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const value = slope[first + slot]! * prices[factor[first + slot]!]!;
    const notional = Math.abs(value);
    let held = piece[first + slot]! * PIECE_STRIDE;
    while (notional >= figures[held + AT_NEXT]!) held += PIECE_STRIDE;
    if (notional < figures[held + AT_EDGE]!) bounds.atEdge = true;
    equity += value;
    gross += notional;
    required += figures[held + AT_CONSTANT]! + notional * figures[held + AT_SLOPE]!;
    notionals[slot] = notional;
    pieces[slot] = held / PIECE_STRIDE;
  }
  bounds.equity += equity;
  bounds.grossEquity += gross;
  bounds.requirement += required;
  bounds.grossRequirement += 2 * gross + required;
}

/** The losses of one watched side of the plain line that was measured last. */
export function losePlain(
  chunk: SlotChunk,
  start: number,
  slots: number,
  table: ScheduleTable,
  bounds: LineBounds,
  losses: Losses,
  sign: 1 | -1,
  ratio: number,
): void {
  const { slope } = chunk;
  const first = start & SLOT_MASK;
  for (let slot = 0; slot < slots; slot += 1) {
    const own = slope[first + slot]!;
    const size = Math.abs(own);
    const piece = pieces[slot]!;
    let up = sign > 0 ? -own : own;
    let down = -up;
    let far = up;
    if (sign > 0) {
      const near = steepestTo(table, piece, 2 * notionals[slot]!);
      up += size * ratio * near;
      far += size * ratio * table.ahead[piece]!;
      const end = (table.runEnd[piece]! / size) * (1 - EDGE_INSIDE);
      if (end < bounds.highCap[slot]!) bounds.highCap[slot] = end;
    } else {
      down += size * ratio * table.behind[piece]!;
      const low = (table.runStart[piece]! / size) * (1 + EDGE_INSIDE);
      if (low > bounds.lowCap[slot]!) bounds.lowCap[slot] = low;
    }
    const rounding = BAND * size * (1 + ratio);
    losses.up[slot] = up + rounding;
    losses.upFar[slot] = far + rounding;
    losses.down[slot] = down + rounding;
  }
}
