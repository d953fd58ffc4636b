/** When a batch is swept. Every choice is right; it only sets what a batch costs. */
export interface SweepTerms {
  /**
   * A batch in which more interval ends were crossed than this share of all lines is answered by a
   * sweep over all lines. Default 0.05.
   */
  readonly above: number;
  /**
   * Lines that are settled anew in a swept batch that follows on another one, as a share of all.
   * Default 0.008.
   */
  readonly settled: number;
  /** Never fewer lines than these are followed, or settled, one by one. Default 64. */
  readonly few: number;
}

/** The defaults. */
export const USUAL_SWEEPS: SweepTerms = { above: 0.05, settled: 0.008, few: 64 };
