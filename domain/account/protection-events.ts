import type { LossLimitTerms, LossPolicy, PriceSource } from '../market/index.js';
import type { Side } from '../position/index.js';
import type { ClosingCause } from '../protection/index.js';
import type { Base, InPool } from './event-base.js';
import type { ProtectionRecord } from './protection-record.js';

/** An event about one position, named by its key. */
interface OfPosition<T extends string> extends InPool<T> {
  readonly instrument: string;
  readonly position: string;
}

/** The protective orders of a position as they are now; null: there are none left. */
export type ProtectionSet = OfPosition<'ProtectionSet'> & {
  readonly protection: ProtectionRecord | null;
};
/** A protective order or a loss limit set off a closing of the position. */
export type ProtectionTriggered = OfPosition<'ProtectionTriggered'> & {
  readonly side: Side;
  readonly cause: ClosingCause;
  /** The price that was watched, the one waited for and the one that reached it. */
  readonly on?: PriceSource;
  readonly trigger?: string;
  readonly price?: string;
  /** Contracts to be closed. */
  readonly quantity: string;
  readonly protection: ProtectionRecord;
};
/** A closing order is about to be sent to the venue; a repeated id gets the same fills. */
export type ProtectiveOrderSent = OfPosition<'ProtectiveOrderSent'> & {
  readonly side: Side;
  readonly cause: ClosingCause;
  readonly order: string;
  readonly quantity: string;
};
/** What a protective order left open, and why; it is tried again after the next step. */
export type ProtectiveOrderUnfilled = OfPosition<'ProtectiveOrderUnfilled'> & {
  readonly order: string;
  readonly quantity: string;
  readonly reason: string;
};
/** The venue filled what the holder had closed meanwhile; it is told and not booked. */
export type ProtectiveFillBeyondPosition = OfPosition<'ProtectiveFillBeyondPosition'> & {
  readonly order: string;
  readonly quantity: string;
};
/** `until` is the next daily reset under the new limits, ISO 8601. */
export type LossLimitsSet = Base<'LossLimitsSet'> & {
  readonly limits: LossLimitTerms | 'off';
  readonly until?: string;
};
/** Losses count from here on; `until` is the next daily reset, ISO 8601. */
export type LossCountStarted = Base<'LossCountStarted'> & { readonly until?: string };
/** A day of the daily loss limit begins; `until` is the next reset, ISO 8601. */
export type DailyLossReset = Base<'DailyLossReset'> & { readonly until?: string };
/** Losses went to or beyond a limit; what its policy says happens in the same step. */
export type LossLimitReached = Base<'LossLimitReached'> & {
  readonly scope: 'position' | 'account' | 'daily';
  readonly pool?: string;
  readonly position?: string;
  /** In settlement. */
  readonly loss: string;
  readonly limit: string;
  readonly policy: LossPolicy;
};

/** What happens around protective orders and loss limits. */
export type ProtectionEvent =
  | ProtectionSet
  | ProtectionTriggered
  | ProtectiveOrderSent
  | ProtectiveOrderUnfilled
  | ProtectiveFillBeyondPosition
  | LossLimitsSet
  | LossCountStarted
  | DailyLossReset
  | LossLimitReached;
