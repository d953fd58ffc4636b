import { FactorHeap, type Places } from './factor-heap.js';
import { INWARD_HIGH, INWARD_LOW } from './trigger-limits.js';

/** More than what the rounding of two prices and their difference can take off of a distance. */
export const ROUNDING = 2 ** -50;

/**
 * Trailing stops of one factor and side that share their best price: the one with the least
 * distance triggers first, whatever the best price becomes.
 */
export class TrailingGroup {
  private readonly amounts: FactorHeap;
  private readonly percents: FactorHeap;
  /** Those that have triggered, until their account is committed anew. */
  private readonly triggered = new Set<number>();

  constructor(
    readonly number: number,
    readonly factor: number,
    readonly side: 'long' | 'short',
    public best: number,
    /** The number by which its level is known among the levels of the factor. */
    readonly level: number,
    places: Places,
  ) {
    this.amounts = new FactorHeap(places);
    this.percents = new FactorHeap(places);
  }

  get size(): number {
    return this.amounts.size + this.percents.size + this.triggered.size;
  }

  /** Rounded down: a lesser distance triggers earlier. */
  add(item: number, distance: number, byAmount: boolean): void {
    (byAmount ? this.amounts : this.percents).set(item, Math.fround(distance * INWARD_HIGH));
  }

  remove(item: number): void {
    if (this.triggered.delete(item)) return;
    this.amounts.remove(item);
    this.percents.remove(item);
  }

  /** Takes over everything of another group; tells what that was. */
  take(other: TrailingGroup): number[] {
    const moved = [...other.triggered];
    for (const item of moved) this.triggered.add(item);
    for (const [from, to] of [
      [other.amounts, this.amounts],
      [other.percents, this.percents],
    ] as const) {
      while (from.size > 0) {
        const item = from.topItem;
        const key = from.top;
        from.remove(item);
        to.set(item, key);
        moved.push(item);
      }
    }
    return moved;
  }

  members(): number[] {
    return [...this.triggered, ...this.amounts, ...this.percents];
  }

  /** The price at which the first one triggers, rounded so that it is early; infinite: none. */
  firesAt(): number {
    const { best, amounts, percents } = this;
    const off = Math.min(amounts.top, (percents.top / 100) * best);
    if (off === Infinity) return this.side === 'long' ? -Infinity : Infinity;
    if (this.side === 'short') return Math.fround((best + off) * (INWARD_HIGH - ROUNDING));
    return Math.fround((best - off + best * ROUNDING) * (INWARD_LOW + ROUNDING));
  }

  /** Takes out those that a price triggers, and at least the first one of the group. */
  due(price: number): number[] {
    const { best, amounts, percents } = this;
    const off = Math.abs(best - price) + (best + price) * ROUNDING;
    const share = (off / best) * 100 * (1 + ROUNDING);
    const due: number[] = [];
    const takeTop = (heap: FactorHeap): void => {
      const item = heap.topItem;
      heap.remove(item);
      this.triggered.add(item);
      due.push(item);
    };
    while (amounts.top <= off) takeTop(amounts);
    while (percents.top <= share) takeTop(percents);
    if (due.length === 0) takeTop(amounts.top <= (percents.top / 100) * best ? amounts : percents);
    return due;
  }
}
