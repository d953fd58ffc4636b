import { type Dec, ZERO, refuse, text } from '../kernel/index.js';
import { demandTradable, demandTrusted, instrumentIn, type Instrument } from '../market/index.js';
import type { Side } from '../position/index.js';
import { CROSS } from './account.js';
import {
  checkInitialMargin,
  checkLeverage,
  checkNewRisk,
  checkPositive,
  checkPrice,
  checkQuantity,
  checkRiskLevel,
} from './checks.js';
import type { PlaceOrder } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import type { OrderReleased } from './events.js';
import { isHedging } from './locate.js';
import { checkPermitted } from './permissions.js';
import { orderRecord } from './records.js';

/** Reserves margin for an open order. A reduce-only order reserves nothing. */
export function placeOrder(draft: Draft, command: PlaceOrder): void {
  const instrument = instrumentIn(draft.market, command.instrument);
  refuseWhileLiquidating(draft.account, CROSS);
  const reduceOnly = command.reduceOnly ?? false;
  if (!reduceOnly) demandTradable(draft.market, instrument);
  if (!reduceOnly) checkNewRisk(draft);
  checkPositive(command.quantity, 'quantity');
  const leverage = permittedLeverage(draft, instrument, command);
  checkQuantity(instrument, command.quantity);
  checkPrice(instrument, command.price);
  checkLeverage(instrument, leverage, instrument.maxLeverage);
  if (draft.account.orders.has(command.id)) {
    refuse('command.conflict', `an order ${command.id} is open already`, {
      field: 'id',
      figure: command.id,
    });
  }
  if (!reduceOnly) demandTrusted(draft.market, instrument, 'open');
  const { id, side, quantity, price, mode } = command;
  const order = {
    id,
    instrument: instrument.id,
    side,
    quantity,
    price,
    ...(mode === undefined ? {} : { mode }),
    ...(leverage === undefined ? {} : { leverage }),
    reduceOnly,
    age: draft.account.version + 1,
  };
  draft.emit({ type: 'OrderReserved', account: draft.account.id, order: orderRecord(order) });
  if (reduceOnly) return;
  checkInitialMargin(draft, CROSS);
  checkRiskLevel(draft, CROSS);
}

/** The leverage an order may use; what it would close of the other side is no new risk. */
function permittedLeverage(
  draft: Draft,
  instrument: Instrument,
  { side, quantity, leverage, reduceOnly }: PlaceOrder,
): Dec | undefined {
  const closes = isHedging(draft.account, draft.market)
    ? ZERO
    : reducibleBy(draft, instrument.id, side);
  if (reduceOnly === true || quantity.lte(closes)) return leverage;
  const risk = { side, quantity: quantity.minus(closes) };
  return checkPermitted(draft, instrument, { ...risk, ...(leverage && { leverage }) }).leverage;
}

/** @rejects `order.not-found` */
export function cancelOrder(draft: Draft, id: string): void {
  const order = draft.account.orders.get(id);
  if (order === undefined) {
    refuse('order.not-found', `there is no open order ${id}`, { field: 'id', figure: id });
  }
  releaseOrder(draft, id, order.quantity, 'cancelled');
}

/** Takes contracts off an order's reserve. */
export function releaseOrder(
  draft: Draft,
  id: string,
  quantity: Dec,
  reason: OrderReleased['reason'],
): void {
  const order = draft.account.orders.get(id);
  if (order === undefined) return;
  draft.emit({
    type: 'OrderReleased',
    account: draft.account.id,
    order: id,
    instrument: order.instrument,
    quantity: text(quantity),
    remaining: text(order.quantity.minus(quantity)),
    reason,
  });
}

interface FillOfOrder {
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: Dec;
  readonly order?: string;
}

/**
 * Takes a fill off the order it names, before the fill is checked, and fills in what the order
 * said and the fill does not.
 * @rejects `order.not-found`, `position.exceeds-quantity`, `position.conflict`
 */
export function consumeOrder<F extends FillOfOrder>(draft: Draft, fill: F): F {
  if (fill.order === undefined) return fill;
  const order = draft.account.orders.get(fill.order);
  if (order === undefined) {
    refuse('order.not-found', `there is no open order ${fill.order}`, {
      field: 'order',
      figure: fill.order,
    });
  }
  if (order.instrument !== fill.instrument || order.side !== fill.side) {
    refuse('position.conflict', `the order ${order.id} is for another instrument or side`, {
      field: 'order',
      figure: order.id,
    });
  }
  const reducible = order.reduceOnly ? reducibleBy(draft, order.instrument, order.side) : undefined;
  const most = reducible?.lt(order.quantity) === true ? reducible : order.quantity;
  if (fill.quantity.gt(most)) {
    refuse('position.exceeds-quantity', `the order ${order.id} can fill ${text(most)} at most`, {
      field: 'quantity',
      figure: text(fill.quantity),
      limit: text(most),
      unit: 'contracts',
    });
  }
  releaseOrder(draft, order.id, fill.quantity, 'filled');
  const { mode, leverage } = order;
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(leverage === undefined ? {} : { leverage }),
    ...fill,
  };
}

/** Contracts of the other side that a reduce-only order could close. */
function reducibleBy(draft: Draft, instrument: string, side: Side): Dec {
  let total = ZERO;
  for (const pool of draft.account.pools.values()) {
    for (const position of pool.positions.values()) {
      const closes = position.instrument === instrument && position.side !== side;
      if (closes) total = total.plus(position.quantity);
    }
  }
  return total;
}
