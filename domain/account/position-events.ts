import type { Instant } from '../kernel/index.js';
import type { MarginMode, Side } from '../position/index.js';
import type { Base, InPool, Moved } from './event-base.js';
import type { ExecutionRecord, LoanRecord, PositionRecord } from './records.js';

/** Fields every change of a position carries, and the position as it is afterwards. */
interface PositionChange<T extends string> extends InPool<T> {
  readonly instrument: string;
  /** The key of the position: the caller's id, else the instrument, with the side in hedge mode. */
  readonly position: string;
  /** The side of the position as it was before a close, as it is after an opening. */
  readonly side: Side;
  /** Contracts of this fill, positive. */
  readonly quantity: string;
  /** In the quote asset; of several executions the average, to 18 decimals. */
  readonly price: string;
  /** The position as it is now; null when nothing of it is left. */
  readonly after: PositionRecord | null;
}

/** What a close realized, and the fee taken with it; all in the pay asset. */
interface Realizing {
  /** Signed, before the fee; never more than was earned. */
  readonly profit: string;
  /** Positive; negative is a rebate. */
  readonly fee: string;
  /** Opening cost that left with the closed contracts; exact, as `n/d` where it is a fraction. */
  readonly releasedCost: string;
  /** The order id of the close-out, when a liquidation closed it. */
  readonly closeOut?: string;
  /** The stage that closed it without the venue, and the account it went to, if to one. */
  readonly stage?: string;
  readonly to?: string;
  /** The account it was taken over from: this one closed its own contracts with it. */
  readonly takenFrom?: string;
  /** The instrument was settled at this price. */
  readonly settlement?: true;
  /** The order id of the protective order that closed it. */
  readonly protective?: string;
  /** What the venue filled one by one, where the engine asked it to close. */
  readonly executions?: readonly ExecutionRecord[];
}

/** A first fill, or a position that was imported at its entry price. */
export type PositionOpened = PositionChange<'PositionOpened'> & {
  readonly mode: MarginMode;
  /** It was brought in at its entry price; nothing was traded. */
  readonly imported?: true;
  /** The account it was taken over from. */
  readonly takenFrom?: string;
};

/** A fill on the side of the position; its entry price is the average of both. */
export type PositionIncreased = PositionChange<'PositionIncreased'> & {
  /** The account the contracts were taken over from. */
  readonly takenFrom?: string;
};

/** Contracts of a position were closed, and some are left at the entry price they had. */
export type PositionReduced = PositionChange<'PositionReduced'> & Realizing;

/** All contracts of a position were closed. */
export type PositionClosed = PositionChange<'PositionClosed'> & Realizing;

/** One fill closed a position and opened its rest on the other side; `quantity` is all of it. */
export type PositionFlipped = PositionChange<'PositionFlipped'> & Realizing;

/** Closed, wholly or in part, against a position of another account that could not pay. */
export type PositionDeleveraged = PositionChange<'PositionDeleveraged'> & {
  /** In the pay asset, signed; there is no fee. */
  readonly profit: string;
  readonly releasedCost: string;
  /** The liquidation that closed it; absent: the venue ordered it, or another could not pay. */
  readonly case?: string;
  /** The account on the other side, where there is one. */
  readonly against?: string;
  /** The mark then, and what the close gave up against it, in the pay asset; negative: gained. */
  readonly mark?: string;
  readonly cost?: string;
  /** Why it was its turn; absent where the venue named it. */
  readonly queue?: QueuePlace;
};

/** The place of a position in the queue when it was deleveraged, and what put it there. */
export interface QueuePlace {
  /** The name of the ranking. */
  readonly ranking: string;
  /** From 1, of so many positions that could have been asked. */
  readonly rank: number;
  readonly of: number;
  /** Null: before all that have one. */
  readonly score: string | null;
  /** The factors of the score by name. */
  readonly parts: Readonly<Record<string, string>>;
}

/** The margin mode of an instrument was chosen; open positions of it moved where there were any. */
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

/** The leverage of an instrument and of its open positions was chosen; a ratio, 5 for 5x. */
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

/**
 * The fee of a fill, a share of its notional, or of a settlement. A close of spot margin has
 * paid it from its proceeds, so this event then moves nothing.
 */
export type FeeCharged = InPool<'FeeCharged'> & {
  readonly instrument: string;
  readonly position: string;
  readonly asset: string;
  /** In the pay asset, rounded up; negative is a rebate. */
  readonly amount: string;
  readonly liquidity: 'maker' | 'taker' | 'settlement';
};

/** A fill that counts for the fee tiers. */
export type VolumeTraded = Base<'VolumeTraded'> & {
  readonly instrument: string;
  /** In settlement, positive. */
  readonly amount: string;
  /** Milliseconds since 1970-01-01T00:00:00Z: when, and what is too old to count by then. */
  readonly at: Instant;
  readonly since: Instant;
};

/** The price of borrowed funds was paid: once at the opening, or for periods that were due. */
export type InterestCharged = InPool<'InterestCharged'> & {
  readonly instrument: string;
  readonly position: string;
  /** The asset it was paid in, and how much of it; positive. */
  readonly asset: string;
  readonly amount: string;
  /** The charge at opening, not one of a period. */
  readonly opening?: true;
  /** The position's loan afterwards. */
  readonly loan: LoanRecord;
};

/** Own money took the place of borrowed money. */
export type LoanRepaid = InPool<'LoanRepaid'> & {
  readonly instrument: string;
  readonly position: string;
  /** The borrowed asset, and how much of it was repaid; positive. */
  readonly asset: string;
  readonly amount: string;
  /** The position's leverage and loan afterwards. */
  readonly leverage: string;
  readonly loan: LoanRecord;
};

interface Funding<T extends string> extends Moved<T> {
  readonly instrument: string;
  readonly position: string;
  /** A share of the notional, signed; longs pay when it is positive. */
  readonly rate: string;
}

/** A funding payment left the pool; `amount` is positive. */
export type FundingPaid = Funding<'FundingPaid'>;

/** A funding payment reached the pool; `amount` is positive. */
export type FundingReceived = Funding<'FundingReceived'>;

/** What happens to positions by trading, terms and charges. */
export type PositionEvent =
  | PositionOpened
  | PositionIncreased
  | PositionReduced
  | PositionClosed
  | PositionDeleveraged
  | PositionFlipped
  | MarginModeChanged
  | LeverageChanged
  | FeeCharged
  | VolumeTraded
  | InterestCharged
  | LoanRepaid
  | FundingPaid
  | FundingReceived;
