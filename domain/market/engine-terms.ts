import type { AssetTerms } from './asset-rule.js';
import type { InterestTerms } from './interest-terms.js';
import type { DebtTerms } from './debt-rules.js';

/** The engine section of a configuration as written; numbers are decimal strings. */
export interface EngineTerms extends DebtTerms {
  readonly boundary?: 'at-or-below' | 'below';
  readonly profitWeight?: string;
  readonly profitWithdrawable?: boolean;
  readonly netting?: 'none' | 'max-side-per-underlying';
  readonly positionMode?: PositionMode;
  readonly modeSwitch?: 'refused' | 'allowed';
  readonly alerts?: AlertTerms;
  readonly bands?: readonly string[];
  readonly orders?: { readonly sides?: 'sum' | 'larger'; readonly reducing?: 'charged' | 'free' };
  readonly liquidation?: LiquidationTerms;
  readonly releaseOnReduce?: 'none' | 'pro-rata';
  readonly deficit?: readonly DeficitPolicyName[];
  readonly writeOffBelow?: string;
  readonly insuranceFund?: Readonly<Record<string, string>>;
  readonly fees?: { readonly maker?: string; readonly taker?: string };
  /** What borrowed funds of spot margin cost; absent: nothing. */
  readonly interest?: InterestTerms;
  readonly bankruptcyShare?: 'whole' | 'by-maintenance';
  readonly liquidationPriceBuffer?: string;
  readonly liquidationPriceRounding?: PriceRounding;
  /** Suspicious schedules are refused instead of warned about. */
  readonly strictSchedules?: boolean;
  /** Slippage a close is expected to cost, as a rate; only for the schedule warnings. */
  readonly expectedSlippage?: string;
  /** Decimals of booked amounts per asset; 30 where absent. */
  readonly bookedDecimals?: Readonly<Record<string, number>>;
}

export type PositionMode = 'one-way' | 'hedge';
export type AlertMeasure = 'level' | 'equityRatio' | 'usage' | 'cover';
export type DeficitPolicyName = 'insurance-fund' | 'deleverage' | 'share-loss' | 'negative-balance';
export type PriceRounding =
  | 'none'
  | 'toward-entry'
  | 'up'
  | 'down'
  | { readonly rounding: 'half-up' | 'half-even' | 'down' | 'up'; readonly decimals: number };

export interface AlertTerms {
  readonly measure: AlertMeasure;
  readonly at: readonly string[];
  readonly hysteresis?: string;
}

export interface LiquidationTerms {
  readonly call?: string;
  readonly trigger?: string;
  readonly target?: string;
  /** The name of a closing order; the built-in ones, or one that an extension binds. */
  readonly order?: string;
  readonly size?: ClosingSizeTerms;
  readonly fee?: string;
  readonly feeTo?: 'insurance-fund' | 'venue';
  readonly remainder?: 'account' | 'insurance-fund' | 'venue';
}

export type ClosingSizeTerms =
  | 'whole-position'
  | 'just-enough'
  | 'tier-down'
  | { readonly fraction: string; readonly above?: string };

/** A whole configuration: what `ConfigurationSet` carries and what presets are made of. */
export interface ConfigurationTerms {
  readonly settlement?: string;
  /** False: breaches are reported, nothing is closed. */
  readonly liquidate?: boolean;
  readonly engine?: EngineTerms;
  readonly assets?: readonly AssetTerms[];
}
