import { Dec, Exact, raw, text, type Instant } from '../kernel/index.js';
import type { OpenOrder } from '../order/index.js';
import type { Execution, Loan, LoanPart, Position, Side, MarginMode } from '../position/index.js';
import type { Own } from './copies.js';

/** A position as events and snapshots write it; numbers are decimal strings. */
export interface PositionRecord {
  /** The caller's id, else the instrument, with the side in hedge mode. */
  readonly key: string;
  readonly id?: string;
  readonly instrument: string;
  readonly side: Side;
  /** Contracts, positive. */
  readonly quantity: string;
  /** A decimal, and for inverse contracts undivided quotients: `0.5 + 100/68489`. */
  readonly cost: string;
  readonly leverage?: string;
  /** In the pay asset over its life: profit signed, fees as paid, funding as received (signed). */
  readonly realizedProfit: string;
  readonly fees: string;
  readonly funding: string;
  readonly loan?: LoanRecord;
  /** Rank of the first fill within the account; a smaller one is older. */
  readonly age: number;
}

/** The loan of a spot-margin position as events write it. */
export interface LoanRecord {
  readonly quantity: string;
  readonly parts: readonly {
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    readonly since: number;
    readonly cost: string;
    readonly principal: string;
    readonly rate?: string;
  }[];
  readonly interest: string;
  readonly coinInterest: string;
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

/**
 * A position as plain data; `positionOf` makes the same position of it. Written out, as all records
 * of an account are: a spread meets objects of many forms, and goes the slow way of the run time.
 */
export function positionRecord(position: Position): PositionRecord {
  const { key, id, instrument, side, age, leverage, loan } = position;
  const quantity = text(position.quantity);
  const cost = position.cost.toJSON();
  const realizedProfit = text(position.realizedProfit);
  const fees = text(position.fees);
  const funding = text(position.funding);
  if (id === undefined && loan === undefined) {
    if (leverage === undefined) {
      return { key, instrument, side, age, quantity, cost, realizedProfit, fees, funding };
    }
    return {
      key,
      instrument,
      side,
      age,
      quantity,
      cost,
      leverage: text(leverage),
      realizedProfit,
      fees,
      funding,
    };
  }
  return {
    key,
    ...(id === undefined ? {} : { id }),
    instrument,
    side,
    age,
    quantity,
    cost,
    ...(leverage === undefined ? {} : { leverage: text(leverage) }),
    realizedProfit,
    fees,
    funding,
    ...(loan === undefined ? {} : { loan: loanRecord(loan) }),
  };
}

/** The position that `positionRecord` wrote. */
export function positionOf(record: PositionRecord): Position {
  const { key, id, instrument, side, age, leverage, loan } = record;
  const position: Own<Position> = {
    key,
    instrument,
    side,
    age,
    quantity: new Dec(record.quantity),
    cost: Exact.fromJSON(record.cost),
    realizedProfit: new Dec(record.realizedProfit),
    fees: new Dec(record.fees),
    funding: new Dec(record.funding),
  };
  if (leverage !== undefined) position.leverage = new Dec(leverage);
  if (id !== undefined) position.id = id;
  if (loan !== undefined) position.loan = loanOf(loan);
  return position;
}

/** A loan as plain data. */
export function loanRecord({ quantity, parts, interest, coinInterest }: Loan): LoanRecord {
  return {
    quantity: text(quantity),
    parts: parts.map(({ since, cost, principal, rate }) => ({
      since,
      cost: cost.toJSON(),
      principal: principal.toJSON(),
      ...(rate === undefined ? {} : { rate: text(rate) }),
    })),
    interest: text(interest),
    coinInterest: text(coinInterest),
  };
}

/** The loan that `loanRecord` wrote. */
export function loanOf({ quantity, parts, interest, coinInterest }: LoanRecord): Loan {
  return {
    quantity: new Dec(quantity),
    parts: parts.map(({ since, cost, principal, rate }): LoanPart => ({
      since: since as Instant,
      cost: Exact.fromJSON(cost),
      principal: Exact.fromJSON(principal),
      ...(rate === undefined ? {} : { rate: new Dec(rate) }),
    })),
    interest: new Dec(interest),
    coinInterest: new Dec(coinInterest),
  };
}

/** An open order as plain data. */
export function orderRecord(order: OpenOrder): OrderRecord {
  const { quantity, price, leverage, ...rest } = order;
  return {
    ...rest,
    quantity: text(quantity),
    price: text(price),
    ...(leverage === undefined ? {} : { leverage: text(leverage) }),
  };
}

/** The open order that `orderRecord` wrote. */
export function orderOf(record: OrderRecord): OpenOrder {
  const { quantity, price, leverage, ...rest } = record;
  return {
    ...rest,
    quantity: new Dec(quantity),
    price: new Dec(price),
    ...(leverage === undefined ? {} : { leverage: new Dec(leverage) }),
  };
}

/** One execution of a closing, as events write it. */
export interface ExecutionRecord {
  readonly quantity: string;
  readonly price: string;
}

/** Executions as decimal strings, in the order they came. */
export function executionRecords(executions: readonly Execution[]): ExecutionRecord[] {
  return executions.map(({ quantity, price }) => ({
    quantity: text(raw(quantity)),
    price: text(raw(price)),
  }));
}
