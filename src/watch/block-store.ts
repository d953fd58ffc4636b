/** What blocks are cut out of. */
export type Block = Float64Array | Uint8Array;

/** Blocks of any length, used again by length; grows by chunks and copies nothing. */
export class BlockStore<Chunk extends Block> {
  private readonly chunks: Chunk[] = [];
  private readonly mask: number;
  private end = 0;
  private readonly spare = new Map<number, number[]>();

  /**
   * @param bits what the lengths of chunks are as a power of two; no block is longer
   * @param chunk makes a chunk of a length
   */
  constructor(
    private readonly bits: number,
    private readonly chunk: (length: number) => Chunk,
  ) {
    this.mask = (1 << bits) - 1;
  }

  /** A block of so many, which lies in one chunk. */
  take(length: number): number {
    const used = this.spare.get(length)?.pop();
    if (used !== undefined) return used;
    const rest = this.mask + 1 - (this.end & this.mask);
    if (length > rest) this.end += rest;
    const at = this.end;
    this.end += length;
    if (at >>> this.bits === this.chunks.length) this.chunks.push(this.chunk(this.mask + 1));
    return at;
  }

  free(at: number, length: number): void {
    const spare = this.spare.get(length);
    if (spare === undefined) this.spare.set(length, [at]);
    else spare.push(at);
  }

  /** The chunk of a block, and where in it the block begins. */
  chunkOf(at: number): Chunk {
    return this.chunks[at >>> this.bits]!;
  }

  offsetOf(at: number): number {
    return at & this.mask;
  }
}
