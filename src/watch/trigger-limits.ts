/**
 * What the proofs of docs/watch.md take for granted, as figures that are tested at run time. What
 * is outside of them is not watched by floats: the account is named at every move instead.
 */

/** Share of the gross sum by which a float may miss the exact line; see docs/watch.md, W-2. */
export const BAND = 2 ** -40;

/** Boundaries of pieces are taken for this much lower when a piece is chosen. */
export const PIECE_GUARD = 2 ** -46;

/** Kept back of every budget for the rounding of interval ends. */
export const HELD_BACK = 1 - 2 ** -20;

/** Interval ends are single floats; this much inward is always inside after rounding. */
export const INWARD_LOW = 1 + 2 ** -23;
export const INWARD_HIGH = 1 - 2 ** -23;

/** Pieces that jump are kept away from by this share. */
export const EDGE_INSIDE = 2 ** -40;

/** Beginnings of pieces are further apart than this share. */
export const EDGE_APART = 1 + 2 ** -30;

/** Most entries of one line. */
export const MOST_ENTRIES = 1024;

/** Most factors, pieces and pairs of ratios that are known at a time. */
export const MOST_KNOWN = 65_536;

/** Prices are between these, both left out. */
export const LEAST_PRICE = 1e-30;
export const GREATEST_PRICE = 1e30;

const LEAST = 1e-60;
const GREATEST = 1e60;

/** True for zero, and for a size with which no product here is too large or too small. */
export function isCountable(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size > LEAST && size < GREATEST);
}

/** True for a price that lines and triggers can be judged by. */
export function isWatchable(price: number): boolean {
  return price > LEAST_PRICE && price < GREATEST_PRICE;
}
