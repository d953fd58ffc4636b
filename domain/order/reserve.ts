import { type Dec, Exact, ZERO, minOf } from '../kernel/index.js';
import type { Configuration } from '../market/index.js';
import type { Side } from '../position/index.js';
import type { OpenOrder } from './open-order.js';

/** What an account holds of an instrument, as far as reducing orders may be free of charge. */
export interface HeldSide {
  readonly side: Side;
  readonly quantity: Dec;
}

/**
 * Margin that the open orders of one instrument reserve. `charge` is the initial margin of a
 * position of the given quantity at the order's price, in settlement. Reduce-only orders can open
 * nothing and reserve nothing. With `reducing: free` the best-priced orders against the position
 * reserve nothing until their quantity reaches the position's; `sides: larger` takes the larger
 * of the two sides instead of their sum.
 */
export function reservedMargin(
  orders: readonly OpenOrder[],
  held: HeldSide | undefined,
  rules: Configuration['orders'],
  charge: (order: OpenOrder, quantity: Dec) => Exact,
): Exact {
  const side = (name: Side) => {
    const free = rules.reducing === 'free' && held !== undefined && held.side !== name;
    return sideMargin(orders, name, free ? held.quantity : ZERO, charge);
  };
  const long = side('long');
  const short = side('short');
  return rules.sides === 'larger' ? long.max(short) : long.plus(short);
}

function sideMargin(
  orders: readonly OpenOrder[],
  side: Side,
  freeQuantity: Dec,
  charge: (order: OpenOrder, quantity: Dec) => Exact,
): Exact {
  let free = freeQuantity;
  let total = Exact.ZERO;
  const opening = orders.filter((order) => order.side === side && !order.reduceOnly);
  for (const order of bestPricedFirst(opening, side)) {
    const spared = minOf(free, order.quantity);
    free = free.minus(spared);
    const charged = order.quantity.minus(spared);
    if (charged.gt(ZERO)) total = total.plus(charge(order, charged));
  }
  return total;
}

/** The orders a market would fill first: the highest bid, the lowest offer, then the oldest. */
function bestPricedFirst(orders: readonly OpenOrder[], side: Side): readonly OpenOrder[] {
  return [...orders].sort((a, b) => {
    const byPrice = side === 'long' ? b.price.cmp(a.price) : a.price.cmp(b.price);
    return byPrice !== 0 ? byPrice : a.age - b.age;
  });
}
