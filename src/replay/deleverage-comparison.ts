/** What the deficits of one run cost an account, in settlement; decimal strings. */
export interface LossOf {
  readonly account: string;
  readonly lost: string;
}

/** One way to deal with deficits, on the same book and the same crash; amounts in settlement. */
export interface LossWay {
  /** The name of a ranking, `share-loss` or `claims`. */
  readonly way: string;
  readonly deficits: string;
  readonly fundPaid: string;
  /** What winners met of the deficits, and what nobody did. */
  readonly met: string;
  readonly venueBore: string;
  /** What was taken beyond what was met. */
  readonly overshoot: string;
  /** Accounts of winners that lost something, all of the run taken together. */
  readonly touched: number;
  /** Profit they lost, claims included; the largest single loss; the median. */
  readonly lost: string;
  readonly largest: LossOf | null;
  readonly median: string;
  /** Share of the loss that the tenth of them that lost most bore, in [0, 1]. */
  readonly topTenth: string;
  /**
   * Accounts that gained against the mark instead, where a bankrupt was sold below it, and how
   * much: positive, and not in what was lost.
   */
  readonly gainers: number;
  readonly gained: string;
  /** What of the loss is a claim at the end of the run. */
  readonly claims: string;
  /** Notional of winners that was closed against their will, and the profit closed with it. */
  readonly closed: string;
  readonly profitClosed: string;
  /** Everybody who lost, the largest loss first; each is positive. */
  readonly losers: readonly LossOf[];
  readonly stateHash: string;
}

/** The same book and the same crash under several ways to deal with deficits. */
export interface DeleverageComparison {
  readonly title: string;
  readonly book: string;
  readonly generatedBook: boolean;
  readonly simulated?: string;
  readonly preset: string;
  readonly path: 'close' | 'ohlc';
  readonly settlement: string;
  readonly from: string;
  readonly to: string;
  readonly accounts: number;
  readonly fund: string;
  readonly slippage: string;
  readonly notes: readonly string[];
  readonly ways: readonly LossWay[];
}
