import type { Instant } from '../kernel/index.js';
import type {
  AlertMeasure,
  AlertTerms,
  NotificationTerms,
  PermissionTerms,
  PositionMode,
  WalletKind,
} from '../market/index.js';
import type { CaseReason, LiquidationOutcome } from '../liquidation/index.js';
import type { MarginMode, Side } from '../position/index.js';
import type { Halt } from './account.js';
import type { Base, InPool } from './event-base.js';
import type { ProtectionEvent } from './protection-events.js';
import type { ExecutionRecord, LoanRecord, OrderRecord, PositionRecord } from './records.js';

/** Fields every change of a position carries, and the position as it is afterwards. */
interface PositionChange<T extends string> extends InPool<T> {
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  /** Contracts of this fill. */
  readonly quantity: string;
  readonly price: string;
  readonly after: PositionRecord | null;
}

/** Profit realized by a close, and the fee taken with it; both in the pay asset. */
interface Realizing {
  readonly profit: string;
  readonly fee: string;
  readonly releasedCost: string;
  /** The order id of the close-out, when a liquidation closed it. */
  readonly closeOut?: string;
  /** The instrument was settled at this price. */
  readonly settlement?: true;
  /** The order id of the protective order that closed it. */
  readonly protective?: string;
  /** What the venue filled one by one, where the engine asked it to close. */
  readonly executions?: readonly ExecutionRecord[];
}

