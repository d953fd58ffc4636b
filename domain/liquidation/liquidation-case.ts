import type { Dec, Instant } from '../kernel/index.js';
import type { Side } from '../position/index.js';

/** A close-out that was announced and not yet answered; its order id is deterministic. */
export interface PendingCloseOut {
  readonly order: string;
  readonly instrument: string;
  /** The key of the position. */
  readonly position: string;
  /** The side of the position. */
  readonly side: Side;
  readonly quantity: Dec;
  /** Filled at this price or better, immediately or not at all; absent: a market order. */
  readonly limit?: Dec | undefined;
  /** The stage that asked for it, where stages are configured. */
  readonly stage?: string | undefined;
}

/** What a pool remembers of a stage. */
export interface StageRecord {
  /** It has begun: until its target, or in a case until that ends. */
  readonly entered?: 'standing' | 'case';
  /** How often it has acted since. */
  readonly acted: number;
  /** It does not act again before. */
  readonly until?: Instant;
}

/** What a pool remembers of its stages, by their names. */
export type StageRecords = ReadonlyMap<string, StageRecord>;

/**
 * A position that a case closed, or a part of it, with its fills as decimal strings; contracts that
 * were closed against the other side are not among them.
 */
export interface ClosedPosition {
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  readonly fills: readonly { readonly quantity: string; readonly price: string }[];
}

/** `call-expired`: a margin call was not cured within its grace. */
export type CaseReason = 'call-expired';

/** A running liquidation of one pool: opened once, closed once, resumed wherever it stopped. */
export interface LiquidationCase {
  readonly id: string;
  /** Why it was begun, if not because the pool was breached. */
  readonly reason?: CaseReason;
  /** Close-outs announced so far; numbers the order ids. */
  readonly closeOuts: number;
  readonly pending?: PendingCloseOut | undefined;
  /** Positions whose limit order left something open: they go on by market orders. */
  readonly toMarket?: readonly string[];
  /** What was closed last: a deficit that is found later is deleveraged on it. */
  readonly closed?: ClosedPosition | undefined;
  /** Why the last position that was not closed as asked stayed open, and which one it is. */
  readonly waiting?: string | undefined;
  readonly waitingFor?: string | undefined;
  /** The stage that acted last, where stages are configured. */
  readonly stage?: string;
}

/** At its target again; nothing left to close; nothing left and something owed. */
export type LiquidationOutcome = 'restored' | 'closed' | 'bankrupt';
