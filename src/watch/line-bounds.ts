import { GREATEST_PRICE, LEAST_PRICE, MOST_ENTRIES } from './trigger-limits.js';

/** Slots that a line can have: an own factor, a rate and an index for each entry. */
export const MOST_SLOTS = 3 * MOST_ENTRIES;

/**
 * How much a watched side of a line can lose per unit by which a factor moves, from the present
 * prices on and up to the caps; negative where the move is for sure a gain.
 */
export class Losses {
  /** When the price rises, to at most twice the present one. */
  readonly up = new Float64Array(MOST_SLOTS);
  /** When it rises however far. */
  readonly upFar = new Float64Array(MOST_SLOTS);
  /** When it falls. */
  readonly down = new Float64Array(MOST_SLOTS);
  /** The slack for each usual move of the prices at their loss; NaN: the side is not watched. */
  share = NaN;
  /** The sum of the sizes of what the losses are the sum of. */
  readonly gross = new Float64Array(MOST_SLOTS);

  clear(slots: number): void {
    this.up.fill(0, 0, slots);
    this.upFar.fill(0, 0, slots);
    this.down.fill(0, 0, slots);
    this.gross.fill(0, 0, slots);
  }
}

/**
 * What is worked out of one line at the present prices: whether the float alone certifies it, and
 * how far each factor may move. One such sheet serves all lines, one after the other.
 */
export class LineBounds {
  /** Equity, requirement, and the sums of the sizes of what they are the sums of. */
  equity = 0;
  requirement = 0;
  grossEquity = 0;
  grossRequirement = 0;
  /** True where a notional lies too near to a jump of its requirement. */
  atEdge = false;

  /** Of every slot: the price, and where caps end the interval whatever the losses are. */
  readonly price = new Float64Array(MOST_SLOTS);
  readonly lowCap = new Float64Array(MOST_SLOTS);
  readonly highCap = new Float64Array(MOST_SLOTS);
  readonly below = new Losses();
  readonly above = new Losses();

  /** Leaves the intervals of so many slots unbounded, and both sides not watched. */
  open(slots: number): void {
    const { lowCap, highCap } = this;
    for (let slot = 0; slot < slots; slot += 1) {
      lowCap[slot] = LEAST_PRICE;
      highCap[slot] = GREATEST_PRICE;
    }
    this.below.share = NaN;
    this.above.share = NaN;
  }
}
