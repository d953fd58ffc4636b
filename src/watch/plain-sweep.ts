import { ARMED, PLAIN, SLOT_BITS, SLOT_MASK, type RowChunk, type SlotChunk } from './line-rows.js';
import type { RatioTable } from './ratio-table.js';
import { AT_CONSTANT, AT_EDGE, AT_NEXT, AT_SLOPE, PIECE_STRIDE } from './schedule-table.js';
import { BAND } from './trigger-limits.js';

/** What a sweep reads. */
export interface Swept {
  readonly rows: RowChunk;
  readonly end: number;
  readonly slots: readonly SlotChunk[];
  readonly prices: Float64Array;
}

/**
 * Measures all plain lines of a chunk, in one loop and without a call: the same figures and the
 * same bound as line by line. Adds the rows that are not certain; tells how many were measured.
 */
export function sweepPlain(
  { rows, end, slots: chunks, prices }: Swept,
  figures: Float64Array,
  { below: belows, above: aboves }: RatioTable,
  firstRow: number,
  uncertain: number[],
): number {
  const { constant, start, slots, ratios, state, kind } = rows;
  let held = -1;
  let { factor, slope, piece } = chunks[0]!;
  let swept = 0;
  for (let row = 0; row < end; row += 1) {
    if (state[row] !== ARMED || kind[row] !== PLAIN) continue;
    swept += 1;
    const from = start[row]!;
    if (from >>> SLOT_BITS !== held) {
      held = from >>> SLOT_BITS;
      ({ factor, slope, piece } = chunks[held]!);
    }
    const first = from & SLOT_MASK;
    const last = first + slots[row]!;
    let equity = constant[row]!;
    let gross = 0;
    let required = 0;
    let edge = false;
    for (let slot = first; slot < last; slot += 1) {
      const value = slope[slot]! * prices[factor[slot]!]!;
      const notional = Math.abs(value);
      let at = piece[slot]! * PIECE_STRIDE;
      // Most notionals lie in the first piece, which no jump begins.
      if (notional >= figures[at + AT_NEXT]!) {
        do at += PIECE_STRIDE;
        while (notional >= figures[at + AT_NEXT]!);
        if (notional < figures[at + AT_EDGE]!) edge = true;
      }
      equity += value;
      gross += notional;
      required += figures[at + AT_CONSTANT]! + notional * figures[at + AT_SLOPE]!;
    }
    const below = belows[ratios[row]!]!;
    const above = aboves[ratios[row]!]!;
    const all = gross + Math.abs(constant[row]!);
    const demand = 2 * gross + required;
    // A side that is not watched has no ratio: every comparison with it is false.
    const short = equity - below * required <= BAND * (all + below * demand);
    const over = above * required - equity <= BAND * (all + above * demand);
    if (edge || short || over || !(all < Infinity)) uncertain.push(firstRow + row);
  }
  return swept;
}
