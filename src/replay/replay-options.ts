import type { PricePath } from '../adapters/market-files/mark-path.js';

/** What `plimsoll replay` is asked to run. */
export interface ReplayOptions {
  readonly prices: string;
  readonly book: string;
  readonly preset: string;
  /** Named options of the preset; a later one wins. */
  readonly presetOptions?: readonly string[];
  readonly tiers?: string;
  readonly funding?: readonly string[];
  readonly out: string;
  readonly path: PricePath;
  readonly skipBad: boolean;
  /** Worst slippage of the simulated venue against the mark, as a rate. */
  readonly slippage: string;
  /** What the insurance fund holds at the start, in settlement. */
  readonly fund: string;
  readonly seed: number;
  /** How many accounts the self-audit measures after each batch; absent: it does not run. */
  readonly audit?: number;
  /** A folder that keeps the accounts; absent: memory does. */
  readonly store?: string;
  /** What finds the accounts that prices concern; nothing else depends on it. */
  readonly watch?: 'naive' | 'trigger';
}
