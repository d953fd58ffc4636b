import type { Instant } from '../kernel/index.js';
import type { Base, Moved } from './event-base.js';
import type { PositionRecord } from './records.js';

/**
 * A part of a winner's profit turned into a claim, because the losers who owe it could not pay and
 * the fund did not. The position goes on at a cost that leaves it so much less profit.
 */
export type ProfitClaimed = Moved<'ProfitClaimed'> & {
  readonly instrument: string;
  readonly position: string;
  /** The account that could not pay. */
  readonly against: string;
  /** When it could not. */
  readonly since: Instant;
  /** The winner's profit before, and that of all winners together, in settlement. */
  readonly profit: string;
  readonly total: string;
  readonly after: PositionRecord;
};

/** The insurance fund paid claims, wholly or in part, the oldest first. */
export type ClaimRepaid = Base<'ClaimRepaid'> & {
  readonly asset: string;
  /** In `asset`, positive. */
  readonly amount: string;
  /** What the account still claims in the asset. */
  readonly left: string;
};

/** What becomes of profit that nobody has paid. */
export type ClaimEvent = ProfitClaimed | ClaimRepaid;
