import { type Dec, type Exact, ZERO } from '../kernel/index.js';
import {
  HOUSE,
  LENDER,
  POSITIONS,
  transfer,
  type LedgerAccount,
  type Movement,
} from '../ledger/index.js';
import { bookedDecimals, type Instrument } from '../market/index.js';
import { borrowedBy, type Position, type Side } from '../position/index.js';
import type { Draft } from './draft.js';

/** Decimals that every value of contracts at a price fits in, so that nothing is rounded. */
const TRADED_DECIMALS = 60;

/** The asset a spot-margin position borrows: quote for a long, the coin for a short. */
export function borrowedAsset(instrument: Instrument, side: Side): string {
  return side === 'long' ? instrument.quote : instrument.base;
}

/** What a position owes as it is booked: the fraction of a booked digit is owed whole. */
export function bookedLoan(
  draft: Draft,
  instrument: Instrument,
  position: Position | undefined,
): Dec {
  if (position?.loan === undefined) return ZERO;
  const asset = borrowedAsset(instrument, position.side);
  return borrowedBy(position).rounded(bookedDecimals(draft.market, asset), 'up');
}

/**
 * What a change of a position borrows from the lender, or repays to it. The wallet takes no part:
 * a holder's own share of the cost stays in it as used margin until the close.
 */
export function lendingMoves(
  draft: Draft,
  instrument: Instrument,
  before: Position | undefined,
  after: Position | undefined,
): readonly Movement[] {
  const side = (after ?? before)?.side;
  if (instrument.kind !== 'spot-margin' || side === undefined) return [];
  const change = bookedLoan(draft, instrument, after).minus(bookedLoan(draft, instrument, before));
  const asset = borrowedAsset(instrument, side);
  return change.isNegative()
    ? transfer({ asset, from: POSITIONS, to: LENDER, reason: 'repayment' }, change.negated())
    : transfer({ asset, from: LENDER, to: POSITIONS, reason: 'loan' }, change);
}

/** Coins bought with what a position holds, or sold for it; the house is the other side. */
export function tradeMoves(
  { kind, base, quote, multiplier }: Instrument,
  side: Side,
  quantity: Dec,
  value: Exact,
): readonly Movement[] {
  if (kind !== 'spot-margin') return [];
  const coins = quantity.times(multiplier);
  const paid = value.rounded(TRADED_DECIMALS, 'half-even');
  const [buyer, seller]: readonly LedgerAccount[] =
    side === 'long' ? [POSITIONS, HOUSE] : [HOUSE, POSITIONS];
  const reason = side === 'long' ? ('purchase' as const) : ('sale' as const);
  return [
    ...transfer({ asset: quote, from: buyer!, to: seller!, reason }, paid),
    ...transfer({ asset: base, from: seller!, to: buyer!, reason }, coins),
  ];
}
