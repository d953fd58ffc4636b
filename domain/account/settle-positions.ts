import { Exact, attempt, priceOf, quantityOf, refuse, text } from '../kernel/index.js';
import type { Dec, Rejection, Result } from '../kernel/index.js';
import { VENUE, transfer } from '../ledger/index.js';
import { bookedDecimals, instrumentIn, type Instrument } from '../market/index.js';
import { exercisedValue, notionalAt, reduce, type Position } from '../position/index.js';
import { awaitedPositions, poolsInOrder, type Account } from './account.js';
import { chargeDue } from './charge-interest.js';
import { Draft, type Decision, type DecisionContext } from './draft.js';
import { bookReduction, paysFeeFromProceeds } from './fill-booking.js';
import { finishPool } from './finish-pool.js';
import { releaseOrder } from './orders.js';

/** The end of an instrument: everything held in it is closed at one price. */
export interface Settlement {
  readonly instrument: string;
  readonly price: Dec;
}

/**
 * Settles whatever an account has in an instrument: its orders are cancelled, and each position is
 * closed at the settlement price with the house on the other side and without a trading fee; the
 * instrument's own settlement fee is charged where it has one, and interest as for any close. A
 * pool that is empty afterwards is settled like any other; one with an open case is left to it.
 * @rejects `pool.liquidating` while the venue owes the answer to a close-out of a position in it
 */
export function decideSettlement(
  account: Account,
  settlement: Settlement,
  context: DecisionContext,
): Result<Decision, Rejection> {
  return attempt(() => {
    const draft = new Draft(account, context);
    const instrument = instrumentIn(context.market, settlement.instrument);
    const price = worthAt(instrument, settlement.price);
    for (const { id, quantity, instrument: of } of [...account.orders.values()]) {
      if (of === instrument.id) releaseOrder(draft, id, quantity, 'settlement');
    }
    for (const pool of poolsInOrder(account)) {
      refuseWhilePending(pool.liquidation?.pending?.instrument === instrument.id, pool.id);
      const awaited = awaitedPositions(pool).map((key) => pool.positions.get(key)?.instrument);
      refuseWhilePending(awaited.includes(instrument.id), pool.id);
      const held = [...pool.positions.values()].filter((one) => one.instrument === instrument.id);
      for (const position of held) {
        settlePosition(draft, instrument, pool.id, position, price);
      }
      const last = held.at(-1);
      if (last === undefined || pool.liquidation !== undefined) continue;
      finishPool(draft, pool.id, 'account', {
        instrument: instrument.id,
        position: last.key,
        side: last.side,
        fills: [{ quantity: text(last.quantity), price: text(price) }],
      });
    }
    return draft.decision();
  });
}

/** An option is settled at what exercising it gives, at the price of its underlying. */
function worthAt({ option }: Instrument, price: Dec): Dec {
  return option === undefined ? price : exercisedValue(option, price);
}

function refuseWhilePending(pending: boolean, pool: string): void {
  if (!pending) return;
  refuse('pool.liquidating', `the venue owes the answer to a close-out of ${pool}`, {
    field: 'instrument',
    figure: pool,
  });
}

function settlePosition(
  draft: Draft,
  instrument: Instrument,
  pool: string,
  held: Position,
  price: Dec,
): void {
  const position = chargeDue(draft, pool, held.key) ?? held;
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const { quantity } = position;
  const execution = { quantity: quantityOf(quantity), price: priceOf(price) };
  const reduction = reduce(instrument, position, [execution], decimals);
  const rate = instrument.settlement?.fee;
  const notional = notionalAt(instrument, quantity, price);
  const fee = (rate === undefined ? Exact.ZERO : notional.scaled(rate)).rounded(
    decimals,
    'ceiling',
  );
  const closing = { pool, instrument, position, reduction, fee, feeTo: VENUE };
  const { amount, movements } = bookReduction(draft, { ...closing, feeReason: 'fee' });
  draft.emit({
    type: 'PositionClosed',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: position.key,
    side: position.side,
    quantity: text(quantity),
    price: text(price),
    profit: text(amount),
    fee: text(fee),
    releasedCost: reduction.releasedCost.toJSON(),
    settlement: true,
    after: null,
    movements,
  });
  if (fee.isZero()) return;
  const from = draft.purse(pool, asset);
  draft.emit({
    type: 'FeeCharged',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: position.key,
    asset,
    amount: text(fee),
    liquidity: 'settlement',
    movements: paysFeeFromProceeds(instrument)
      ? []
      : transfer({ asset, from, to: VENUE, reason: 'fee' }, fee),
  });
}
