import { type Dec, Exact, Rational, ZERO, type Instant } from '../kernel/index.js';
import type { Side } from './side.js';

/** One increase of a spot-margin position: what it cost, what of it is borrowed, since when. */
export interface LoanPart {
  /** From here on nothing is charged yet. Each increase counts its periods from its own instant. */
  readonly since: Instant;
  /** Opening cost, in the pay asset. */
  readonly cost: Exact;
  /** What is borrowed: quote for a long, the coin for a short. */
  readonly principal: Exact;
  /** The rate per period that was locked in at opening; absent: the rate in force. */
  readonly rate?: Dec;
}

/** The borrowed funds of a spot-margin position and the interest they cost so far. */
export interface Loan {
  /**
   * The contracts that the amounts of the parts belong to. A reduction leaves the parts alone:
   * what is still owed is their share by the contracts still held.
   */
  readonly quantity: Dec;
  readonly parts: readonly LoanPart[];
  /** Interest charged over the position's life: in the pay asset, and in the borrowed coin. */
  readonly interest: Dec;
  readonly coinInterest: Dec;
}

/** A position as far as its loan is concerned. */
interface Financed {
  readonly quantity: Dec;
  readonly loan?: Loan;
}

/** Beyond this many digits a fraction is rounded up, so that it cannot grow for ever. */
const LONGEST_FRACTION = 10n ** 90n;
const CUT_DECIMALS = 60;

/** The parts of a loan as they are for the contracts still held; none for other positions. */
export function loanParts({ loan, quantity }: Financed): readonly LoanPart[] {
  if (loan === undefined) return [];
  if (loan.quantity.eq(quantity)) return loan.parts;
  const left = Rational.ofDecimal(quantity).over(Rational.ofDecimal(loan.quantity));
  return loan.parts.map(({ cost, principal, ...rest }) => ({
    ...rest,
    cost: shareOf(cost, left),
    principal: shareOf(principal, left),
  }));
}

function shareOf(amount: Exact, share: Rational): Exact {
  const left = amount.toRational().times(share);
  if (left.d <= LONGEST_FRACTION) return Exact.ofRational(left);
  return Exact.of(left.toDecimal(CUT_DECIMALS, 'up'));
}

/** What a position owes to the lender: quote for a long, the coin for a short. */
export function borrowedBy(position: Financed): Exact {
  return Exact.sum(loanParts(position).map(({ principal }) => principal));
}

/**
 * What of an opening is borrowed. A long brings its own money for 1 / leverage of the cost; a short
 * borrows every coin that it sells.
 * @formula long: cost x (leverage - 1) / leverage, short: contracts x multiplier
 */
export function principalOf(
  side: Side,
  opening: { readonly cost: Exact; readonly size: Dec },
  leverage: Dec,
): Exact {
  if (side === 'short') return Exact.of(opening.size);
  if (leverage.lte(1)) return Exact.ZERO;
  const borrowed = opening.cost.scaled(leverage.minus(1)).over(leverage);
  return Exact.ofRational(borrowed.toRational());
}

/** The loan with one part more; parts that count from the same instant at one rate become one. */
export function withPart(position: Financed, quantity: Dec, part: LoanPart): Loan {
  const { interest, coinInterest } = position.loan ?? { interest: ZERO, coinInterest: ZERO };
  return { quantity, parts: merged([...loanParts(position), part]), interest, coinInterest };
}

/** Joins parts that will always be charged alike. */
export function merged(parts: readonly LoanPart[]): readonly LoanPart[] {
  const joined: LoanPart[] = [];
  for (const part of parts) {
    const same = joined.findIndex((other) => chargedAlike(other, part));
    const other = joined[same];
    if (other === undefined) joined.push(part);
    else {
      joined[same] = {
        ...other,
        cost: other.cost.plus(part.cost),
        principal: other.principal.plus(part.principal),
      };
    }
  }
  return joined;
}

function chargedAlike(a: LoanPart, b: LoanPart): boolean {
  if (a.since !== b.since) return false;
  return a.rate === b.rate || (a.rate !== undefined && b.rate?.eq(a.rate) === true);
}
