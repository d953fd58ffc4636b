import type { Liquidity } from '../accrual/index.js';
import { type Dec, Exact, ZERO, priceOf, quantityOf, raw, refuse, text } from '../kernel/index.js';
import { VENUE } from '../ledger/index.js';
import {
  bookedDecimals,
  demandMark,
  demandTradable,
  instrumentIn,
  type Instrument,
} from '../market/index.js';
import { payingWallet } from '../margin/index.js';
import {
  averagePrice,
  openingCost,
  reduce,
  splitFlip,
  type Execution,
  type Position,
  type Side,
} from '../position/index.js';
import { CROSS, walletBalance } from './account.js';
import {
  checkAllocated,
  checkBalance,
  checkInitialMargin,
  checkLeverage,
  checkNewRisk,
  checkPositive,
  checkPrice,
  checkQuantity,
  checkReleasable,
  checkRiskLevel,
} from './checks.js';
import { checkLending } from './borrow-terms.js';
import { chargeDue, chargeOpening } from './charge-interest.js';
import type { CloseFill, OpenFill } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import {
  allocate,
  bookReduction,
  carriedForward,
  chargeFee,
  countVolume,
  feeOf,
  paysFeeFromProceeds,
  release,
} from './fill-booking.js';
import { finishPool } from './finish-pool.js';
import { lendingMoves, tradeMoves } from './loan-booking.js';
import { demandPosition, type Place } from './locate.js';
import { initialAtEntry } from './initial-at-entry.js';
import { borrowedPart, financed } from './open-loan.js';
import { consumeOrder } from './orders.js';
import { checkPermitted } from './permissions.js';
import { executionRecords, positionRecord } from './records.js';

type Held = Place & { readonly position: Position };

/** Reduces or closes a position by hand; by default all of it, at the mark. */
export function closeFill(draft: Draft, command: CloseFill): void {
  const instrument = instrumentIn(draft.market, command.instrument);
  const place = demandPosition(draft.account, draft.market, command);
  refuseWhileLiquidating(draft.account, place.pool);
  const { position } = place;
  const price = command.price ?? demandMark(draft.market, instrument.id);
  if (command.price !== undefined) checkPrice(instrument, price);
  const quantity = command.quantity ?? position.quantity;
  checkPositive(quantity, 'quantity');
  if (quantity.gt(position.quantity)) {
    refuse('position.exceeds-quantity', `only ${text(position.quantity)} contracts are open`, {
      field: 'quantity',
      figure: text(quantity),
      limit: text(position.quantity),
      unit: 'contracts',
    });
  }
  const side: Side = position.side === 'long' ? 'short' : 'long';
  const fill = consumeOrder(draft, { ...command, side, quantity, price });
  reduceByHand(draft, instrument, fill, place);
}

/** An opposite fill in one-way mode: reduces, closes, or closes and opens the rest. */
export function reduceOrTurn(
  draft: Draft,
  instrument: Instrument,
  fill: OpenFill,
  place: Held,
): void {
  const { opening } = splitFlip(place.position, fill.quantity);
  if (opening.isZero()) {
    reduceByHand(draft, instrument, fill, place);
    return;
  }
  demandTradable(draft.market, instrument);
  checkNewRisk(draft, place.pool);
  const risk = checkPermitted(draft, instrument, { ...fill, quantity: opening }, place.position);
  const turned = { ...risk, quantity: fill.quantity };
  checkQuantity(instrument, turned.quantity);
  checkLeverage(instrument, turned.leverage, instrument.maxLeverage);
  turnPosition(draft, instrument, turned, place);
}

/** A pure reduction: never refused for margin. A full close ignores the lot. */
function reduceByHand(draft: Draft, instrument: Instrument, fill: OpenFill, place: Held): void {
  const { quantity, price, liquidity } = fill;
  if (!quantity.eq(place.position.quantity)) checkQuantity(instrument, quantity);
  const executions = [{ quantity: quantityOf(quantity), price: priceOf(price) }];
  reducePosition(draft, instrument, { executions, ...(liquidity && { liquidity }) }, place);
}

interface Reducing {
  readonly executions: readonly Execution[];
  readonly liquidity?: Liquidity;
  /** The order id of the protective order that was filled. */
  readonly protective?: string;
}

