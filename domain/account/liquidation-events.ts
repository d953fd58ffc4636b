import type { AlertMeasure } from '../market/index.js';
import type { CaseReason, LiquidationOutcome } from '../liquidation/index.js';
import type { Side } from '../position/index.js';
import type { InPool, Moved } from './event-base.js';

interface Alert<T extends string> extends InPool<T> {
  readonly measure: AlertMeasure;
  /** As it is configured: percent, for a cover a ratio. */
  readonly threshold: string;
  /** The measure at that moment, in the same unit; `no-exposure` without positions. */
  readonly value: string;
}

/** A measure went to or beyond a threshold; told once until it is cleared. */
export type MarginAlertRaised = Alert<'MarginAlertRaised'>;

/** A measure is better than a threshold by the hysteresis, which may be told again. */
export type MarginAlertCleared = Alert<'MarginAlertCleared'>;

/** What a pool was measured at; both in settlement, equity signed. */
interface Measured<T extends string> extends InPool<T> {
  readonly equity: string;
  readonly maintenance: string;
}

/** What lifts a margin call: an amount to add, or positions to close at the mark. */
export interface CallCure {
  /** From the equity up to the call line, in settlement; the cure must exceed it. */
  readonly shortfall: string;
  /** The least amount to add: to the wallet of a cross pool, to an isolated pool itself. */
  readonly asset: string;
  readonly amount: string;
  /** In the closing order, the last in the least quantity; null when closing cannot cure. */
  readonly close:
    | readonly {
        readonly instrument: string;
        readonly position: string;
        readonly side: Side;
        readonly quantity: string;
      }[]
    | null;
}

/** Equity went to or below the call line. */
export type MarginCallIssued = Measured<'MarginCallIssued'> & {
  /** Null when the pool is breached already, so that its liquidation begins in the same step. */
  readonly cure: CallCure | null;
  /** ISO 8601: an uncured call is liquidated at the first step from then on. */
  readonly deadline?: string;
};

/** Equity is above the call line again. */
export type MarginCallLifted = Measured<'MarginCallLifted'>;

/** A pool was found breached, or its call ran out, and its case is open from here on. */
export type LiquidationStarted = Measured<'LiquidationStarted'> & {
  /** `<account>/<pool>/<version>`, unique on the tape. */
  readonly case: string;
  readonly reason?: CaseReason;
};

/** A close-out is about to be asked of the venue; measured as the pool stands before it. */
export type CloseOutRequested = Measured<'CloseOutRequested'> & {
  readonly case: string;
  /** The order id; the venue answers a repeated one with the same fills. */
  readonly order: string;
  readonly instrument: string;
  readonly position: string;
  /** The side of the position that is closed. */
  readonly side: Side;
  /** Contracts, positive. */
  readonly quantity: string;
  /** A limit order, immediate or cancel, in the quote asset; absent: a market order. */
  readonly limit?: string;
  /** The stage that asks for it, where stages are configured. */
  readonly stage?: string;
  /** The position chosen and the one that would have been next, with their profit. */
  readonly ranking: readonly {
    readonly position: string;
    /** Unrealized, in settlement, signed. */
    readonly profit: string;
  }[];
};

/** What a close-out left open, in contracts, and why. */
export type CloseOutUnfilled = InPool<'CloseOutUnfilled'> & {
  readonly case: string;
  readonly order: string;
  readonly instrument: string;
  readonly position: string;
  readonly quantity: string;
  readonly reason: string;
  /** A limit order left it; the case goes on with market orders of that position. */
  readonly next?: 'market';
};

/** The fee of a close-out in the pay asset, never more than the equity it left. */
export type LiquidationFeeCharged = Moved<'LiquidationFeeCharged'> & {
  readonly instrument: string;
  readonly position: string;
};

/** A case is over: the target is met, or nothing is left to close. */
export type LiquidationEnded = Measured<'LiquidationEnded'> & {
  readonly case: string;
  readonly outcome: LiquidationOutcome;
};

/** The last position of a pool is gone and something is owed. */
export type PoolBankrupted = InPool<'PoolBankrupted'> & {
  /** In settlement, positive. */
  readonly deficit: string;
  /** The same by asset, each positive. */
  readonly owed: readonly { readonly asset: string; readonly amount: string }[];
};

/** The insurance fund paid a deficit, wholly or in part; once per case. */
export type DeficitCovered = Moved<'DeficitCovered'> & { readonly case: string };

/** An embedder's own payer paid a part of a deficit, from outside the engine. */
export type DeficitPaid = Moved<'DeficitPaid'> & { readonly by: string; readonly case: string };

/** What the other side gave up for a deficit: closed below its profit, a share, or a claim. */
export type DeficitMet = Moved<'DeficitMet'> & {
  readonly by: 'deleverage' | 'share-loss' | 'claims';
  readonly instrument: string;
  /** What the fund or the venue added because shares are rounded down; absent: nothing. */
  readonly remainder?: { readonly from: 'insurance-fund' | 'venue'; readonly amount: string };
};

/** A winner's part in a loss that nobody else paid. */
export type LossShared = Moved<'LossShared'> & {
  readonly instrument: string;
  readonly position: string;
  /** The account whose loss it is. */
  readonly against: string;
  /** The winner's profit, and that of all winners together, in settlement. */
  readonly profit: string;
  readonly total: string;
};

/** What nobody else paid of a deficit was borne by the venue. */
export type LossAbsorbed = Moved<'LossAbsorbed'>;

/** What a liquidation left in a pool and the configuration gives to the fund or the venue. */
export type RemainderTaken = Moved<'RemainderTaken'> & { readonly to: 'insurance-fund' | 'venue' };

/** What is told before, during and after the liquidation of a pool. */
export type LiquidationEvent =
  | MarginAlertRaised
  | MarginAlertCleared
  | MarginCallIssued
  | MarginCallLifted
  | LiquidationStarted
  | CloseOutRequested
  | CloseOutUnfilled
  | LiquidationFeeCharged
  | LiquidationEnded
  | PoolBankrupted
  | DeficitCovered
  | DeficitPaid
  | DeficitMet
  | LossShared
  | LossAbsorbed
  | RemainderTaken;
