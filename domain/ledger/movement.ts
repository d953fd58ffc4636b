import { type Dec, Exact, text, type Rounding } from '../kernel/index.js';

/**
 * Where money can stand. Wallets and isolated pools belong to an account. The house takes the
 * other side of every profit and funding payment, so that they sum to zero; `outside` is where
 * deposits come from; `lender` is owed the loans of spot margin, and `positions` holds what was
 * bought with them and with the holders' own used margin; `transit` holds what has left one account
 * and reaches the other in the same step; `venue` earns fees and bears what nobody
 * pays, unless an embedder's `payer` does; a `claim` is profit that nobody has paid yet, owed to an
 * account by `unfunded`; `rounding` holds residues.
 */
export type LedgerAccount =
  | { readonly at: 'wallet'; readonly account: string; readonly wallet: string }
  | { readonly at: 'pool'; readonly account: string; readonly pool: string }
  | { readonly at: 'insurance-fund' | 'venue' | 'house' | 'outside' | 'rounding' }
  | { readonly at: 'lender' | 'positions' | 'transit' | 'unfunded' }
  | { readonly at: 'claim'; readonly account: string }
  | { readonly at: 'payer'; readonly payer: string };

/** Why money moved; every movement has one. */
export type MovementReason =
  | 'deposit'
  | 'withdrawal'
  | 'import'
  | 'allocate'
  | 'release'
  | 'profit'
  | 'fee'
  | 'liquidation-fee'
  | 'funding'
  | 'interest'
  | 'loan'
  | 'repayment'
  | 'purchase'
  | 'sale'
  | 'proceeds'
  | 'deficit'
  | 'claim'
  | 'conversion'
  | 'debt-recovery'
  | 'transfer'
  | 'remainder'
  | 'take-over'
  | 'fund-credit'
  | 'rounding';

/** One double-entry transfer: `amount` (positive decimal string) of `asset` leaves `from`. */
export interface Movement {
  readonly asset: string;
  readonly amount: string;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly reason: MovementReason;
}

/** Takes the other side of profits and funding; may be negative. */
export const HOUSE: LedgerAccount = { at: 'house' };
/** Where deposits come from and withdrawals go to. */
export const OUTSIDE: LedgerAccount = { at: 'outside' };
/** Earns fees and bears what nobody else pays. */
export const VENUE: LedgerAccount = { at: 'venue' };
/** The insurance fund. */
export const FUND: LedgerAccount = { at: 'insurance-fund' };
/** Is owed the loans of spot margin. */
export const LENDER: LedgerAccount = { at: 'lender' };
/** Holds what was bought with loans and used margin. */
export const POSITIONS: LedgerAccount = { at: 'positions' };
/** Holds what has left one account and reaches the other in the same step. */
export const TRANSIT: LedgerAccount = { at: 'transit' };
/** Owes the claims of all accounts; never positive. */
export const UNFUNDED: LedgerAccount = { at: 'unfunded' };
/** Holds the residues of rounded bookings. */
export const ROUNDING: LedgerAccount = { at: 'rounding' };

/** Of which asset, from where to where and why; the amount stands beside it. */
export interface Transfer {
  readonly asset: string;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly reason: MovementReason;
}

/** A transfer of a signed amount; a negative one runs the other way, zero is no movement. */
export function transfer({ asset, from, to, reason }: Transfer, amount: Dec): Movement[] {
  if (amount.isZero()) return [];
  const back = amount.isNegative();
  return [
    {
      asset,
      amount: text(amount.abs()),
      from: back ? to : from,
      to: back ? from : to,
      reason,
    },
  ];
}

/** Decimals at which the residue of a rounded booking is recorded. */
export const RESIDUE_DECIMALS = 60;

/** A booked amount and the movements that book it. */
export interface Booking {
  readonly amount: Dec;
  readonly movements: readonly Movement[];
}

/**
 * Books an exact signed amount rounded at `decimals`; what the rounding gave or took between the
 * two sides is moved from the giver to the rounding account, so that it is never lost to sight.
 */
export function bookRounded(
  entry: Transfer,
  exact: Exact,
  decimals: number,
  rounding: Rounding,
): Booking {
  const amount = exact.rounded(decimals, rounding);
  if (exact.isDecimal() && amount === exact.whole) {
    return { amount, movements: transfer(entry, amount) };
  }
  const residue = exact.minus(Exact.of(amount)).rounded(RESIDUE_DECIMALS, 'down');
  const { asset, from } = entry;
  return {
    amount,
    movements: [
      ...transfer(entry, amount),
      ...transfer({ asset, from, to: ROUNDING, reason: 'rounding' }, residue),
    ],
  };
}
