import type { Factor } from '../ports/watch.js';
import { FactorHeap, type Places, type Tops } from './factor-heap.js';
import { MOST_KNOWN } from './trigger-limits.js';

/** Until moves were seen a factor is taken to move by this share a batch. */
const FIRST_MOVE = 1e-3;
const LEAST_MOVE = 1e-6;
/** How much of the estimate the last move makes. */
const WEIGHT_OF_LAST = 1 / 64;

/** When more interval ends than these were added, no batch is to wait for putting them in order. */
const MOST_ADDED = 4096;

/**
 * What moves, by a small number: prices as floats, how much they use to move, who holds them, and
 * the heaps of the interval ends of lines. A factor that nobody holds keeps its price until its
 * number is needed for another.
 */
export class FactorTable {
  /** NaN: not known, or not watchable. */
  prices = new Float64Array(64).fill(NaN);
  /** The mean size of a relative move; it only sets how budgets are split. */
  moves = new Float64Array(64);
  /** The least upper end on top. */
  readonly uppers: (FactorHeap | undefined)[] = [];
  /** The greatest lower end on top, as its negative. */
  readonly lowers: (FactorHeap | undefined)[] = [];
  readonly upperTops: Tops = { least: new Float64Array(64).fill(Infinity), added: 0 };
  readonly lowerTops: Tops = { least: new Float64Array(64).fill(Infinity), added: 0 };
  private readonly names: (Factor | undefined)[] = [];
  private holders = new Int32Array(64);
  private lastMoved = new Float64Array(64);
  private readonly byName = new Map<Factor, number>();
  private readonly spare: number[] = [];
  private clock = 0;
  /** The factors in the order of the last batch: the next one mostly has the same. */
  private readonly order: number[] = [];

  constructor(
    private readonly upperPlaces: Places,
    private readonly lowerPlaces: Places,
  ) {}

  /** Factors that are known. */
  get size(): number {
    return this.byName.size;
  }

  find(name: Factor): number | undefined {
    return this.byName.get(name);
  }

  /** The number of a factor, held once more; undefined when too many are held already. */
  hold(name: Factor): number | undefined {
    const factor = this.known(name);
    if (factor !== undefined) this.holders[factor]! += 1;
    return factor;
  }

  /** One holder more of a factor that is held. */
  again(factor: number): void {
    this.holders[factor]! += 1;
  }

  release(factor: number): void {
    this.holders[factor]! -= 1;
  }

  isHeld(factor: number): boolean {
    return this.holders[factor]! > 0;
  }

  /**
   * Takes the price that stands at a place of a batch; returns the number of the factor, undefined
   * when it cannot be kept.
   */
  move(name: Factor, price: number, place: number): number | undefined {
    let factor: number | undefined = this.order[place];
    if (factor === undefined || this.names[factor] !== name) {
      factor = this.known(name);
      if (factor === undefined) return undefined;
      if (place <= this.order.length) this.order[place] = factor;
    }
    const before = this.prices[factor]!;
    this.clock += 1;
    this.lastMoved[factor] = this.clock;
    this.prices[factor] = price;
    const move = Math.abs(price / before - 1);
    if (move >= 0 && move < 1) {
      const smoothed = this.moves[factor]! + (move - this.moves[factor]!) * WEIGHT_OF_LAST;
      this.moves[factor] = smoothed > LEAST_MOVE ? smoothed : LEAST_MOVE;
    }
    return factor;
  }

  /** Puts the heaps in order after very many ends were added, as when accounts are loaded. */
  orderHeaps(): void {
    const { upperTops, lowerTops } = this;
    if (upperTops.added + lowerTops.added <= MOST_ADDED) return;
    for (const heap of this.uppers) heap?.order();
    for (const heap of this.lowers) heap?.order();
    upperTops.added = 0;
    lowerTops.added = 0;
  }

  /** True when an interval end of a line was reached by the present price. */
  isCrossed(factor: number): boolean {
    const price = this.prices[factor]!;
    return this.upperTops.least[factor]! <= price || this.lowerTops.least[factor]! <= -price;
  }

  upper(factor: number): FactorHeap {
    return (this.uppers[factor] ??= new FactorHeap(this.upperPlaces, this.upperTops, factor));
  }

  lower(factor: number): FactorHeap {
    return (this.lowers[factor] ??= new FactorHeap(this.lowerPlaces, this.lowerTops, factor));
  }

  private known(name: Factor): number | undefined {
    const found = this.byName.get(name);
    if (found !== undefined) return found;
    if (this.spare.length === 0 && this.names.length >= MOST_KNOWN) this.forgetIdle();
    const factor = this.spare.pop() ?? this.names.length;
    if (factor >= MOST_KNOWN) return undefined;
    if (factor >= this.prices.length) this.widen();
    this.names[factor] = name;
    this.byName.set(name, factor);
    this.prices[factor] = NaN;
    this.moves[factor] = FIRST_MOVE;
    this.holders[factor] = 0;
    return factor;
  }

  /** Gives up half of the factors that nobody holds, those that moved longest ago first. */
  private forgetIdle(): void {
    const idle = [...this.byName.values()].filter((factor) => !this.isHeld(factor));
    idle.sort((a, b) => this.lastMoved[a]! - this.lastMoved[b]!);
    for (const factor of idle.slice(0, Math.ceil(idle.length / 2))) {
      this.byName.delete(this.names[factor]!);
      this.names[factor] = undefined;
      this.uppers[factor] = undefined;
      this.lowers[factor] = undefined;
      this.spare.push(factor);
    }
  }

  private widen(): void {
    const size = this.prices.length * 2;
    const wider = (held: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(size);
      next.set(held);
      return next;
    };
    this.prices = wider(this.prices);
    this.moves = wider(this.moves);
    this.lastMoved = wider(this.lastMoved);
    this.upperTops.least = wider(this.upperTops.least).fill(Infinity, size / 2);
    this.lowerTops.least = wider(this.lowerTops.least).fill(Infinity, size / 2);
    const holders = new Int32Array(size);
    holders.set(this.holders);
    this.holders = holders;
  }
}
