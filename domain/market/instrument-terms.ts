import type { MarkRuleTerms } from './mark-rule.js';
import type { SourcesTerms } from './mark-sources.js';
import type { FeeTerms } from './fee-terms.js';

/** The terms of an instrument as its configuration writes them; all numbers are decimal strings. */
export interface InstrumentTerms {
  readonly id: string;
  readonly kind: InstrumentKind;
  readonly base: string;
  readonly quote: string;
  /** Linear: base per contract. Inverse: quote per contract. Default "1". */
  readonly multiplier?: string;
  /** Expiry of a dated future; absent means perpetual. */
  readonly expiry?: string;
  /** Of an option: the price at which it may be exercised at its expiry. */
  readonly strike?: string;
  /** Of an option: the right to buy, or to sell. */
  readonly type?: 'call' | 'put';
  /** Of an option: a year, as a share, until another is told; absent: read from a surface. */
  readonly impliedVolatility?: string;
  /** Of an option: the instrument whose price is its forward; absent: its own index. */
  readonly underlying?: string;
  /** Grid of the prices of fills and orders; absent: none. */
  readonly tick?: string;
  /** Contracts: the grid of quantities and the least of one; absent: none. */
  readonly lot?: string;
  readonly minQuantity?: string;
  /** Whether marks stand on the tick, too; default false. */
  readonly markOnTick?: boolean;
  /** Whether a price may be zero or negative; default false. */
  readonly allowNonPositive?: boolean;
  /** ISO 8601 duration after which a mark is stale; absent means never. */
  readonly maxMarkAge?: string;
  /** The most leverage anybody may choose, and the one of who chose none. */
  readonly maxLeverage?: string;
  readonly settlement?: SettlementTerms;
  /** How the engine closes positions of a liquidation; default `market`. */
  readonly liquidationOrder?: LiquidationOrderTerms;
  /** How its mark follows the index; absent: as its kind of contract. */
  readonly markRule?: MarkRuleTerms;
  /** Sources its price is composed of, instead of being told. */
  readonly sources?: SourcesTerms;
  /** Fees that differ from those of the engine. */
  readonly fees?: FeeTerms;
  /** What a position needs to be opened and to be kept. */
  readonly margin: MarginTerms;
  /** Schedules that replace `margin` from their instants on, in order of time. */
  readonly schedules?: readonly DatedScheduleTerms[];
}

/**
 * `limit`: at the bankruptcy price, immediate or cancel; what it leaves open goes on as a market
 * order (default), or stays open for the deficit policies.
 */
export type LiquidationOrderTerms =
  'market' | 'limit' | { readonly type: 'limit'; readonly then?: 'market' | 'deficit' };

/** How an instrument ends. */
export interface SettlementTerms {
  /** Rate of the notional at the settlement price that each position pays; absent: nothing. */
  readonly fee?: string;
  /** ISO 8601 duration before the expiry over which the index is averaged into the price. */
  readonly window?: string;
}

/**
 * Paid in the quote; in the base; bought with borrowed funds; an option in its premium, in its
 * quote, which is its base where it is paid in coins.
 */
export type InstrumentKind = 'linear' | 'inverse' | 'spot-margin' | 'option';

/** The price at which a requirement takes its notional; an index defaults to the mark. */
export type Basis = 'mark' | 'entry' | 'index';

/** Bounds of open interest between which initial rates rise to one; notional, in the pay asset. */
export interface OpenInterestTerms {
  readonly lower: string;
  readonly upper: string;
}

/** One tier of a schedule; the first begins at 0, rates do not fall. */
export interface TierTerms {
  readonly from: string;
  readonly initial?: string;
  readonly maintenance: string;
  readonly deduction?: string;
  readonly maxLeverage?: string;
}

/** A rate that rises with the size: `base + perUnit x size`. */
export interface SlopeTerms {
  readonly base: string;
  readonly perUnit: string;
}

