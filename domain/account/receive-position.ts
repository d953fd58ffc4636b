import { type Dec, ZERO, minOf, priceOf, quantityOf, text } from '../kernel/index.js';
import { VENUE } from '../ledger/index.js';
import { bookedDecimals, type Instrument } from '../market/index.js';
import {
  increased,
  openingCost,
  positionKey,
  reduce,
  type Position,
  type Side,
} from '../position/index.js';
import { checkLending } from './borrow-terms.js';
import { CROSS } from './account.js';
import { chargeDue } from './charge-interest.js';
import type { Draft } from './draft.js';
import { bookReduction, carriedForward } from './fill-booking.js';
import { lendingMoves, tradeMoves } from './loan-booking.js';
import { isHedging } from './locate.js';
import { borrowedPart, financed } from './open-loan.js';
import { positionRecord } from './records.js';

/** Contracts that an account takes over from another one. */
export interface TakenOver {
  readonly side: Side;
  readonly quantity: Dec;
  readonly price: Dec;
  /** Whose they were. */
  readonly from: string;
}

/**
 * Books contracts that were taken over into the cross pool of the taker, at their price and without
 * a fee: in one-way mode they first close what is held on the other side.
 * @rejects `loan.pool-exhausted`, `loan.account-limit` for what they would borrow
 */
export function receive(draft: Draft, instrument: Instrument, taken: TakenOver): void {
  const hedging = isHedging(draft.account, draft.market);
  const key = positionKey({ instrument: instrument.id, side: taken.side }, hedging);
  const held = chargeDue(draft, CROSS, key);
  if (held === undefined || held.side === taken.side) {
    add(draft, instrument, taken, key, held);
    return;
  }
  const closed = minOf(held.quantity, taken.quantity);
  take(draft, instrument, held, { ...taken, quantity: closed });
  const rest = taken.quantity.minus(closed);
  if (rest.gt(ZERO)) add(draft, instrument, { ...taken, quantity: rest }, key, undefined);
}

function add(
  draft: Draft,
  instrument: Instrument,
  { side, quantity, price, from }: TakenOver,
  key: string,
  held: Position | undefined,
): void {
  const cost = openingCost(instrument, { quantity: quantityOf(quantity), price: priceOf(price) });
  const added: Position =
    held === undefined
      ? {
          key,
          instrument: instrument.id,
          side,
          quantity,
          cost,
          realizedProfit: ZERO,
          fees: ZERO,
          funding: ZERO,
          age: draft.account.version + 1,
        }
      : increased(held, quantity, cost);
  const part = borrowedPart(draft, instrument, added, { quantity, cost });
  const after = financed(held, added, part);
  checkLending(draft, instrument, held, after);
  const change = {
    account: draft.account.id,
    pool: CROSS,
    instrument: instrument.id,
    position: key,
    side,
    quantity: text(quantity),
    price: text(price),
    takenFrom: from,
    after: positionRecord(after),
    movements: [
      ...lendingMoves(draft, instrument, held, after),
      ...tradeMoves(instrument, side, quantity, cost),
    ],
  };
  if (held === undefined) draft.emit({ type: 'PositionOpened', mode: 'cross', ...change });
  else draft.emit({ type: 'PositionIncreased', ...change });
}

function take(
  draft: Draft,
  instrument: Instrument,
  position: Position,
  { quantity, price, from }: TakenOver,
): void {
  const decimals = bookedDecimals(draft.market, instrument.payAsset);
  const execution = { quantity: quantityOf(quantity), price: priceOf(price) };
  const reduction = reduce(instrument, position, [execution], decimals);
  const free = { fee: ZERO, feeTo: VENUE, feeReason: 'fee' as const };
  const { amount, movements } = bookReduction(draft, {
    pool: CROSS,
    instrument,
    position,
    reduction,
    ...free,
  });
  const rest = carriedForward(reduction, amount);
  draft.emit({
    type: rest === undefined ? 'PositionClosed' : 'PositionReduced',
    account: draft.account.id,
    pool: CROSS,
    instrument: instrument.id,
    position: position.key,
    side: position.side,
    quantity: text(quantity),
    price: text(price),
    profit: text(amount),
    fee: '0',
    releasedCost: reduction.releasedCost.toJSON(),
    takenFrom: from,
    after: rest === undefined ? null : positionRecord(rest),
    movements,
  });
}
