import type { ARMED, PLAIN, RowChunk, SLOT_BITS, SlotChunk } from './line-rows.js';
import type { RatioTable } from './ratio-table.js';
import type { AT_CONSTANT, AT_EDGE, AT_NEXT, AT_SLOPE, PIECE_STRIDE } from './schedule-table.js';
import { BAND } from './trigger-limits.js';

/** What a sweep reads. */
export interface Swept {
  readonly rows: RowChunk;
  readonly end: number;
  readonly slots: readonly SlotChunk[];
  readonly prices: Float64Array;
  /** Takes the rows that are not certain, counted from the first of the chunk. */
  readonly uncertain: Uint16Array;
  /** Takes the watched rows that are not plain, counted from the first of all. */
  readonly others: number[];
}

/**
 * Measures all plain lines of a chunk, in one loop and without a call: the same figures and the
 * same bound as line by line. Tells how many were measured, and how many are not certain.
 */
export function sweepPlain(
  { rows, end, slots: chunks, prices, uncertain, others }: Swept,
  figures: Float64Array,
  { below: belows, above: aboves }: RatioTable,
  firstRow: number,
): { readonly swept: number; readonly found: number } {
  // A figure that is imported is read from memory at each use; one that stands here is compiled in.
  const stride: typeof PIECE_STRIDE = 4;
  const edgeAt: typeof AT_EDGE = 0;
  const slopeAt: typeof AT_SLOPE = 1;
  const constantAt: typeof AT_CONSTANT = 2;
  const nextAt: typeof AT_NEXT = 3;
  const armed: typeof ARMED = 1;
  const plain: typeof PLAIN = 0;
  const bits: typeof SLOT_BITS = 12;
  const mask = (1 << bits) - 1;
  const band = BAND;
  const { constant, start, slots, ratios, state, kind } = rows;
  let held = -1;
  let { factor, slope, piece } = chunks[0]!;
  let swept = 0;
  let found = 0;
  for (let row = 0; row < end; row += 1) {
    if (state[row] !== armed) continue;
    if (kind[row] !== plain) {
      others.push(firstRow + row);
      continue;
    }
    swept += 1;
    const from = start[row]!;
    if (from >>> bits !== held) {
      held = from >>> bits;
      ({ factor, slope, piece } = chunks[held]!);
    }
    const first = from & mask;
    const last = first + slots[row]!;
    let equity = constant[row]!;
    let gross = 0;
    let required = 0;
    let edge = false;
    for (let slot = first; slot < last; slot += 1) {
      const value = slope[slot]! * prices[factor[slot]!]!;
      const notional = Math.abs(value);
      let at = piece[slot]! * stride;
      // Most notionals lie in the first piece, which no jump begins.
      if (notional >= figures[at + nextAt]!) {
        do at += stride;
        while (notional >= figures[at + nextAt]!);
        if (notional < figures[at + edgeAt]!) edge = true;
      }
      equity += value;
      gross += notional;
      required += figures[at + constantAt]! + notional * figures[at + slopeAt]!;
    }
    const below = belows[ratios[row]!]!;
    const above = aboves[ratios[row]!]!;
    const all = gross + Math.abs(constant[row]!);
    const demand = 2 * gross + required;
    // A side that is not watched has no ratio: every comparison with it is false.
    const short = equity - below * required <= band * (all + below * demand);
    const over = above * required - equity <= band * (all + above * demand);
    // Written without a branch: one that no row ever took would be compiled when somebody waits.
    uncertain[found] = row;
    found += edge || short || over || !(all < Infinity) ? 1 : 0;
  }
  return { swept, found };
}
