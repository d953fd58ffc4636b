import { Dec, Exact, text } from '../kernel/index.js';
import type { OpenOrder } from '../order/index.js';
import type { Position, Side, MarginMode } from '../position/index.js';

/** A position as events and snapshots write it; numbers are decimal strings. */
export interface PositionRecord {
  readonly key: string;
  readonly id?: string;
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: string;
  /** A decimal, and for inverse contracts undivided quotients: `0.5 + 100/68489`. */
  readonly cost: string;
  readonly leverage?: string;
  readonly realizedProfit: string;
  readonly fees: string;
  readonly funding: string;
  readonly age: number;
}

/** An open order as events write it. */
export interface OrderRecord {
  readonly id: string;
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: string;
  readonly price: string;
  readonly mode?: MarginMode;
  readonly leverage?: string;
  readonly reduceOnly: boolean;
  readonly age: number;
}

export function positionRecord(position: Position): PositionRecord {
  const { quantity, cost, leverage, realizedProfit, fees, funding, ...rest } = position;
  return {
    ...rest,
    quantity: text(quantity),
    cost: cost.toJSON(),
    ...(leverage === undefined ? {} : { leverage: text(leverage) }),
    realizedProfit: text(realizedProfit),
    fees: text(fees),
    funding: text(funding),
  };
}

export function positionOf(record: PositionRecord): Position {
  const { quantity, cost, leverage, realizedProfit, fees, funding, ...rest } = record;
  return {
    ...rest,
    quantity: new Dec(quantity),
    cost: Exact.fromJSON(cost),
    ...(leverage === undefined ? {} : { leverage: new Dec(leverage) }),
    realizedProfit: new Dec(realizedProfit),
    fees: new Dec(fees),
    funding: new Dec(funding),
  };
}

export function orderRecord(order: OpenOrder): OrderRecord {
  const { quantity, price, leverage, ...rest } = order;
  return {
    ...rest,
    quantity: text(quantity),
    price: text(price),
    ...(leverage === undefined ? {} : { leverage: text(leverage) }),
  };
}

export function orderOf(record: OrderRecord): OpenOrder {
  const { quantity, price, leverage, ...rest } = record;
  return {
    ...rest,
    quantity: new Dec(quantity),
    price: new Dec(price),
    ...(leverage === undefined ? {} : { leverage: new Dec(leverage) }),
  };
}