/** What every margin model may say; rates are decimal strings, 5 % is 0.05. */
interface CommonMarginTerms {
  /** The price of the notional; default `mark`. */
  readonly initialBasis?: Basis;
  readonly maintenanceBasis?: Basis;
  /** Rate of the notional added to the maintenance requirement for closing. */
  readonly closeFee?: string;
  /**
   * Whether `closeFee` is part of the maintenance margin (`requirement`, default), or stands beside
   * it (`ratio`): the equity must cover both, and the figure `maintenanceMargin` tells one.
   */
  readonly closeFeeIn?: 'requirement' | 'ratio';
  /** Whether it is part of the initial requirement, too; default false. */
  readonly closeFeeInInitial?: boolean;
  /** `leverage`: the initial margin is notional / leverage at least; default the rate alone. */
  readonly initialFloor?: 'leverage';
  /** Raises initial rates with the open interest. */
  readonly openInterest?: OpenInterestTerms;
  /**
   * Longs at leverage 1, bought with own money alone: `never-liquidated` asks no maintenance margin
   * of them; default `as-borrowed`, the model applies as to any other position.
   */
  readonly ownFunds?: 'as-borrowed' | 'never-liquidated';
}

/** Fixed shares of the notional. */
export interface FlatTerms extends CommonMarginTerms {
  readonly model: 'flat';
  readonly initial: string;
  readonly maintenance: string;
}

/**
 * Initial: notional / leverage of the position. Maintenance: a share of notional / `maxLeverage`.
 */
export interface LeverageTerms extends CommonMarginTerms {
  readonly model: 'leverage';
  readonly maintenanceFraction: string;
}

/** Rates by the size of the position: each slice its own, or the whole at the rate of its tier. */
export interface TieredTerms extends CommonMarginTerms {
  readonly model: 'tiered';
  readonly tiers: readonly TierTerms[];
  readonly by: 'notional' | 'quantity';
  readonly scope: 'marginal' | 'whole';
}

/** Rates that rise linearly with contracts or notional. */
export interface SlopedTerms extends CommonMarginTerms {
  readonly model: 'slope';
  readonly initial: SlopeTerms;
  readonly maintenance: SlopeTerms;
  readonly unit: 'quantity' | 'notional';
}

/** Notional x max(rate, 0.8 x rate + imf x square root of the contracts). */
export interface RootTerms extends CommonMarginTerms {
  readonly model: 'root';
  readonly initial: string;
  readonly maintenance: string;
  readonly imf: string;
}

/** Spot margin: levels are ratios of equity to used margin, opening cost / leverage. */
export interface UsedTerms extends CommonMarginTerms {
  readonly model: 'used';
  readonly callLevel: string;
  readonly liquidationLevel: string;
}

/** A model that an extension binds under a name; its parameters are its own. */
export interface CustomTerms extends CommonMarginTerms {
  readonly model: 'custom';
  readonly name: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** A schedule that treats every leverage alike. */
export type PlainMarginTerms =
  FlatTerms | LeverageTerms | TieredTerms | SlopedTerms | RootTerms | UsedTerms | CustomTerms;

/** A schedule of its own for each band of leverage; each counts from its `from` (inclusive). */
export interface ByLeverageTerms {
  readonly model: 'by-leverage';
  readonly bands: readonly { readonly from: string; readonly margin: PlainMarginTerms }[];
}

/** Portfolio margin: the pool is measured as a whole, see `engine.portfolioMargin`. */
export interface ScenarioTerms extends CommonMarginTerms {
  readonly model: 'scenario';
}

/** A margin schedule as configured, told apart by `model`. */
export type MarginTerms = PlainMarginTerms | ByLeverageTerms | ScenarioTerms;

/** A schedule that counts from an instant on. */
export interface DatedScheduleTerms {
  readonly from: string;
  readonly margin: MarginTerms;
  /** ISO 8601 duration in which the maintenance margin before it still decides; absent: none. */
  readonly grace?: string;
}
