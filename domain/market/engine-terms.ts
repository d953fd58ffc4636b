import type { ContractKind, ContractTerms } from './contract-rules.js';
import type { QualityTerms } from './mark-quality.js';
import type { AssetTerms } from './asset-rule.js';
import type { EngineFeeTerms } from './fee-rules.js';
import type { InterestTerms } from './interest-terms.js';
import type { DebtTerms } from './debt-rules.js';
import type { PermissionTerms } from './permissions.js';
import type { LossLimitTerms } from './loss-limits.js';

/** The engine section of a configuration as written; numbers are decimal strings. */
export interface EngineTerms extends DebtTerms {
  readonly boundary?: 'at-or-below' | 'below';
  readonly profitWeight?: string;
  readonly profitWithdrawable?: boolean;
  readonly netting?: 'none' | 'max-side-per-underlying';
  readonly positionMode?: PositionMode;
  readonly modeSwitch?: 'refused' | 'allowed';
  readonly alerts?: AlertTerms;
  /** Yellow from, red from; a bare list is in percent of the margin usage. */
  readonly bands?: readonly string[] | BandTerms;
  /** Ratio of equity to maintenance to keep as a buffer; default 3. */
  readonly buffer?: string;
  /** Margin level, percent, below which nothing may add risk. */
  readonly newRiskLevel?: string;
  /** What is told on which channel unless a holder chose otherwise; default `on`. */
  readonly notifications?: NotificationTerms;
  readonly orders?: { readonly sides?: 'sum' | 'larger'; readonly reducing?: 'charged' | 'free' };
  readonly liquidation?: LiquidationTerms;
  readonly lossLimits?: LossLimitTerms;
  readonly releaseOnReduce?: 'none' | 'pro-rata';
  /** Who pays, in this order: built-in policies, and payers that an extension binds. */
  readonly deficit?: readonly string[];
  readonly deleverage?: DeleverageTerms;
  readonly writeOffBelow?: string;
  /** What perpetual and dated contracts have in common, unless an instrument says otherwise. */
  readonly contracts?: Readonly<Partial<Record<ContractKind, ContractTerms>>>;
  /** Changes to the table of what the quality of a price allows. */
  readonly markQuality?: QualityTerms;
  /** What accounts may trade on margin where they have no closer permission of their own. */
  readonly permissions?: readonly PermissionTerms[];
  readonly insuranceFund?: Readonly<Record<string, string>>;
  readonly fees?: EngineFeeTerms;
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
/**
 * What is compared with a threshold: percent of used margin, of notional, of equity and of the
 * buffer; `cover` is the ratio of equity to maintenance.
 */
export type AlertMeasure = 'level' | 'equityRatio' | 'usage' | 'cover' | 'buffer';
export type DeleverageRanking = 'profit-times-leverage' | 'profit-ratio' | 'size' | 'pro-rata';

/** Who is deleveraged first, and at which price. */
export interface DeleverageTerms {
  readonly ranking?: DeleverageRanking;
  readonly price?: 'bankruptcy' | 'mark';
  readonly losers?: 'never' | 'last';
}

export const DEFICIT_POLICIES = [
  'insurance-fund',
  'deleverage',
  'share-loss',
  'negative-balance',
] as const;
export type DeficitPolicyName = (typeof DEFICIT_POLICIES)[number];
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
  /** Of the engine: whether holders who chose nothing are alerted; default true. */
  readonly enabled?: boolean;
}

export interface BandTerms {
  readonly measure: AlertMeasure;
  readonly at: readonly string[];
}

export type NotificationTopic = 'alert' | 'call' | 'liquidation' | 'protection' | 'debt';

/** Every topic on every channel, nothing, or the topics of each channel by its name. */
export type NotificationTerms =
  'on' | 'off' | Readonly<Record<string, readonly NotificationTopic[]>>;

export interface LiquidationTerms {
  readonly call?: string;
  /** `none`: no formal call is ever issued. */
  readonly marginCall?: 'issued' | 'none';
  /** ISO 8601 duration after which an uncured call is liquidated. */
  readonly callGrace?: string;
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
  /** The name of a closing size; the built-in ones, or one that an extension binds. */
  string | { readonly fraction: string; readonly above?: string };

/** A whole configuration: what `ConfigurationSet` carries and what presets are made of. */
export interface ConfigurationTerms {
  readonly settlement?: string;
  /** False: breaches are reported, nothing is closed. */
  readonly liquidate?: boolean;
  readonly engine?: EngineTerms;
  readonly assets?: readonly AssetTerms[];
}
