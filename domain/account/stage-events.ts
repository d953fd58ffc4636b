import type { Base, InPool } from './event-base.js';

/** A stage of a pool and what the pool was measured at; both in settlement, equity signed. */
interface InStage<T extends string> extends InPool<T> {
  /** The name of the stage, and what it does. */
  readonly stage: string;
  readonly do: string;
  readonly equity: string;
  readonly maintenance: string;
}

/** A stage begins: the pool came to its level, in a case or, of a standing stage, without one. */
export type StageEntered = InStage<'StageEntered'> & {
  readonly case?: string;
  /** The ratio of equity to maintenance it begins at; absent: where the case begins. */
  readonly at?: string;
};

/** A standing stage is over: the pool is above its target again, or holds nothing any more. */
export type StageLeft = InStage<'StageLeft'>;

/** A stage has done what it does once; measured as it left the pool. */
export type StageActed = InStage<'StageActed'> & {
  readonly case?: string;
  /** How often it has acted since it began. */
  readonly acted: number;
  /** ISO 8601: it does not act again before. */
  readonly until?: string;
};

/** The insurance fund took contracts over and closed them at the mark at once. */
export type FundTookOver = Base<'FundTookOver'> & {
  readonly pool: string;
  readonly instrument: string;
  readonly position: string;
  /** Contracts, positive. */
  readonly quantity: string;
  /** At which it took them, and the mark at which it closed them. */
  readonly price: string;
  readonly mark: string;
  readonly asset: string;
  /** What the fund gained by it, in `asset`; negative: what it lost. */
  readonly gain: string;
};

/** What stages tell of themselves. */
export type StageEvent = StageEntered | StageLeft | StageActed | FundTookOver;
