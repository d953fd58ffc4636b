import type { Instant } from '../kernel/index.js';
import type {
  AlertTerms,
  NotificationTerms,
  PermissionTerms,
  PositionMode,
  WalletKind,
} from '../market/index.js';
import type { MarginMode, Side } from '../position/index.js';
import type { Halt } from './account.js';
import type { Base, InPool, Moved } from './event-base.js';
import type { ClaimEvent } from './claim-events.js';
import type { LiquidationEvent } from './liquidation-events.js';
import type { PositionEvent } from './position-events.js';
import type { ProtectionEvent } from './protection-events.js';
import type { StageEvent } from './stage-events.js';
import type { OrderRecord, PositionRecord } from './records.js';

export * from './liquidation-events.js';
export * from './position-events.js';
export * from './stage-events.js';

/** An account came to be; what is absent is decided by the engine and the instruments. */
export type AccountOpened = Base<'AccountOpened'> & {
  /** A ratio, 5 for 5x. */
  readonly leverage?: string;
  readonly mode?: MarginMode;
  readonly positionMode?: PositionMode;
};

/** What the holder prefers; what is absent stays as it was. */
export type AlertsSet = Base<'AlertsSet'> & {
  readonly alerts?: AlertTerms | 'on' | 'off';
  readonly channels?: NotificationTerms;
};

/** Money came into a wallet from outside. */
export type CollateralDeposited = Base<'CollateralDeposited'> & {
  readonly asset: string;
  /** In `asset`; positive, but an imported balance may be negative. */
  readonly amount: string;
  readonly wallet: WalletKind;
  /** A balance as it stood elsewhere. */
  readonly imported?: true;
};

/** Money left a wallet to outside; `amount` in `asset`, positive. */
export type CollateralWithdrawn = Base<'CollateralWithdrawn'> & {
  readonly asset: string;
  readonly amount: string;
  readonly wallet: WalletKind;
};

/** Money moved from the wallet into an isolated pool. */
export type CollateralAllocated = Moved<'CollateralAllocated'>;

/** Money moved from an isolated pool back to the wallet. */
export type CollateralReleased = Moved<'CollateralReleased'>;

/** An open order reserves margin, unless it only reduces. */
export type OrderReserved = Base<'OrderReserved'> & { readonly order: OrderRecord };

/** Contracts of an order are reserved no longer. */
export type OrderReleased = Base<'OrderReleased'> & {
  readonly order: string;
  readonly instrument: string;
  /** Contracts no longer reserved, and those that still are. */
  readonly quantity: string;
  readonly remaining: string;
  readonly reason: 'filled' | 'cancelled' | 'liquidation' | 'settlement' | 'stage';
};

interface Debt<T extends string> extends Base<T> {
  readonly asset: string;
  /** In `asset`, positive. */
  readonly amount: string;
}

/** A deficit that nobody else paid is kept as an explicit debt of the holder. */
export type NegativeBalanceCarried = Debt<'NegativeBalanceCarried'> & {
  /** When it was carried; a debt ages from the first one that is not repaid. */
  readonly since: Instant;
};

/** A debt was repaid, wholly or in part. */
export type NegativeBalanceRepaid = Debt<'NegativeBalanceRepaid'> & {
  /** The wallet it was recovered from; absent: what came in on the wallet that owes it. */
  readonly from?: WalletKind;
};

/** A balance exchanged into another asset at the rates, to meet what is owed. */
export type BalanceConverted = Base<'BalanceConverted'> & {
  readonly asset: string;
  /** What was given, and from which wallet; positive, in `asset`. */
  readonly amount: string;
  readonly wallet: WalletKind;
  readonly into: string;
  /** What it brought; positive, in `into`. */
  readonly received: string;
  readonly reason: 'cover-deficit' | 'debt-asset' | 'debt-recovery' | 'stage';
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

/** The same balance where it arrived. */
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

/** A position that left at its entry, with what its isolated pool held. */
export type PositionSent = Carried<'PositionSent'> & { readonly to: Elsewhere };

/** The same position where it went. */
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

/** What halted the account is mended: it is judged, charged and changed again. */
export type AccountResumed = Base<'AccountResumed'>;

/** Everything that can happen to an account, told apart by `type`. */
export type AccountEvent =
  | AccountOpened
  | AlertsSet
  | CollateralDeposited
  | CollateralWithdrawn
  | CollateralAllocated
  | CollateralReleased
  | OrderReserved
  | OrderReleased
  | PositionEvent
  | LiquidationEvent
  | ClaimEvent
  | ProtectionEvent
  | StageEvent
  | NegativeBalanceCarried
  | NegativeBalanceRepaid
  | BalanceConverted
  | BalanceSent
  | BalanceReceived
  | PositionSent
  | PositionReceived
  | PermissionSet
  | AutoMarginSet
  | AutoMarginAdded
  | AccountHalted
  | AccountResumed;
