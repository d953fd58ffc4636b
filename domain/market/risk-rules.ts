import type { Dec, Exact } from '../kernel/index.js';
import type { DepegRules } from './depeg-rules.js';
import type { PriceBasis, UnitSize, UnpublishedTerms } from './portfolio-terms.js';

/** A number for the maintenance requirement and one for the initial requirement. */
export interface TwoPart {
  readonly maintenance: Dec;
  readonly initial: Dec;
}

/** A move of the prices of a unit, and what it makes of a value, its weight counted in. */
export interface UnitShock {
  readonly price: Dec;
  readonly weight: Dec;
  /** Move of the implied volatilities, as a share of them, at the tenor of the vega power. */
  readonly volatility: Dec;
  /** What a value that goes with the price gains, as a share of it. */
  readonly linear: Dec;
  /** The same for a long of an inverse contract; absent where the price falls to zero. */
  readonly inverse?: Exact;
}

/** How moves of the implied volatility depend on the days left. */
export interface VegaPower {
  readonly days: Dec;
  readonly short: Dec;
  readonly long: Dec;
  readonly floor: Dec;
}

/** A charge on the size of a unit: a rate of its notional, for each of the two margins. */
export interface Charge extends TwoPart {
  readonly on: UnitSize;
  readonly at: PriceBasis;
}

/** The least a unit asks for: a rate of a size, with factors marginal over that amount. */
export interface Minimum {
  readonly rate: TwoPart;
  readonly on: UnitSize;
  readonly at: PriceBasis;
  /** Marginal over rate x size, ascending, the first from 0. */
  readonly factors: readonly { readonly from: Dec; readonly factor: Dec }[];
}

/** What is stressed together; units never offset each other. */
export interface RiskUnit {
  readonly id: string;
  readonly shocks: readonly UnitShock[];
  readonly lossFactor: TwoPart;
  readonly charges: readonly Charge[];
  /** Their amounts add up. */
  readonly minimums: readonly Minimum[];
  readonly vegaPower: VegaPower;
  /** Its legs in different dollars are charged; absent: all dollars are the same. */
  readonly depeg?: DepegRules;
  /** The price a shock multiplies. */
  readonly stress: PriceBasis;
  /** Initial requirement in maintenance; absent: the unit has an initial requirement of its own. */
  readonly initialFactor?: Dec;
}

/** Units whose gains count against each other's losses, by a share of them. */
export interface OffsetGroup {
  readonly units: ReadonlySet<RiskUnit>;
  readonly fraction: Dec;
}

/** Portfolio margin with its numbers read. */
export interface PortfolioRules {
  /** The unit that holds a base: the very same object for all bases of a unit; absent: none. */
  readonly unitOf: (base: string) => RiskUnit | undefined;
  /** Rates of the borrowed value. */
  readonly debt?: TwoPart;
  /** Empty: units never offset each other. */
  readonly offsets: readonly OffsetGroup[];
  /** Parameters whose want refuses a position. */
  readonly unpublished: readonly UnpublishedTerms[];
}
