/** Terms of portfolio margin as a configuration writes them; all numbers are decimal strings. */
export interface PortfolioMarginTerms extends RiskUnitTerms {
  /** Absent: the keys of one unit stand here directly and one unit holds every base. */
  readonly units?: readonly ListedUnitTerms[];
  /** The price a shock multiplies; default `mark`. */
  readonly stress?: PriceBasis;
  /** Rate of the borrowed value of each asset. */
  readonly debt?: TwoPartTerms;
  /** Initial requirement of a unit without one of its own, in maintenance; default "1". */
  readonly initialFactor?: string;
  /** Units whose gains count against each other's losses, scenario by scenario. */
  readonly offsets?: readonly OffsetTerms[];
  /** What a hedge inside a unit between contracts in different dollars is charged. */
  readonly depeg?: DepegTerms;
  /** Parameters that are not known; pools that need one are refused. */
  readonly unpublished?: readonly UnpublishedTerms[];
}

/** A parameter without which some pools cannot be measured. */
export interface UnpublishedTerms {
  readonly parameter: string;
  readonly needs: PoolNeed;
  /** What of it is missing. */
  readonly why: string;
}

/** Pools that hold an option, or a position in a base that no unit names. */
export type PoolNeed = 'options' | 'other-bases';

/** Stable coins may part: rates of what legs in different dollars have in common. */
export interface DepegTerms {
  /** Two quotes each; each pair takes what the ones before it have left. */
  readonly pairs: readonly (readonly string[])[];
  /** By the lower rate of the two, the highest first; below all of them the last counts. */
  readonly levels: readonly {
    readonly price: string;
    /** Marginal over the hedge, in settlement. */
    readonly tiers: readonly { readonly from: string; readonly rate: string }[];
  }[];
}

/** Correlated units: the first scenario of one goes with the first of the others, and so on. */
export interface OffsetTerms {
  /** Units by a base they hold. */
  readonly units: readonly string[];
  /** Share of a unit's gain that counts against what the others lose, 0 to 1. */
  readonly fraction: string;
}

/** A unit told apart by the bases it holds. */
export interface ListedUnitTerms extends RiskUnitTerms {
  /** `*`: each base that is named nowhere, alone. Absent: all of those together. */
  readonly bases?: readonly string[];
}

/** How positions of one risk unit are stressed and charged together. */
export interface RiskUnitTerms {
  readonly shocks?: readonly ShockTerms[];
  /** Factor on the worst loss; default "1". */
  readonly lossFactor?: TwoPartTerms;
  readonly charges?: readonly ChargeTerms[];
  readonly vegaPower?: VegaPowerTerms;
  /** Of several the amounts add up. */
  readonly minimum?: MinimumTerms | readonly MinimumTerms[];
}

/** One move of every mark of a unit at once. */
export interface ShockTerms {
  /** Signed share of the price. */
  readonly price: string;
  /** Factor on the loss; default "1". */
  readonly weight?: string;
  /** Signed share of the implied volatilities, at the tenor of `vegaPower`; default "0". */
  readonly volatility?: string;
}

/** How moves of the implied volatility depend on the days to the expiry of an option. */
export interface VegaPowerTerms {
  /** The tenor at which a move counts as it is written; default "30". */
  readonly days?: string;
  /** Exponent of days / days left, below that tenor and from it on; default "0". */
  readonly short?: string;
  readonly long?: string;
  /** The fewest days left that are counted; default "1". */
  readonly floor?: string;
}

/** A rate of the size of a unit. */
export interface ChargeTerms {
  readonly on: UnitSize;
  readonly at?: PriceBasis;
  readonly maintenance?: string;
  /** Default: the maintenance rate. */
  readonly initial?: string;
}

/** The least a unit requires: rate x size, then marginal factors over that amount. */
export interface MinimumTerms {
  readonly rate: TwoPartTerms;
  readonly on: UnitSize;
  readonly at?: PriceBasis;
  readonly factors?: readonly { readonly from: string; readonly factor: string }[];
}

/**
 * Sum of all notionals, what longs and shorts differ by, or what they have in common; an option
 * counts with its delta. `short-options`: underlyings that short options are written on.
 */
export type UnitSize = 'gross' | 'net' | 'offset' | 'short-options';

/** The price that a size is taken at, or that a shock multiplies. */
export type PriceBasis = 'mark' | 'index';

/** One number for both requirements, or one for each. */
export type TwoPartTerms = string | { readonly maintenance?: string; readonly initial?: string };
