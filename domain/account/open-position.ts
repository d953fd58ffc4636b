import { Dec, Exact, priceOf, quantityOf, text } from '../kernel/index.js';
import type { Movement } from '../ledger/index.js';
import {
  bookedDecimals,
  demandTradable,
  demandTrusted,
  instrumentIn,
  type Instrument,
} from '../market/index.js';
import { payingWallet } from '../margin/index.js';
import { increased, openingCost, type Position } from '../position/index.js';
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
import type { OpenFill } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import { allocate, chargeFee, countVolume, feeOf } from './fill-booking.js';
import { initialAtEntry } from './initial-at-entry.js';
import { lendingMoves, tradeMoves } from './loan-booking.js';
import { locate, type Place } from './locate.js';
import { refuseIncreaseAfterLoss } from './losses.js';
import { borrowedPart, financed, refinanced } from './open-loan.js';
import { consumeOrder } from './orders.js';
import { checkPermitted } from './permissions.js';
import { positionRecord } from './records.js';
import { reduceOrTurn } from './reduce-position.js';

/**
 * A fill through all checks: opens or increases a position, or reduces, closes or turns one of the
 * other side in one-way mode. A pure reduction is never refused for margin.
 */
export function openFill(draft: Draft, command: OpenFill): void {
  const instrument = instrumentIn(draft.market, command.instrument);
  const fill = consumeOrder(draft, command);
  const place = locate(draft.account, draft.market, fill);
  refuseWhileLiquidating(draft.account, place.pool);
  checkPositive(fill.quantity, 'quantity');
  checkPrice(instrument, fill.price);
  if (place.position !== undefined && place.position.side !== fill.side) {
    reduceOrTurn(draft, instrument, fill, { ...place, position: place.position });
    return;
  }
  demandTradable(draft.market, instrument);
  checkNewRisk(draft, place.pool);
  refuseIncreaseAfterLoss(draft, place);
  const risk = checkPermitted(draft, instrument, fill, place.position);
  if (place.mode === 'isolated') refuseWhileLiquidating(draft.account, CROSS);
  checkQuantity(instrument, risk.quantity);
  checkLeverage(instrument, risk.leverage, instrument.maxLeverage);
  demandTrusted(draft.market, instrument, 'open');
  addToPosition(draft, instrument, risk, place);
}

/** Opens or increases a position and checks that its pool affords it. */
export function addToPosition(
  draft: Draft,
  instrument: Instrument,
  fill: OpenFill,
  place: Place,
): void {
  const asset = instrument.payAsset;
  const cost = openingCost(instrument, {
    quantity: quantityOf(fill.quantity),
    price: priceOf(fill.price),
  });
  const held = draft.pool(place.pool)?.positions.get(place.key);
  const before = refinancedFor(draft, instrument, fill, place);
  const added = withFill(draft, fill, place, before, cost);
  const part = borrowedPart(draft, instrument, added, { quantity: fill.quantity, cost });
  const after = financed(before, added, part);
  const allocated = place.mode === 'isolated' && fill.margin === undefined;
  // A fill that brings its own margin is judged by the level it finds, any other by what it leaves.
  if (allocated && before !== undefined) checkRiskLevel(draft, place.pool);
  checkLending(draft, instrument, held, after);
  if (place.mode === 'isolated') fundIsolated(draft, instrument, fill, place, after);
  const change = {
    account: draft.account.id,
    pool: place.pool,
    instrument: instrument.id,
    position: place.key,
    side: fill.side,
    quantity: text(fill.quantity),
    price: text(fill.price),
    after: positionRecord(after),
    ...movementsOf(draft, instrument, held, after, fill),
  };
  if (before !== undefined) draft.emit({ type: 'PositionIncreased', ...change });
  else draft.emit({ type: 'PositionOpened', mode: place.mode, ...change });
  const { quantity, price, liquidity } = fill;
  const from = draft.wallet(asset);
  chargeFee(draft, { place, instrument, quantity, price, liquidity, from });
  if (part !== undefined) chargeOpening(draft, place.pool, place.key, part);
  countVolume(draft, instrument, fill);
  checkTierLeverage(draft, instrument, after);
  if (allocated) checkAllocated(draft, place.pool);
  else {
    checkInitialMargin(draft, place.pool);
    checkRiskLevel(draft, place.pool);
  }
  if (place.mode === 'isolated') checkReleasable(draft, CROSS, 'margin.initial-insufficient');
}

/** Spot margin: what is borrowed for the fill, and the coins that it buys or sells. */
function movementsOf(
  draft: Draft,
  instrument: Instrument,
  before: Position | undefined,
  after: Position,
  { side, quantity, price }: OpenFill,
): { readonly movements?: readonly Movement[] } {
  if (instrument.kind !== 'spot-margin') return {};
  const cost = openingCost(instrument, { quantity: quantityOf(quantity), price: priceOf(price) });
  const traded = tradeMoves(instrument, side, quantity, cost);
  return { movements: [...lendingMoves(draft, instrument, before, after), ...traded] };
}

/** The position to be added to, with nothing due and its loan at the leverage of the fill. */
function refinancedFor(
  draft: Draft,
  instrument: Instrument,
  { leverage }: OpenFill,
  place: Place,
): Position | undefined {
  const position = chargeDue(draft, place.pool, place.key);
  if (position === undefined || leverage === undefined) return position;
  const loan = refinanced(instrument, position, leverage);
  return loan === undefined ? position : { ...position, loan };
}

function withFill(
  draft: Draft,
  fill: OpenFill,
  place: Place,
  before: Position | undefined,
  cost: Exact,
): Position {
  const leverage = fill.leverage === undefined ? {} : { leverage: fill.leverage };
  if (before !== undefined) return { ...increased(before, fill.quantity, cost), ...leverage };
  return {
    key: place.key,
    ...(fill.position === undefined ? {} : { id: fill.position }),
    instrument: fill.instrument,
    side: fill.side,
    quantity: fill.quantity,
    cost,
    ...leverage,
    realizedProfit: new Dec(0),
    fees: new Dec(0),
    funding: new Dec(0),
    age: draft.account.version + 1,
  };
}

/** Brings an isolated pool the margin named, or the initial margin the fill adds at its entry. */
function fundIsolated(
  draft: Draft,
  instrument: Instrument,
  fill: OpenFill,
  place: Place,
  after: Position,
): void {
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const before = draft.pool(place.pool)?.positions.get(place.key);
  const needed = initialAtEntry(draft, instrument, after).minus(
    before === undefined ? Exact.ZERO : initialAtEntry(draft, instrument, before),
  );
  const margin = fill.margin ?? needed.max(Exact.ZERO).rounded(decimals, 'up');
  const fee = feeOf(draft, instrument, fill.quantity, fill.price, fill.liquidity ?? 'taker');
  const balance = walletBalance(draft.account, asset, payingWallet(draft.market, asset));
  checkBalance(balance, margin.plus(fee), asset);
  allocate(draft, place.pool, asset, margin);
}

/** @rejects `leverage.above-maximum` when the position's tier allows less than it uses */
function checkTierLeverage(draft: Draft, instrument: Instrument, position: Position): void {
  const { leverage, cost, quantity } = position;
  const chosen = leverage ?? draft.account.leverages.get(instrument.id);
  if (chosen === undefined) return;
  checkLeverage(instrument, chosen, instrument.margin.maxLeverage(cost.abs(), quantity, chosen));
}
