import { MOST_KNOWN } from './trigger-limits.js';

/** The pairs of ratios at which lines are watched, by a small number; NaN: that side is not. */
export class RatioTable {
  below = new Float64Array(16);
  above = new Float64Array(16);
  /** The pair that was asked for last: mostly it is the next one, too. */
  private lastBelow = NaN;
  private lastAbove = NaN;
  private last = -1;
  private readonly holders: number[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly spare: number[] = [];

  /** The number of a pair, held once more; undefined when too many differ. */
  hold(below: number, above: number): number | undefined {
    const { lastBelow, lastAbove, last } = this;
    if (Object.is(below, lastBelow) && Object.is(above, lastAbove) && this.holders[last]! > 0) {
      this.holders[last]! += 1;
      return last;
    }
    const pair = this.find(below, above);
    if (pair === undefined) return undefined;
    this.lastBelow = below;
    this.lastAbove = above;
    this.last = pair;
    return pair;
  }

  private find(below: number, above: number): number | undefined {
    const key = `${below}|${above}`;
    const known = this.byKey.get(key);
    if (known !== undefined) {
      this.holders[known]! += 1;
      return known;
    }
    const pair = this.spare.pop() ?? this.holders.length;
    if (pair >= MOST_KNOWN) return undefined;
    if (pair >= this.below.length) {
      this.below = doubled(this.below);
      this.above = doubled(this.above);
    }
    this.below[pair] = below;
    this.above[pair] = above;
    this.holders[pair] = 1;
    this.byKey.set(key, pair);
    return pair;
  }

  release(pair: number): void {
    this.holders[pair]! -= 1;
    if (this.holders[pair]! > 0) return;
    this.byKey.delete(`${this.below[pair]!}|${this.above[pair]!}`);
    this.spare.push(pair);
  }
}

function doubled(held: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(held.length * 2);
  next.set(held);
  return next;
}
