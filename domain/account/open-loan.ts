import type { Dec, Exact } from '../kernel/index.js';
import { demandRate, type Instrument } from '../market/index.js';
import { leverageOf } from '../margin/index.js';
import {
  loanParts,
  principalOf,
  withPart,
  type Loan,
  type LoanPart,
  type Position,
} from '../position/index.js';
import { lockedRate } from './borrow-terms.js';
import { leverageChoice, type Draft } from './draft.js';
import { borrowedAsset } from './loan-booking.js';

/** Contracts that are added to a position and what they cost. */
interface Added {
  readonly quantity: Dec;
  readonly cost: Exact;
}

/**
 * What an addition to a spot-margin position borrows; other instruments borrow nothing.
 * @rejects `market.mark-missing` when interest will be owed in a coin without a rate
 */
export function borrowedPart(
  draft: Draft,
  instrument: Instrument,
  position: Pick<Position, 'side' | 'leverage'>,
  { quantity, cost }: Added,
): LoanPart | undefined {
  if (instrument.kind !== 'spot-margin') return undefined;
  const inCoin = draft.market.configuration.interest?.shortAsset === 'base';
  if (inCoin && position.side === 'short') demandRate(draft.market, instrument.base);
  const leverage = leverageOf(leverageChoice(draft.account), instrument, position.leverage);
  const opening = { cost, size: quantity.times(instrument.multiplier) };
  const rate = lockedRate(draft, borrowedAsset(instrument, position.side));
  return {
    since: draft.market.now,
    ...(rate === undefined ? {} : { rate }),
    cost,
    principal: principalOf(position.side, opening, leverage),
  };
}

/** The position with its loan extended by a part. `before` is the position as it was. */
export function financed(
  before: Position | undefined,
  after: Position,
  part: LoanPart | undefined,
): Position {
  if (part === undefined) return after;
  const held = before ?? { quantity: after.quantity };
  return { ...after, loan: withPart(held, after.quantity, part) };
}

/** The loan of a position whose leverage is set anew: each part borrows what that leaves to it. */
export function refinanced(
  instrument: Instrument,
  position: Position,
  leverage: Dec,
): Loan | undefined {
  const { loan, quantity, side } = position;
  if (loan === undefined || side === 'short') return loan;
  const size = quantity.times(instrument.multiplier);
  const parts = loanParts(position).map((part) => ({
    ...part,
    principal: principalOf(side, { cost: part.cost, size }, leverage),
  }));
  return { ...loan, quantity, parts };
}