export type AccountOpened = Base<'AccountOpened'> & {
  readonly leverage?: string;
  readonly mode?: MarginMode;
  readonly positionMode?: PositionMode;
};
/** What the holder prefers; what is absent stays as it was. */
export type AlertsSet = Base<'AlertsSet'> & {
  readonly alerts?: AlertTerms | 'on' | 'off';
  readonly channels?: NotificationTerms;
};
export type CollateralDeposited = Base<'CollateralDeposited'> & {
  readonly asset: string;
  readonly amount: string;
  readonly wallet: WalletKind;
  readonly imported?: true;
};
export type CollateralWithdrawn = Base<'CollateralWithdrawn'> & {
  readonly asset: string;
  readonly amount: string;
  readonly wallet: WalletKind;
};
type Moved<T extends string> = InPool<T> & { readonly asset: string; readonly amount: string };
export type CollateralAllocated = Moved<'CollateralAllocated'>;
export type CollateralReleased = Moved<'CollateralReleased'>;
export type PositionOpened = PositionChange<'PositionOpened'> & {
  readonly mode: MarginMode;
  /** It was brought in at its entry price; nothing was traded. */
  readonly imported?: true;
};
export type PositionIncreased = PositionChange<'PositionIncreased'>;
export type PositionReduced = PositionChange<'PositionReduced'> & Realizing;
export type PositionClosed = PositionChange<'PositionClosed'> & Realizing;
/** Closed, wholly or in part, against a position of another account that could not pay. */
export type PositionDeleveraged = PositionChange<'PositionDeleveraged'> & {
  readonly profit: string;
  readonly releasedCost: string;
  /** The account on the other side, where there is one. */
  readonly against?: string;
};
export type PositionFlipped = PositionChange<'PositionFlipped'> & Realizing;
export type MarginModeChanged = Base<'MarginModeChanged'> & {
  readonly instrument: string;
  readonly mode: MarginMode;
  /** Positions that moved: the pool they left, the pool they joined. */
  readonly moved?: readonly {
    readonly from: string;
    readonly to: string;
    readonly position: string;
  }[];
};
export type LeverageChanged = Base<'LeverageChanged'> & {
  readonly instrument: string;
  readonly leverage: string;
  readonly positions: readonly {
    readonly pool: string;
    readonly position: string;
    /** Spot margin: what is borrowed at the new leverage. */
    readonly loan?: LoanRecord;
  }[];
};
export type OrderReserved = Base<'OrderReserved'> & { readonly order: OrderRecord };
export type OrderReleased = Base<'OrderReleased'> & {
  readonly order: string;
  readonly instrument: string;
  /** Contracts no longer reserved, and those that still are. */
  readonly quantity: string;
  readonly remaining: string;
  readonly reason: 'filled' | 'cancelled' | 'liquidation' | 'settlement';
};
export type FeeCharged = InPool<'FeeCharged'> & {
  readonly instrument: string;
  readonly position: string;
  readonly asset: string;
  readonly amount: string;
  readonly liquidity: 'maker' | 'taker' | 'settlement';
};
/** A fill that counts for the fee tiers. */
export type VolumeTraded = Base<'VolumeTraded'> & {
  readonly instrument: string;
  /** In settlement. */
  readonly amount: string;
  /** Milliseconds since 1970-01-01T00:00:00Z: when, and what is too old to count by then. */
  readonly at: Instant;
  readonly since: Instant;
};
export type InterestCharged = InPool<'InterestCharged'> & {
  readonly instrument: string;
  readonly position: string;
  /** The asset it was paid in, and how much of it. */
  readonly asset: string;
  readonly amount: string;
  /** The charge at opening, not one of a period. */
  readonly opening?: true;
  /** The position's loan afterwards. */
  readonly loan: LoanRecord;
};
export type LoanRepaid = InPool<'LoanRepaid'> & {
  readonly instrument: string;
  readonly position: string;
  /** The borrowed asset, and how much of it was repaid. */
  readonly asset: string;
  readonly amount: string;
  /** The position's leverage and loan afterwards. */
  readonly leverage: string;
  readonly loan: LoanRecord;
};
type Funding<T extends string> = InPool<T> & {
  readonly instrument: string;
  readonly position: string;
  readonly asset: string;
  readonly amount: string;
  readonly rate: string;
};
export type FundingPaid = Funding<'FundingPaid'>;
export type FundingReceived = Funding<'FundingReceived'>;
type Alert<T extends string> = InPool<T> & {
  readonly measure: AlertMeasure;
  readonly threshold: string;
  readonly value: string;
};
export type MarginAlertRaised = Alert<'MarginAlertRaised'>;
export type MarginAlertCleared = Alert<'MarginAlertCleared'>;
type Measured<T extends string> = InPool<T> & {
  readonly equity: string;
  readonly maintenance: string;
};
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
export type MarginCallIssued = Measured<'MarginCallIssued'> & {
  /** Null when the pool is breached already, so that its liquidation begins in the same step. */
  readonly cure: CallCure | null;
  /** ISO 8601: an uncured call is liquidated at the first step from then on. */
  readonly deadline?: string;
};
export type MarginCallLifted = Measured<'MarginCallLifted'>;
export type LiquidationStarted = Measured<'LiquidationStarted'> & {
  readonly case: string;
  readonly reason?: CaseReason;
};
export type CloseOutRequested = Measured<'CloseOutRequested'> & {
  readonly case: string;
  readonly order: string;
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  readonly quantity: string;
  /** A limit order, immediate or cancel; absent: a market order. */
  readonly limit?: string;
  /** The position chosen and the one that would have been next, with their profit. */
  readonly ranking: readonly { readonly position: string; readonly profit: string }[];
};
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
export type LiquidationFeeCharged = InPool<'LiquidationFeeCharged'> & {
  readonly instrument: string;
  readonly position: string;
  readonly asset: string;
  readonly amount: string;
};
export type LiquidationEnded = Measured<'LiquidationEnded'> & {
  readonly case: string;
  readonly outcome: LiquidationOutcome;
};
export type PoolBankrupted = InPool<'PoolBankrupted'> & {
  /** In settlement, positive. */
  readonly deficit: string;
  readonly owed: readonly { readonly asset: string; readonly amount: string }[];
};
export type DeficitCovered = Moved<'DeficitCovered'> & { readonly case: string };
/** What the other side gave up for a deficit: closed below its profit, or a share of a loss. */
export type DeficitMet = Moved<'DeficitMet'> & {
  readonly by: 'deleverage' | 'share-loss';
  readonly instrument: string;
};
/** A winner's part in a loss that nobody else paid. */
export type LossShared = Moved<'LossShared'> & {
  readonly instrument: string;
  readonly position: string;
  /** The account whose loss it is. */
  readonly against: string;
};
/** An embedder's own payer paid a part of a deficit, from outside the engine. */
export type DeficitPaid = Moved<'DeficitPaid'> & { readonly by: string; readonly case: string };
export type LossAbsorbed = Moved<'LossAbsorbed'>;
/** What a liquidation left in a pool and the configuration gives to the fund or the venue. */
export type RemainderTaken = Moved<'RemainderTaken'> & { readonly to: 'insurance-fund' | 'venue' };
type Debt<T extends string> = Base<T> & { readonly asset: string; readonly amount: string };
export type NegativeBalanceCarried = Debt<'NegativeBalanceCarried'> & {
  /** When it was carried; a debt ages from the first one that is not repaid. */
  readonly since: Instant;
};
export type NegativeBalanceRepaid = Debt<'NegativeBalanceRepaid'> & {
  /** The wallet it was recovered from; absent: what came in on the wallet that owes it. */
  readonly from?: WalletKind;
};
/** A balance exchanged into another asset at the rates, to meet what is owed. */
export type BalanceConverted = Base<'BalanceConverted'> & {
  readonly asset: string;
  /** What was given, and from which wallet. */
  readonly amount: string;
  readonly wallet: WalletKind;
  readonly into: string;
  readonly received: string;
  readonly reason: 'cover-deficit' | 'debt-asset' | 'debt-recovery';
};