/** Books what the holder, or a protective order of the holder, closed of a position. */
export function reducePosition(
  draft: Draft,
  instrument: Instrument,
  { executions, liquidity, protective }: Reducing,
  place: Held,
): void {
  const { pool, key } = place;
  const position = chargeDue(draft, pool, key) ?? place.position;
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const share = draft.pool(pool)?.balance ?? ZERO;
  const reduction = reduce(instrument, position, executions, decimals);
  const { quantity } = reduction;
  const fills = executions.map((one) => ({ quantity: raw(one.quantity), price: raw(one.price) }));
  const fee = fills.reduce(
    (sum, fill) =>
      sum.plus(feeOf(draft, instrument, fill.quantity, fill.price, liquidity ?? 'taker')),
    ZERO,
  );
  const closing = { pool, instrument, position, reduction, fee, feeTo: VENUE };
  const { amount, movements } = bookReduction(draft, { ...closing, feeReason: 'fee' });
  const rest = carriedForward(reduction, amount);
  draft.emit({
    type: rest === undefined ? 'PositionClosed' : 'PositionReduced',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: key,
    side: position.side,
    quantity: text(quantity),
    price: text(averagePrice(instrument, executions).rounded(18, 'half-even')),
    profit: text(amount),
    fee: text(fee),
    releasedCost: reduction.releasedCost.toJSON(),
    ...(protective === undefined ? {} : { protective, executions: executionRecords(executions) }),
    after: rest === undefined ? null : positionRecord(rest),
    movements,
  });
  const from = paysFeeFromProceeds(instrument) ? 'proceeds' : draft.purse(pool, asset);
  for (const fill of fills) chargeFee(draft, { place, instrument, ...fill, liquidity, from });
  for (const fill of fills) countVolume(draft, instrument, fill);
  if (rest === undefined) {
    finishPool(draft, pool, 'account', {
      instrument: instrument.id,
      position: key,
      side: position.side,
      fills: fills.map((fill) => ({ quantity: text(fill.quantity), price: text(fill.price) })),
    });
    return;
  }
  const proRata = draft.market.configuration.releaseOnReduce === 'pro-rata';
  if (place.mode === 'isolated' && proRata && share.gt(ZERO)) {
    const closedShare = Exact.quotient(share.times(quantity), position.quantity);
    release(draft, pool, asset, closedShare.rounded(decimals, 'down'));
  }
}

/** Closes the whole position and opens the rest on the other side, in one fill. */
function turnPosition(draft: Draft, instrument: Instrument, fill: OpenFill, place: Held): void {
  const { pool, key, mode } = place;
  const { liquidity } = fill;
  const position = chargeDue(draft, pool, key) ?? place.position;
  const { opening } = splitFlip(position, fill.quantity);
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const price = priceOf(fill.price);
  const execution = { quantity: quantityOf(position.quantity), price };
  const reduction = reduce(instrument, position, [execution], decimals);
  const closingFee = feeOf(draft, instrument, position.quantity, fill.price, liquidity ?? 'taker');
  const { amount, movements } = bookReduction(draft, {
    pool,
    instrument,
    position,
    reduction,
    fee: closingFee,
    feeTo: VENUE,
    feeReason: 'fee',
  });
  const cost = openingCost(instrument, { quantity: quantityOf(opening), price });
  const { loan: _repaid, ...held } = position;
  const turned: Position = {
    ...held,
    side: fill.side,
    quantity: opening,
    cost,
    ...(fill.leverage === undefined ? {} : { leverage: fill.leverage }),
    realizedProfit: ZERO,
    fees: ZERO,
    funding: ZERO,
    age: draft.account.version + 1,
  };
  const part = borrowedPart(draft, instrument, turned, { quantity: opening, cost });
  const after = financed(undefined, turned, part);
  checkLending(draft, instrument, undefined, after);
  const fee = feeOf(draft, instrument, fill.quantity, fill.price, fill.liquidity ?? 'taker');
  draft.emit({
    type: 'PositionFlipped',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: key,
    side: fill.side,
    quantity: text(fill.quantity),
    price: text(fill.price),
    profit: text(amount),
    fee: text(fee),
    releasedCost: reduction.releasedCost.toJSON(),
    after: positionRecord(after),
    movements: [
      ...movements,
      ...lendingMoves(draft, instrument, undefined, after),
      ...tradeMoves(instrument, fill.side, opening, cost),
    ],
  });
  const charged = { place, instrument, price: fill.price, liquidity };
  const from = paysFeeFromProceeds(instrument) ? 'proceeds' : draft.purse(pool, asset);
  chargeFee(draft, { ...charged, quantity: position.quantity, from });
  chargeFee(draft, { ...charged, quantity: opening, from: draft.wallet(asset) });
  if (part !== undefined) chargeOpening(draft, pool, key, part);
  countVolume(draft, instrument, fill);
  if (mode === 'isolated') refundIsolated(draft, instrument, fill, pool, after);
  if (mode === 'isolated' && fill.margin === undefined) checkAllocated(draft, pool);
  else {
    checkInitialMargin(draft, pool);
    checkRiskLevel(draft, pool);
  }
}

/** Brings the pool of a turned isolated position to the margin of its new side. */
function refundIsolated(
  draft: Draft,
  instrument: Instrument,
  fill: OpenFill,
  pool: string,
  after: Position,
): void {
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const held = draft.pool(pool)?.balance ?? ZERO;
  const needed: Dec =
    fill.margin ?? initialAtEntry(draft, instrument, after).rounded(decimals, 'up');
  if (held.gt(needed)) {
    release(draft, pool, asset, held.minus(needed));
    return;
  }
  const missing = needed.minus(held);
  checkBalance(
    walletBalance(draft.account, asset, payingWallet(draft.market, asset)),
    missing,
    asset,
  );
  allocate(draft, pool, asset, missing);
  checkReleasable(draft, CROSS, 'margin.initial-insufficient');
}
