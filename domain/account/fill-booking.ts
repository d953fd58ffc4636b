import { feeRate, tradingFee, type Liquidity } from '../accrual/index.js';
import { type Dec, Exact, ZERO, instantOf, text } from '../kernel/index.js';
import {
  HOUSE,
  POSITIONS,
  VENUE,
  bookRounded,
  transfer,
  type Booking,
  type LedgerAccount,
  type MovementReason,
} from '../ledger/index.js';
import { bookedDecimals, demandRate, type Instrument } from '../market/index.js';
import { payingWallet } from '../margin/index.js';
import { notionalAt, opposite, type Position, type Reduction } from '../position/index.js';
import { CROSS } from './account.js';
import { recoverFromArrival } from './debts.js';
import type { Draft } from './draft.js';
import { lendingMoves, tradeMoves } from './loan-booking.js';
import type { Place } from './locate.js';

/** A position that is reduced, by what, and the fee that comes with it. */
export interface Closing {
  readonly pool: string;
  readonly instrument: Instrument;
  readonly position: Position;
  readonly reduction: Reduction;
  readonly fee: Dec;
  readonly feeTo: LedgerAccount;
  readonly feeReason: MovementReason;
}

/**
 * The realized profit of a reduction as booked: never more than was earned. The proceeds of spot
 * margin first repay what was borrowed, then the fee; what remains goes to the pool.
 */
export function bookReduction(draft: Draft, closing: Closing): Booking {
  const { pool, instrument, position, reduction, fee, feeTo, feeReason } = closing;
  const asset = instrument.payAsset;
  const to = draft.purse(pool, asset);
  const decimals = bookedDecimals(draft.market, asset);
  if (!paysFeeFromProceeds(instrument)) {
    const entry = { asset, from: HOUSE, to, reason: 'profit' as const };
    return bookRounded(entry, reduction.profit, decimals, 'floor');
  }
  const { quantity, value, rest, profit } = reduction;
  const net = { asset, from: POSITIONS, to, reason: 'proceeds' as const };
  const remainder = bookRounded(net, profit.minus(Exact.of(fee)), decimals, 'floor');
  const movements = [
    ...tradeMoves(instrument, opposite(position.side), quantity, value),
    ...lendingMoves(draft, instrument, position, rest),
    ...transfer({ asset, from: POSITIONS, to: feeTo, reason: feeReason }, fee),
    ...remainder.movements,
  ];
  return { amount: remainder.amount.plus(fee), movements };
}

/** The fee of closing spot margin is part of the waterfall of its proceeds. */
export function paysFeeFromProceeds({ kind }: Instrument): boolean {
  return kind === 'spot-margin';
}

/** The position that a reduction leaves, its realized profit brought forward. */
export function carriedForward(reduction: Reduction, profit: Dec): Position | undefined {
  const { rest } = reduction;
  return rest && { ...rest, realizedProfit: rest.realizedProfit.plus(profit) };
}

interface ChargedFill {
  readonly place: Pick<Place, 'pool' | 'key'>;
  readonly instrument: Instrument;
  readonly quantity: Dec;
  readonly price: Dec;
  readonly liquidity: Liquidity | undefined;
  /** Who pays; `proceeds` when the closing has paid it already. */
  readonly from: LedgerAccount | 'proceeds';
}

/** Charges the trading fee of a fill; a rebate is a negative fee. */
export function chargeFee(draft: Draft, fill: ChargedFill): void {
  const { place, instrument, quantity, price, from } = fill;
  const liquidity = fill.liquidity ?? 'taker';
  const asset = instrument.payAsset;
  const amount = feeOf(draft, instrument, quantity, price, liquidity);
  if (amount.isZero()) return;
  draft.emit({
    type: 'FeeCharged',
    account: draft.account.id,
    pool: place.pool,
    instrument: instrument.id,
    position: place.key,
    asset,
    amount: text(amount),
    liquidity,
    movements:
      from === 'proceeds' ? [] : transfer({ asset, from, to: VENUE, reason: 'fee' }, amount),
  });
}

/** Adds a fill to the volume that fee tiers go by, once its own fee is charged. */
export function countVolume(
  draft: Draft,
  instrument: Instrument,
  { quantity, price }: { readonly quantity: Dec; readonly price: Dec },
): void {
  const { fees } = draft.market.configuration;
  if (!fees.counted) return;
  const { now } = draft.market;
  const rate = demandRate(draft.market, instrument.payAsset);
  const decimals = bookedDecimals(draft.market, draft.market.configuration.settlement);
  const volume = notionalAt(instrument, quantity, price).scaled(rate).rounded(decimals, 'down');
  draft.emit({
    type: 'VolumeTraded',
    account: draft.account.id,
    instrument: instrument.id,
    amount: text(volume),
    at: now,
    since: instantOf(now - fees.window),
  });
}

/** The trading fee of a fill in the pay asset. */
export function feeOf(
  draft: Draft,
  instrument: Instrument,
  quantity: Dec,
  price: Dec,
  liquidity: Liquidity,
): Dec {
  const decimals = bookedDecimals(draft.market, instrument.payAsset);
  const rate = feeRate(draft.market, instrument, liquidity, draft.account.trades);
  return tradingFee(rate, notionalAt(instrument, quantity, price), decimals);
}

/** Moves money from the wallet into an isolated pool. */
export function allocate(draft: Draft, pool: string, asset: string, amount: Dec): void {
  if (amount.isZero()) return;
  draft.emit({
    type: 'CollateralAllocated',
    account: draft.account.id,
    pool,
    asset,
    amount: text(amount),
    movements: transfer(
      { asset, from: draft.wallet(asset), to: draft.purse(pool, asset), reason: 'allocate' },
      amount,
    ),
  });
}

/**
 * Moves money from an isolated pool back to the wallet, where it repays debts first if the
 * configuration says how they are recovered.
 */
export function release(draft: Draft, pool: string, asset: string, amount: Dec): void {
  if (amount.lte(ZERO) || pool === CROSS) return;
  draft.emit({
    type: 'CollateralReleased',
    account: draft.account.id,
    pool,
    asset,
    amount: text(amount),
    movements: transfer(
      { asset, from: draft.purse(pool, asset), to: draft.wallet(asset), reason: 'release' },
      amount,
    ),
  });
  if (draft.market.configuration.debts.recovery === undefined) return;
  recoverFromArrival(draft, { asset, amount, wallet: payingWallet(draft.market, asset) });
}
