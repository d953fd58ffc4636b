const BITS = 14;
const MASK = (1 << BITS) - 1;

/** Blocks of doubles of any length, used again by length; grows by chunks and copies nothing. */
export class FigureStore {
  private readonly chunks: Float64Array[] = [];
  private end = 0;
  private readonly spare = new Map<number, number[]>();

  /** A block of so many doubles, which lies in one chunk. */
  take(length: number): number {
    const used = this.spare.get(length)?.pop();
    if (used !== undefined) return used;
    const rest = MASK + 1 - (this.end & MASK);
    if (length > rest) this.end += rest;
    const at = this.end;
    this.end += length;
    if (at >>> BITS === this.chunks.length) this.chunks.push(new Float64Array(MASK + 1));
    return at;
  }

  free(at: number, length: number): void {
    const spare = this.spare.get(length);
    if (spare === undefined) this.spare.set(length, [at]);
    else spare.push(at);
  }

  /** The chunk of a block, and where in it the block begins. */
  chunkOf(at: number): Float64Array {
    return this.chunks[at >>> BITS]!;
  }

  offsetOf(at: number): number {
    return at & MASK;
  }
}
