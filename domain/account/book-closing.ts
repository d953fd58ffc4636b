import { type Dec, Exact, raw, text, violated } from '../kernel/index.js';
import { FUND, VENUE, transfer } from '../ledger/index.js';
import { bookedDecimals, instrumentIn, type Instrument, type Market } from '../market/index.js';
import { credited, withPosition } from '../margin/index.js';
import { liquidationFee } from '../liquidation/index.js';
import { averagePrice, notionalAt, reduce, type Execution } from '../position/index.js';
import { chargeDue } from './charge-interest.js';
import type { Draft } from './draft.js';
import { bookReduction, carriedForward, paysFeeFromProceeds } from './fill-booking.js';
import { executionRecords, positionRecord } from './records.js';

/** What a liquidation closed of a position, and how it came about. */
export interface LiquidatedPart {
  readonly pool: string;
  /** The key of the position. */
  readonly position: string;
  readonly executions: readonly Execution[];
  /** The order of the venue that filled it, or the stage that closed it without one. */
  readonly cause: { readonly closeOut: string } | { readonly stage: string; readonly to?: string };
}

/**
 * Books what a liquidation closed: one event whatever its executions, then the fee.
 * @param market with the rules of the stage that closes
 */
export function bookClosing(
  draft: Draft,
  market: Market,
  { pool, position: key, executions, cause }: LiquidatedPart,
): void {
  const position = chargeDue(draft, pool, key);
  if (position === undefined) return violated('I-16', `${key} was closed twice`);
  const instrument = instrumentIn(market, position.instrument);
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(market, asset);
  const reduction = reduce(instrument, position, executions, decimals);
  const filled = () =>
    Exact.sum(executions.map((e) => notionalAt(instrument, raw(e.quantity), raw(e.price))));
  const after = () => {
    const held = withPosition(draft.margin(pool), position, reduction.rest);
    return credited(market, held, asset, reduction.profit.rounded(decimals, 'floor'));
  };
  const fee = liquidationFee(market, after, instrument, filled, decimals);
  const { amount, movements } = bookReduction(draft, {
    pool,
    instrument,
    position,
    reduction,
    fee,
    feeTo: receiverOf(market),
    feeReason: 'liquidation-fee',
  });
  const rest = carriedForward(reduction, amount);
  const price = averagePrice(instrument, executions).rounded(18, 'half-even');
  const told = executionRecords(executions);
  // One execution is told in the same words as what all of them came to.
  const only = executions.length === 1 && price === raw(executions[0]!.price) ? told[0] : undefined;
  draft.emit({
    type: rest === undefined ? 'PositionClosed' : 'PositionReduced',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: key,
    side: position.side,
    quantity: only?.quantity ?? text(reduction.quantity),
    price: only?.price ?? text(price),
    profit: text(amount),
    fee: text(fee),
    releasedCost: reduction.releasedCost.toJSON(),
    ...cause,
    executions: told,
    after: rest === undefined ? null : positionRecord(rest),
    movements,
  });
  chargeLiquidationFee(draft, market, { pool, position: key, instrument, fee });
}

function chargeLiquidationFee(
  draft: Draft,
  market: Market,
  charged: {
    readonly pool: string;
    readonly position: string;
    readonly instrument: Instrument;
    readonly fee: Dec;
  },
): void {
  const { pool, position, instrument, fee } = charged;
  if (fee.isZero()) return;
  const asset = instrument.payAsset;
  const [from, to] = [draft.purse(pool, asset), receiverOf(market)];
  draft.emit({
    type: 'LiquidationFeeCharged',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position,
    asset,
    amount: text(fee),
    movements: paysFeeFromProceeds(instrument)
      ? []
      : transfer({ asset, from, to, reason: 'liquidation-fee' }, fee),
  });
}

function receiverOf({ configuration }: Market) {
  return configuration.liquidation.feeTo === 'venue' ? VENUE : FUND;
}
