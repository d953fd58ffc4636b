import type { ContractKind, ContractTerms } from './contract-rules.js';
import type { QualityTerms } from './mark-quality.js';
import type { AssetTerms } from './asset-rule.js';
import type { EngineFeeTerms } from './fee-rules.js';
import type { InterestTerms } from './interest-terms.js';
import type { DebtTerms } from './debt-rules.js';
import type { PermissionTerms } from './permissions.js';
import type { LossLimitTerms } from './loss-limits.js';
import type { PortfolioMarginTerms } from './portfolio-terms.js';
import type { ClosingSizeTerms, StageTerms } from './stage-terms.js';

/** The engine section of a configuration as written; numbers are decimal strings. */
export interface EngineTerms extends DebtTerms {
  /** Breached at equity <= trigger x maintenance (default), or only below it. */
  readonly boundary?: 'at-or-below' | 'below';
  /** Share of each unrealized profit that counts in equity, in [0, 1]; losses whole. Default 1. */
  readonly profitWeight?: string;
  /** Whether unrealized profit may be withdrawn, up to the settlement balance; default false. */
  readonly profitWithdrawable?: boolean;
  /** What must stay in a pool when money leaves it; absent: its initial margin. */
  readonly withdrawal?: WithdrawalTerms;
  /** The view of a pool's health that the venue shows; absent: equity / maintenance. */
  readonly health?: HealthTerms;
  /** Whether a cross pool needs the margin of the larger side of each base only; default `none`. */
  readonly netting?: 'none' | 'max-side-per-underlying';
  /** Of accounts that choose none; default `one-way`. */
  readonly positionMode?: PositionMode;
  /** Whether the mode of an open position may change; default `refused`. */
  readonly modeSwitch?: 'refused' | 'allowed';
  /** Thresholds that are told when they are crossed; absent: none. */
  readonly alerts?: AlertTerms;
  /** Yellow from, red from; a bare list is in percent of the margin usage. */
  readonly bands?: readonly string[] | BandTerms;
  /** Ratio of equity to maintenance to keep as a buffer; default 3. */
  readonly buffer?: string;
  /** Margin level, percent, below which nothing may add risk. */
  readonly newRiskLevel?: string;
  /** What is told on which channel unless a holder chose otherwise; default `on`. */
  readonly notifications?: NotificationTerms;
  /** What open orders reserve: both sides or the larger one; default `sum` and `charged`. */
  readonly orders?: { readonly sides?: 'sum' | 'larger'; readonly reducing?: 'charged' | 'free' };
  /** When a liquidation begins and stops, whom it closes and how much. */
  readonly liquidation?: LiquidationTerms;
  /** Loss limits of every account that has none of its own; absent: none. */
  readonly lossLimits?: LossLimitTerms;
  /** What an isolated pool returns when its holder reduces the position; default `none`. */
  readonly releaseOnReduce?: 'none' | 'pro-rata';
  /**
   * Who pays a deficit, in this order: built-in policies, and payers that an extension binds.
   * Default: the insurance fund, then the holder.
   */
  readonly deficit?: readonly string[];
  /** Who is deleveraged first, and at which price. */
  readonly deleverage?: DeleverageTerms;
  /** How shares of a loss are rounded. */
  readonly lossSharing?: LossSharingTerms;
  /** A rest strictly below this, in settlement, is borne by the venue; default 0. */
  readonly writeOffBelow?: string;
  /** What perpetual and dated contracts have in common, unless an instrument says otherwise. */
  readonly contracts?: Readonly<Partial<Record<ContractKind, ContractTerms>>>;
  /** Changes to the table of what the quality of a price allows. */
  readonly markQuality?: QualityTerms;
  /** What accounts may trade on margin where they have no closer permission of their own. */
  readonly permissions?: readonly PermissionTerms[];
  /** What the insurance fund holds at the start, by asset. */
  readonly insuranceFund?: Readonly<Record<string, string>>;
  /** Trading fees; absent: none. */
  readonly fees?: EngineFeeTerms;
  /** What borrowed funds of spot margin cost; absent: nothing. */
  readonly interest?: InterestTerms;
  /** Absent: no instrument may have the model `scenario`. */
  readonly portfolioMargin?: PortfolioMarginTerms;
  /** Bankrupt at equity 0 of the pool (`whole`, default), or at the position's share of it. */
  readonly bankruptcyShare?: 'whole' | 'by-maintenance';
  /**
   * Moves the reported liquidation price toward the entry by this share of the distance, in [0, 1].
   */
  readonly liquidationPriceBuffer?: string;
  /** How the reported liquidation price is rounded; default not at all. */
  readonly liquidationPriceRounding?: PriceRounding;
  /** Suspicious schedules are refused instead of warned about. */
  readonly strictSchedules?: boolean;
  /** Slippage a close is expected to cost, as a rate; only for the schedule warnings. */
  readonly expectedSlippage?: string;
  /** Decimals of booked amounts per asset; 30 where absent. */
  readonly bookedDecimals?: Readonly<Record<string, number>>;
}

/** One position of an instrument in a mode, or one for each side. */
export type PositionMode = 'one-way' | 'hedge';
/**
 * What is compared with a threshold: percent of used margin, of notional, of equity and of the
 * buffer; `cover` is the ratio of equity to maintenance.
 */
