import type { ReplayReport } from './replay-report.js';

/** What one market did to one book under one preset; amounts in settlement. */
export interface ComparedRun {
  readonly preset: string;
  /** The day on which the figures of the preset were true. */
  readonly asOf: string;
  /** Accounts of which a pool was liquidated. */
  readonly liquidated: number;
  readonly totals: ReplayReport['totals'];
  /** What neither fund nor holder nor venue paid of the deficits: others who held positions. */
  readonly borneByOthers: string;
  /** What the fund got: fees, and what pools that were taken over still held. */
  readonly fundGained: string;
  readonly stateHash: string;
}

/** A preset under which the book cannot be run. */
export interface RefusedRun {
  readonly preset: string;
  readonly refused: string;
}

/** The same market over the same book under several presets. */
export interface ReplayComparison {
  readonly title: string;
  readonly book: string;
  readonly generatedBook: boolean;
  readonly simulated?: string;
  readonly path: 'close' | 'ohlc';
  readonly settlement: string;
  readonly from: string;
  readonly to: string;
  readonly notes: readonly string[];
  readonly runs: readonly (ComparedRun | RefusedRun)[];
  readonly accounts: number;
  /** Accounts that are liquidated under every preset that ran, and under none. */
  readonly everywhere: number;
  readonly nowhere: number;
}

/** What a run did with money, by the name it is shown under, in the order of tables. */
export const AMOUNTS: readonly (readonly [name: string, of: (run: ComparedRun) => string])[] = [
  ['notional', ({ totals }) => totals.liquidatedNotional],
  ['deficits', ({ totals }) => totals.deficits],
  ['fund gained', ({ fundGained }) => fundGained],
  ['fund paid', ({ totals }) => totals.coveredByFund],
  ['others bore', ({ borneByOthers }) => borneByOthers],
  ['holders owe', ({ totals }) => totals.carried],
  ['venue bore', ({ totals }) => totals.absorbed],
  ['fund after', ({ totals }) => totals.fundAfter],
];
