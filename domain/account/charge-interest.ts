import { interestBase, interestDue, owedAsset } from '../accrual/index.js';
import { type Exact, type Dec, ZERO, text } from '../kernel/index.js';
import { VENUE, bookRounded } from '../ledger/index.js';
import {
  bookedDecimals,
  demandRate,
  instrumentIn,
  type Instrument,
  type InterestRules,
} from '../market/index.js';
import type { Loan, LoanPart, Position } from '../position/index.js';
import { CROSS, poolsInOrder } from './account.js';
import { borrowRates, borrowTerms } from './borrow-terms.js';
import type { Draft } from './draft.js';
import { borrowedAsset } from './loan-booking.js';
import { loanRecord } from './records.js';

/** Charges every position of the account what has become due by now, each from its own pool. */
export function chargeInterest(draft: Draft): void {
  if (draft.market.configuration.interest === undefined) return;
  for (const { id } of poolsInOrder(draft.account)) chargePool(draft, id);
}

/** The same for the positions of one pool. */
export function chargePool(draft: Draft, pool: string): void {
  if (draft.market.configuration.interest === undefined) return;
  for (const { key } of [...(draft.pool(pool)?.positions.values() ?? [])]) {
    chargeDue(draft, pool, key);
  }
}

/**
 * Charges one position what has become due, which every step that changes its loan does first, so
 * that a period is always charged on what was borrowed when it became due.
 * @returns the position with nothing due, as it is now
 */
export function chargeDue(draft: Draft, pool: string, key: string): Position | undefined {
  const position = draft.pool(pool)?.positions.get(key);
  const rules = draft.market.configuration.interest;
  if (rules === undefined || position?.loan === undefined) return position;
  const instrument = instrumentIn(draft.market, position.instrument);
  const asset = borrowedAsset(instrument, position.side);
  const due = interestDue(rules, position, borrowRates(draft, asset), draft.market.now);
  if (due === undefined) return position;
  // What costs nothing is not told; only the loan knows up to when it was counted.
  if (due.amount.sign() === 0) return { ...position, loan: due.loan };
  charge(draft, { pool, instrument, position, rules, ...due });
  return draft.pool(pool)?.positions.get(key);
}

/** Charges the opening rate on what an `open` has just added. */
export function chargeOpening(draft: Draft, pool: string, key: string, part: LoanPart): void {
  const rules = draft.market.configuration.interest;
  const position = draft.pool(pool)?.positions.get(key);
  if (rules === undefined || position?.loan === undefined) return;
  const instrument = instrumentIn(draft.market, position.instrument);
  const terms = borrowTerms(draft, borrowedAsset(instrument, position.side)) ?? rules;
  const amount = interestBase(rules, position, part).scaled(terms.openingRate);
  if (amount.sign() === 0) return;
  charge(draft, { pool, instrument, position, rules, amount, loan: position.loan, opening: true });
}

interface Charge {
  readonly pool: string;
  readonly instrument: Instrument;
  readonly position: Position;
  readonly rules: InterestRules;
  /** In the asset it is owed in. */
  readonly amount: Exact;
  /** The loan once this is charged, its sums not yet updated. */
  readonly loan: Loan;
  readonly opening?: true;
}

function charge(draft: Draft, { pool, instrument, position, rules, ...due }: Charge): void {
  const owed = owedAsset(rules, instrument, position);
  const { asset, amount: exact } = paidIn(draft, pool, instrument, owed, due.amount);
  const entry = { asset, from: VENUE, to: draft.purse(pool, asset), reason: 'interest' as const };
  const decimals = bookedDecimals(draft.market, asset);
  const booking = bookRounded(entry, exact.negated(), decimals, 'floor');
  const amount = booking.amount.negated();
  draft.emit({
    type: 'InterestCharged',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: position.key,
    asset,
    amount: text(amount),
    ...(due.opening === undefined ? {} : { opening: due.opening }),
    loan: loanRecord(withInterest(due.loan, instrument, asset, amount)),
    movements: booking.movements,
  });
}

function withInterest(loan: Loan, { base }: Instrument, asset: string, amount: Dec): Loan {
  const inCoin = asset === base;
  return {
    ...loan,
    interest: loan.interest.plus(inCoin ? ZERO : amount),
    coinInterest: loan.coinInterest.plus(inCoin ? amount : ZERO),
  };
}

/**
 * An isolated pool holds one asset, so it pays a charge in the coin at its rate. The cross pool
 * owes the coin itself, which needs a rate for the debt to be measured at.
 * @rejects `market.mark-missing`
 */
function paidIn(
  draft: Draft,
  pool: string,
  { payAsset }: Instrument,
  owed: string,
  amount: Exact,
): { readonly asset: string; readonly amount: Exact } {
  if (owed === payAsset) return { asset: owed, amount };
  const rate = demandRate(draft.market, owed);
  if (pool === CROSS) return { asset: owed, amount };
  return { asset: payAsset, amount: amount.scaled(rate).over(demandRate(draft.market, payAsset)) };
}