export type AlertMeasure = 'level' | 'equityRatio' | 'usage' | 'cover' | 'buffer';
/** Who is deleveraged first, and at which price. */
export interface DeleverageTerms {
  /**
   * The name of a ranking: a built-in one (`profit-times-leverage` by default), or one that an
   * extension binds.
   */
  readonly ranking?: string;
  /** At which the other side is closed; default `bankruptcy`, which leaves nothing owed. */
  readonly price?: 'bankruptcy' | 'mark';
  /** Positions without profit: never asked (default), or after all others. */
  readonly losers?: 'never' | 'last';
}

/** How `share-loss` and `claims` divide a loss among winners. */
export interface LossSharingTerms {
  /**
   * Who bears what is left once each share is rounded down: the largest winner (default), the
   * insurance fund as far as it can, or the venue.
   */
  readonly remainder?: 'largest' | 'insurance-fund' | 'venue';
}

/** Who may pay a deficit of itself; `negative-balance` is the holder, as an explicit debt. */
export const DEFICIT_POLICIES = [
  'insurance-fund',
  'deleverage',
  'share-loss',
  'claims',
  'negative-balance',
] as const;

/** A deficit policy that every engine knows. */
export type DeficitPolicyName = (typeof DEFICIT_POLICIES)[number];

/**
 * To the tick, toward the entry, up or down; the exact price one tick nearer to the entry; or to a
 * number of decimals.
 */
export type PriceRounding =
  'none' | 'toward-entry' | 'one-tick-early' | 'up' | 'down' | DecimalRounding;

/** What must stay in a pool when money leaves it. */
export interface WithdrawalTerms {
  /** At least its initial margin, and this share of the notional of its positions; from 0 on. */
  readonly notionalShare: string;
}

/**
 * How a venue shows the health of a pool. All views speak of one slack, equity - maintenance:
 * where it is zero a cover is 1, a ratio 100 % and a rate 1, whatever the view is called.
 */
export interface HealthTerms {
  /** What the venue calls it: `uniMMR`. */
  readonly name: string;
  /**
   * `level`: equity / used margin. `cover`: equity / maintenance. `ratio` and `rate`: maintenance /
   * equity.
   */
  readonly view: HealthView;
  /** Default `percent` for level and ratio, `number` for cover and rate. */
  readonly unit?: 'percent' | 'number';
  /** How it is shown; decisions never read it. Absent: exact. */
  readonly rounding?: DecimalRounding;
}

/** A way of reading the health of a pool. */
export type HealthView = 'level' | 'cover' | 'ratio' | 'rate';

/** Rounded to a number of decimals. */
export interface DecimalRounding {
  readonly rounding: 'half-up' | 'half-even' | 'down' | 'up';
  readonly decimals: number;
}

/** Thresholds of one measure; numbers are decimal strings. */
export interface AlertTerms {
  readonly measure: AlertMeasure;
  /** Percent; of a cover a ratio. Each is told once when it is reached. */
  readonly at: readonly string[];
  /** Share of a threshold by which the measure must be better to clear it; default 0.05. */
  readonly hysteresis?: string;
  /** Of the engine: whether holders who chose nothing are alerted; default true. */
  readonly enabled?: boolean;
}

/** Where yellow and where red begin, by one measure. */
export interface BandTerms {
  readonly measure: AlertMeasure;
  readonly at: readonly string[];
}

/** What a holder may be told about. */
export type NotificationTopic = 'alert' | 'call' | 'liquidation' | 'protection' | 'debt';

/** Every topic on every channel, nothing, or the topics of each channel by its name. */
export type NotificationTerms =
  'on' | 'off' | Readonly<Record<string, readonly NotificationTopic[]>>;

/** The policy of liquidations; numbers are decimal strings, ratios of equity to maintenance. */
export interface LiquidationTerms {
  /** At or below it a margin call is due; default none, for model `used` at its call level. */
  readonly call?: string;
  /** `none`: no formal call is ever issued. */
  readonly marginCall?: 'issued' | 'none';
  /** ISO 8601 duration after which an uncured call is liquidated. */
  readonly callGrace?: string;
  /** A liquidation begins at or below it (see `boundary`); default 1. */
  readonly trigger?: string;
  /** It stops once the cover is above it; not below the trigger. Default 1. */
  readonly target?: string;
  /** The name of a closing order; the built-in ones, or one that an extension binds. */
  readonly order?: string;
  /** How much of a position is closed at once; default `whole-position`. */
  readonly size?: ClosingSizeTerms;
  /** Rate of the filled notional; at most what the pool has left. Default 0. */
  readonly fee?: string;
  /** Default `insurance-fund`. */
  readonly feeTo?: 'insurance-fund' | 'venue';
  /** Who gets what a pool still holds when its last position was closed; default `account`. */
  readonly remainder?: 'account' | 'insurance-fund' | 'venue';
  /** What is done at which point; absent: orders are cancelled and positions are closed. */
  readonly stages?: readonly StageTerms[];
}

/** A whole configuration: what `ConfigurationSet` carries and what presets are made of. */
export interface ConfigurationTerms {
  /** The asset in which pools are measured; default USD. */
  readonly settlement?: string;
  /** False: breaches are reported, nothing is closed. */
  readonly liquidate?: boolean;
  readonly engine?: EngineTerms;
  readonly assets?: readonly AssetTerms[];
}
