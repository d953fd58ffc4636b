import type { Liquidity } from '../accrual/index.js';
import type { Dec } from '../kernel/index.js';
import type {
  AlertTerms,
  LossLimitTerms,
  NotificationTerms,
  PermissionTerms,
  PositionMode,
  PriceSource,
  WalletKind,
} from '../market/index.js';
import type { MarginMode, Side } from '../position/index.js';

/** A fill that opens, increases, reduces or turns a position. */
export interface OpenFill {
  readonly instrument: string;
  readonly side: Side;
  /** Contracts, positive, on the grid of the instrument. */
  readonly quantity: Dec;
  /** In the quote asset, on the tick. */
  readonly price: Dec;
  /** Absent: that of the position there is, else the one set, else the account's, else cross. */
  readonly mode?: MarginMode;
  /** A ratio, 5 for 5x; absent: the one set, else the account's, else the most allowed. */
  readonly leverage?: Dec;
  /** What an isolated opening allocates; absent: its initial margin. */
  readonly margin?: Dec;
  /** The caller's id of the position; absent: the position without an id. */
  readonly position?: string;
  /** Which fee is due; absent: that of a taker. */
  readonly liquidity?: Liquidity;
  /** The open order that was filled; its reserve is taken off before the check. */
  readonly order?: string;
}

/** A fill that reduces or closes; absent quantity: all of it, absent price: the mark. */
export interface CloseFill {
  readonly instrument: string;
  /** The side of the position that is closed; needed only in hedge mode. */
  readonly side?: Side;
  readonly quantity?: Dec;
  readonly price?: Dec;
  readonly mode?: MarginMode;
  readonly position?: string;
  readonly liquidity?: Liquidity;
  readonly order?: string;
}

/** An existing position brought in without checks or fees. */
export interface ImportedPosition {
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: Dec;
  /** The average price it was opened at, in the quote asset. */
  readonly entry: Dec;
  readonly mode?: MarginMode;
  readonly leverage?: Dec;
  /** What its isolated pool holds, in the pay asset; absent: the initial margin at the entry. */
  readonly margin?: Dec;
  readonly position?: string;
}

/**
 * An order that waits at the venue. It reserves margin in the cross pool unless it only reduces.
 */
export interface PlaceOrder {
  readonly id: string;
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: Dec;
  readonly price: Dec;
  readonly mode?: MarginMode;
  readonly leverage?: Dec;
  readonly reduceOnly?: boolean;
}

/** Names one isolated position by its own id or its instrument. */
export interface PositionReference {
  readonly position?: string;
  readonly instrument?: string;
}

/** An amount that comes to or leaves a wallet, in units of the asset. */
export interface WalletAmount {
  readonly asset: string;
  /** Positive; an imported balance may be negative. */
  readonly amount: Dec;
  /** Absent: the kind on which the asset moves, the first that counts. */
  readonly wallet?: WalletKind;
}

/** What an account chooses for positions that choose nothing themselves. */
export interface OpenAccount {
  readonly leverage?: Dec;
  readonly mode?: MarginMode;
  readonly positionMode?: PositionMode;
}

/** What a holder wants to be alerted of, and where; what is absent stays as it is. */
export interface SetAlerts {
  /** Own thresholds, those of the engine, or none. */
  readonly alerts?: AlertTerms | 'on' | 'off';
  readonly channels?: NotificationTerms;
}

/** What every protective order may say: the price it watches, and how much it closes. */
export interface ProtectiveTerms {
  readonly trigger?: PriceSource;
  readonly quantity?: Dec;
  readonly share?: Dec;
}

/** Protective orders of one position: those named are replaced or taken off, others stay. */
export interface ProtectPosition extends PositionReference {
  readonly stopLoss?: (ProtectiveTerms & { readonly price: Dec }) | 'off';
  readonly takeProfit?: (ProtectiveTerms & { readonly price: Dec }) | 'off';
  readonly trailing?: (ProtectiveTerms & { readonly amount?: Dec; readonly percent?: Dec }) | 'off';
  /** False: the orders that did not trigger stay in force. */
  readonly oneCancelsOther?: boolean;
}

/** What a holder may ask of an account, told apart by `type`. Decimals are already read. */
export type AccountCommand =
  | ({ readonly type: 'account' } & OpenAccount)
  | ({ readonly type: 'deposit' | 'withdraw' | 'balance' } & WalletAmount)
  | ({ readonly type: 'book' } & ImportedPosition)
  | ({ readonly type: 'open' } & OpenFill)
  | ({ readonly type: 'close' } & CloseFill)
  | ({ readonly type: 'order' } & PlaceOrder)
  | { readonly type: 'cancel'; readonly id: string }
  | ({ readonly type: 'addMargin' | 'removeMargin'; readonly amount: Dec } & PositionReference)
  | ({ readonly type: 'repay'; readonly amount?: Dec } & PositionReference)
  | ({ readonly type: 'protect' } & ProtectPosition)
  | { readonly type: 'setLeverage'; readonly instrument: string; readonly leverage: Dec }
  | { readonly type: 'setMode'; readonly instrument: string; readonly mode: MarginMode }
  | ({ readonly type: 'autoMargin'; readonly cap: Dec | 'off' } & PositionReference)
  | { readonly type: 'permit'; readonly permission: PermissionTerms }
  | { readonly type: 'lossLimits'; readonly limits: LossLimitTerms | 'off' }
  | ({ readonly type: 'setAlerts' } & SetAlerts)
  | { readonly type: 'resume' };
