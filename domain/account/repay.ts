import { type Dec, Exact, ONE, ZERO, refuse, text } from '../kernel/index.js';
import { POSITIONS, LENDER, transfer } from '../ledger/index.js';
import { bookedDecimals, instrumentIn } from '../market/index.js';
import { borrowedBy, loanParts, type Loan, type Position } from '../position/index.js';
import { chargeDue } from './charge-interest.js';
import { checkInitialMargin, checkPositive } from './checks.js';
import type { PositionReference } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import { borrowedAsset } from './loan-booking.js';
import { demandReferenced } from './locate.js';
import { loanRecord } from './records.js';

/** Repays borrowed funds of one position; absent amount: all of them. */
export interface LoanRepayment extends PositionReference {
  readonly amount?: Dec;
}

/** Decimals of the leverage that a repayment leaves; rounded down, so margin is never short. */
const LEVERAGE_DECIMALS = 30;

/**
 * Own money takes the place of borrowed money: the loan shrinks, its oldest part first, and the
 * used margin grows by as much. The money stays in the pool until the close, as all used margin
 * does, so nothing but free margin is needed. Repaid in full the position is at leverage 1.
 * @rejects `loan.nothing-borrowed`, `loan.exceeds-outstanding`, `margin.initial-insufficient`
 */
export function repay(draft: Draft, { amount, ...reference }: LoanRepayment): void {
  const { pool, position: held } = demandReferenced(draft.account, reference);
  refuseWhileLiquidating(draft.account, pool.id);
  const instrument = instrumentIn(draft.market, held.instrument);
  refuseWithoutLoan(held);
  const position = chargeDue(draft, pool.id, held.key) ?? held;
  const asset = borrowedAsset(instrument, position.side);
  const outstanding = borrowedBy(position);
  const booked = outstanding.rounded(bookedDecimals(draft.market, asset), 'up');
  const repaid = amount ?? booked;
  checkPositive(repaid, 'amount');
  if (repaid.gt(booked)) {
    refuse('loan.exceeds-outstanding', `only ${text(booked)} ${asset} are borrowed`, {
      field: 'amount',
      figure: text(repaid),
      limit: text(booked),
      unit: asset,
    });
  }
  const loan = without(position, repaid);
  draft.emit({
    type: 'LoanRepaid',
    account: draft.account.id,
    pool: pool.id,
    instrument: instrument.id,
    position: position.key,
    asset,
    amount: text(repaid),
    leverage: text(leverageLeft(position, loan)),
    loan: loanRecord(loan),
    movements: transfer({ asset, from: POSITIONS, to: LENDER, reason: 'repayment' }, repaid),
  });
  checkInitialMargin(draft, pool.id);
}

/** A short owes the coin it sold; buying it back is what closes it. */
function refuseWithoutLoan(position: Position): void {
  if (position.side === 'long' && borrowedBy(position).sign() > 0) return;
  const why =
    position.side === 'short' && position.loan !== undefined
      ? 'a short repays its coin by being closed'
      : `${position.key} borrows nothing`;
  refuse('loan.nothing-borrowed', why, { field: 'position', figure: position.key, limit: '0' });
}

/** The loan after a repayment of its oldest parts. */
function without(position: Position, repaid: Dec): Loan {
  const { loan, quantity } = position;
  let left = Exact.of(repaid);
  const parts = loanParts(position).map((part) => {
    const taken = left.min(part.principal);
    left = left.minus(taken);
    return { ...part, principal: part.principal.minus(taken) };
  });
  return { ...loan!, quantity, parts };
}

/** The leverage at which the position borrows what is left: cost / own money in it. */
function leverageLeft(position: Position, loan: Loan): Dec {
  const borrowed = borrowedBy({ ...position, loan });
  if (borrowed.sign() <= 0) return ONE;
  const cost = position.cost.toRational();
  const own = cost.minus(borrowed.toRational());
  return own.sign() > 0 ? cost.over(own).toDecimal(LEVERAGE_DECIMALS, 'down') : ZERO;
}