/** A balance that left for another wallet or account; it is received in the same step. */
export type BalanceSent = Base<'BalanceSent'> & {
  readonly asset: string;
  readonly amount: string;
  readonly wallet: WalletKind;
  /** The account it goes to. */
  readonly to: string;
  readonly toWallet: WalletKind;
};
export type BalanceReceived = Base<'BalanceReceived'> & {
  readonly asset: string;
  readonly amount: string;
  readonly wallet: WalletKind;
  /** The account it came from. */
  readonly from: string;
  readonly fromWallet: WalletKind;
};
interface Elsewhere {
  readonly account: string;
  readonly pool: string;
}
interface Carried<T extends string> extends InPool<T> {
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
}
/** A position that left at its entry, and the same one where it went. */
export type PositionSent = Carried<'PositionSent'> & { readonly to: Elsewhere };
export type PositionReceived = Carried<'PositionReceived'> & {
  readonly from: Elsewhere;
  readonly after: PositionRecord;
};
/** What an account may trade in an instrument and side; no further key: what the engine has. */
export type PermissionSet = Base<'PermissionSet'> & { readonly permission: PermissionTerms };
/** Margin may be added to an isolated pool before a liquidation, up to a cap, or no longer. */
export type AutoMarginSet = InPool<'AutoMarginSet'> & {
  readonly position: string;
  /** In the pool's asset, over its life; or `off`. */
  readonly cap: string;
};
/** Margin that was added instead of a liquidation; `added` is the sum so far. */
export type AutoMarginAdded = Moved<'AutoMarginAdded'> & {
  readonly added: string;
  readonly cap: string;
};
/** A bug was met with the account: nothing of it is decided from here on. */
export type AccountHalted = Base<'AccountHalted'> & Halt;

/** Everything that can happen to an account, told apart by `type`. */
export type AccountEvent =
  | AccountOpened
  | AlertsSet
  | CollateralDeposited
  | CollateralWithdrawn
  | CollateralAllocated
  | CollateralReleased
  | PositionOpened
  | PositionIncreased
  | PositionReduced
  | PositionClosed
  | PositionDeleveraged
  | PositionFlipped
  | MarginModeChanged
  | LeverageChanged
  | OrderReserved
  | OrderReleased
  | FeeCharged
  | VolumeTraded
  | InterestCharged
  | LoanRepaid
  | FundingPaid
  | FundingReceived
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
  | RemainderTaken
  | NegativeBalanceCarried
  | NegativeBalanceRepaid
  | AccountHalted
  | BalanceConverted
  | PermissionSet
  | AutoMarginSet
  | AutoMarginAdded
  | ProtectionEvent
  | BalanceSent
  | BalanceReceived
  | PositionSent
  | PositionReceived;
