import {
  type Dec,
  Exact,
  ONE,
  Rational,
  ZERO,
  invariant,
  minOf,
  raw,
  type Price,
  type Quantity,
} from '../kernel/index.js';
import type { Instrument } from '../market/index.js';
import { valueAt, valueSign } from './payoff.js';
import type { Position } from './position.js';
import type { Side } from './side.js';

/** Contracts that changed hands at a price. */
export interface Fill {
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
}

/** What a fill closed of a position; the profit is exact and signed, in the pay asset. */
export interface Reduction {
  readonly quantity: Dec;
  readonly releasedCost: Exact;
  /** What the contracts were worth at the prices of the fill, in the pay asset. */
  readonly value: Exact;
  readonly profit: Exact;
  /** The position that is left, if any; its realized profit is not yet updated. */
  readonly rest?: Position;
}

/** Opening cost of contracts, exact: value at the fill price in the pay asset. */
export function openingCost(instrument: Instrument, fill: Omit<Fill, 'side'>): Exact {
  return valueAt(instrument, raw(fill.quantity), raw(fill.price));
}

/** The position after contracts on its own side were added. */
export function increased(position: Position, quantity: Dec, cost: Exact): Position {
  return {
    ...position,
    quantity: position.quantity.plus(quantity),
    cost: position.cost.plus(cost),
  };
}

/** One execution of a closing order: contracts at a price. */
export interface Execution {
  readonly quantity: Quantity;
  readonly price: Price;
}

/**
 * Closes contracts of a position by one or several executions. Whatever of the cost is not released
 * stays with the position, so nothing of it is ever lost.
 */
export function reduce(
  instrument: Instrument,
  position: Position,
  executions: readonly Execution[],
  decimals: number,
): Reduction {
  let quantity = ZERO;
  let value = Exact.ZERO;
  for (const execution of executions) {
    quantity = quantity.plus(raw(execution.quantity));
    value = value.plus(valueAt(instrument, raw(execution.quantity), raw(execution.price)));
  }
  return reduceFor(instrument, position, { quantity, value }, decimals);
}

/** The same for contracts whose value was agreed on, such as at a price that is no decimal. */
export function reduceFor(
  instrument: Instrument,
  position: Position,
  { quantity, value }: { readonly quantity: Dec; readonly value: Exact },
  decimals: number,
): Reduction {
  invariant(quantity.gt(ZERO) && quantity.lte(position.quantity), 'I-16', 'closed more than held');
  const whole = quantity.eq(position.quantity);
  const releasedCost = whole
    ? position.cost
    : releasedPart(instrument, position, quantity, decimals);
  const gain = value.minus(releasedCost);
  const profit = valueSign(instrument, position) > 0 ? gain : gain.negated();
  if (whole) return { quantity, releasedCost, value, profit };
  const rest = {
    ...position,
    quantity: position.quantity.minus(quantity),
    cost: Exact.ofRational(position.cost.minus(releasedCost).toRational()),
  };
  return { quantity, releasedCost, value, profit, rest };
}

/** A cost has these many decimals at least, also where fewer are booked. */
const COST_DECIMALS = 30;
/** Beyond this many digits the fraction of a cost is rounded, so that it cannot grow for ever. */
const LONGEST_FRACTION = 10n ** 90n;

/**
 * The cost that leaves with a part of the contracts. Linear contracts release their share rounded
 * toward zero where it does not come out even, so that the profits of all parts add up to the
 * profit of the whole. The cost of inverse contracts is a fraction in any case; its exact
 * share leaves the entry price of the rest as it was, until many fills made the fraction too long.
 */
function releasedPart(
  { kind }: Instrument,
  { cost, quantity: held }: Position,
  quantity: Dec,
  decimals: number,
): Exact {
  const share = Rational.ofDecimal(quantity).over(Rational.ofDecimal(held));
  const released = cost.toRational().times(share);
  if (kind === 'inverse' && released.d <= LONGEST_FRACTION) return Exact.ofRational(released);
  return Exact.of(released.toDecimal(Math.max(decimals, COST_DECIMALS), 'down'));
}

/** The average price of executions, weighted so that it gives the same value. */
export function averagePrice(instrument: Instrument, executions: readonly Execution[]): Exact {
  const quantity = executions.reduce((sum, { quantity: q }) => sum.plus(raw(q)), ZERO);
  if (executions.length === 1) return Exact.of(raw(executions[0]!.price));
  if (instrument.kind !== 'inverse') {
    const paid = executions.reduce((sum, e) => sum.plus(raw(e.quantity).times(raw(e.price))), ZERO);
    return Exact.quotient(paid, quantity);
  }
  const value = executions.reduce(
    (sum, e) => sum.plus(Exact.quotient(raw(e.quantity), raw(e.price))),
    Exact.ZERO,
  );
  return Exact.of(quantity).times(Exact.quotient(ONE, value.rounded(60, 'half-even')));
}

/** How much of an opposite fill closes and how much turns the position. */
export function splitFlip(position: Position, quantity: Dec): { closing: Dec; opening: Dec } {
  const closing = minOf(position.quantity, quantity);
  return { closing, opening: quantity.minus(closing) };
}
