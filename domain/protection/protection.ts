import { type Dec, minOf } from '../kernel/index.js';
import type { PriceSource } from '../market/index.js';

/** Which order of a protected position: two limits, and one that follows the price. */
export type Leg = 'stop-loss' | 'trailing' | 'take-profit';

/** How much of the position an order closes; neither: all of it. */
interface Part {
  /** Contracts, at most what the position holds. */
  readonly quantity?: Dec;
  /** Share of the position when the order triggers, in (0, 1]. */
  readonly share?: Dec;
}

/** A stop-loss or take-profit: closes once the price it watches reaches the trigger price. */
export interface PriceLeg extends Part {
  readonly on: PriceSource;
  readonly price: Dec;
}

/** A stop that keeps its distance below (for a long) the best price since it was set. */
export interface TrailingLeg extends Part {
  readonly on: PriceSource;
  /** Distance in the quote asset; exactly one of amount and percent is there. */
  readonly amount?: Dec;
  /** Distance in percent of the best price. */
  readonly percent?: Dec;
  /** The tick of the price's trail at which it was set. */
  readonly since: number;
}

/** What set a protective closing off. */
export type ClosingCause = Leg | 'loss-limit';

/** A protective order under way: triggered once, it closes until nothing of it remains. */
export interface ProtectiveClosing {
  readonly id: string;
  readonly cause: ClosingCause;
  /** Contracts still to be closed. */
  readonly remaining: Dec;
  /** Orders sent so far; numbers the order ids. */
  readonly sent: number;
  /** An order that the venue has not answered yet. */
  readonly pending?: { readonly order: string; readonly quantity: Dec };
  /** Why the last order left something open, if it did. */
  readonly waiting?: string;
}

/** The protective orders of one position. They live with it and end with it. */
export interface Protection {
  /** The age of the position, which tells it from a later one under the same key. */
  readonly age: number;
  readonly stopLoss?: PriceLeg;
  readonly takeProfit?: PriceLeg;
  readonly trailing?: TrailingLeg;
  /** The orders that did not trigger stay in force; absent: one cancels the others. */
  readonly keepOthers?: true;
  readonly closing?: ProtectiveClosing;
  /** The position's loss limit was reached: it is never increased again. */
  readonly limitReached?: true;
}

/** The orders of a protection, without what is known about them. */
export type Legs = Pick<Protection, 'stopLoss' | 'takeProfit' | 'trailing'>;

/** Nothing is left that could trigger, close or bar. */
export function isSpent(protection: Protection): boolean {
  const { stopLoss, takeProfit, trailing, closing, limitReached } = protection;
  return [stopLoss, takeProfit, trailing, closing, limitReached].every(
    (part) => part === undefined,
  );
}

/** The protection of a position that now holds no more than a quantity. */
export function shrunk(protection: Protection, quantity: Dec): Protection {
  const { stopLoss, takeProfit, trailing, closing, ...rest } = protection;
  return {
    ...rest,
    ...(stopLoss && { stopLoss: within(stopLoss, quantity) }),
    ...(takeProfit && { takeProfit: within(takeProfit, quantity) }),
    ...(trailing && { trailing: within(trailing, quantity) }),
    ...(closing && { closing: { ...closing, remaining: minOf(closing.remaining, quantity) } }),
  };
}

function within<P extends Part>(part: P, most: Dec): P {
  if (part.quantity === undefined || part.quantity.lte(most)) return part;
  return { ...part, quantity: most };
}
