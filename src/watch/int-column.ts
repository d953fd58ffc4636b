const BITS = 12;
const MASK = (1 << BITS) - 1;

/** Whole numbers by a small number, all zero at first; grows by chunks and copies nothing. */
export class IntColumn {
  readonly chunks: Int32Array[] = [];

  /** Makes room for a number. */
  reach(index: number): void {
    while (this.chunks.length <= index >>> BITS) this.chunks.push(new Int32Array(MASK + 1));
  }

  get(index: number): number {
    return this.chunks[index >>> BITS]![index & MASK]!;
  }

  set(index: number, value: number): void {
    this.chunks[index >>> BITS]![index & MASK] = value;
  }
}
