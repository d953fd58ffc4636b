import type { ScheduleWarning } from '../../domain/index.js';
import type { StressReport } from '../application/stress-report.js';

/** One step of the liquidation of a pool, as its story tells it. */
export interface StoryLine {
  readonly at: string;
  readonly kind: 'started' | 'close-out' | 'unfilled' | 'note' | 'ended';
  /** What happened and why, in one sentence. */
  readonly text: string;
  /** The case that begins here, and its pool. */
  readonly case?: string;
  readonly pool?: string;
  readonly instrument?: string;
  readonly quantity?: string;
  readonly price?: string;
  readonly profit?: string;
  readonly equity?: string;
  readonly maintenance?: string;
}

/** An account that lost the most to liquidation, with its story. */
export interface WorstAccount {
  readonly account: string;
  readonly equityBefore: string;
  readonly equityAfter: string;
  readonly realizedLoss: string;
  readonly deficit: string;
  readonly closeOuts: number;
  readonly story: readonly StoryLine[];
}

/** Close-outs of one instrument in a run, summed; amounts in settlement. */
export interface InstrumentTally {
  readonly instrument: string;
  readonly closeOuts: number;
  readonly notional: string;
  readonly profit: string;
  readonly fee: string;
}

/** A series over the batches of a run; one value per entry of `times`. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** Everything the report page shows. Amounts are decimal strings; chart values are numbers. */
export interface ReplayReport {
  readonly title: string;
  readonly prices: string;
  readonly simulated?: string;
  readonly book: string;
  readonly generatedBook: boolean;
  readonly preset: string;
  readonly path: 'close' | 'ohlc';
  readonly settlement: string;
  readonly from: string;
  readonly to: string;
  readonly batches: number;
  /** What a reader must know of the run: rows left out, files without effect. */
  readonly notes: readonly string[];
  readonly stateHash: string;
  readonly totals: {
    readonly accounts: number;
    readonly pools: number;
    readonly breached: number;
    readonly restored: number;
    readonly closed: number;
    readonly bankrupt: number;
    readonly waiting: number;
    readonly closeOuts: number;
    readonly liquidatedNotional: string;
    readonly deficits: string;
    readonly coveredByFund: string;
    readonly carried: string;
    readonly absorbed: string;
    readonly fundBefore: string;
    readonly fundAfter: string;
    /** Negative wallets without a position, covered by other collateral: owed, not yet paid. */
    readonly uncovered: string;
  };
  /** Accounts a bug was met with: they stood still from there on. */
  readonly halted: readonly { readonly account: string; readonly message: string }[];
  /** What is suspicious about the margin schedules. */
  readonly warnings: readonly ScheduleWarning[];
  readonly byInstrument: readonly InstrumentTally[];
  /** Seconds since the epoch, one per batch. */
  readonly times: readonly number[];
  readonly closes: readonly Series[];
  /** Liquidated notional per batch and instrument. */
  readonly liquidated: readonly Series[];
  readonly closeOutCounts: readonly Series[];
  readonly fund: readonly number[];
  /** Pools by maintenance cover, before and after; the edges are those of `coverEdges`. */
  readonly coverEdges: readonly string[];
  readonly coverBefore: readonly number[];
  readonly coverAfter: readonly number[];
  readonly worst: readonly WorstAccount[];
  /** What shocks would have done to the account that lost the most, before the market moved. */
  readonly shocks?: StressReport;
}
