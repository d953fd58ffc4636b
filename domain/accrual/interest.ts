import { Dec, Exact, type Instant } from '../kernel/index.js';
import type { Instrument, InterestRules, RateStep } from '../market/index.js';
import { loanParts, merged, type Loan, type LoanPart, type Position } from '../position/index.js';

/** Interest of one position that has become due, and its loan once that is charged. */
export interface InterestDue {
  /** In `owedAsset`, never negative. */
  readonly amount: Exact;
  readonly loan: Loan;
}

/** The asset interest is owed in: the coin for shorts where the terms say so, else the quote. */
export function owedAsset(
  { shortAsset }: InterestRules,
  instrument: Instrument,
  { side }: Pick<Position, 'side'>,
): string {
  return side === 'short' && shortAsset === 'base' ? instrument.base : instrument.quote;
}

/**
 * What interest is charged on, in the asset it is owed in.
 * @formula exposure: opening cost; loan: what was borrowed of it, for a short all of it
 */
export function interestBase(
  rules: InterestRules,
  { side }: Pick<Position, 'side'>,
  { cost, principal }: Pick<LoanPart, 'cost' | 'principal'>,
): Exact {
  if (side === 'short') return rules.shortAsset === 'base' ? principal : cost;
  return rules.base === 'loan' ? principal : cost;
}

/**
 * Simple interest of every part from where it was last charged up to `now`, and the loan as it is
 * afterwards. In arrears a period is due when it is over, in advance as soon as it has begun; one
 * that begins at this very instant is not yet due. Nothing compounds.
 * @formula base x sum of the rates in force at the start of each period
 */
export function interestDue(
  rules: InterestRules,
  position: Position,
  steps: readonly RateStep[],
  now: Instant,
): InterestDue | undefined {
  const { loan } = position;
  if (loan === undefined) return undefined;
  let amount = Exact.ZERO;
  let moved = false;
  const parts = loanParts(position).map((part) => {
    const count = periodsDue(rules, part.since, now);
    if (count <= 0) return part;
    moved = true;
    const rate = part.rate?.times(count) ?? rateOver(steps, part.since, count, rules.every);
    amount = amount.plus(interestBase(rules, position, part).scaled(rate));
    return { ...part, since: (part.since + count * rules.every) as Instant };
  });
  if (!moved) return undefined;
  return { amount, loan: { ...loan, quantity: position.quantity, parts: merged(parts) } };
}

/** When the next period of a position becomes due; undefined when it borrows on no terms. */
export function interestDueAt(rules: InterestRules, position: Position): Instant | undefined {
  const bases = loanParts(position).filter(
    (part) => interestBase(rules, position, part).sign() > 0,
  );
  if (bases.length === 0) return undefined;
  const since = bases.reduce(
    (first, part) => (part.since < first ? part.since : first),
    bases[0]!.since,
  );
  // In advance a period is due as soon as it has begun, not at its first instant.
  return (since + (rules.due === 'advance' ? 1 : rules.every)) as Instant;
}

/** Periods that have become due since an instant; whole milliseconds, so nothing is rounded. */
function periodsDue({ every, due }: InterestRules, since: Instant, now: Instant): number {
  const elapsed = now - since;
  const begun = elapsed % every;
  const whole = (elapsed - begun) / every;
  return due === 'advance' && begun > 0 ? whole + 1 : whole;
}

/** The sum of the rates in force at the starts of `count` periods from an instant. */
function rateOver(steps: readonly RateStep[], since: Instant, count: number, every: number): Dec {
  let sum = new Dec(0);
  let counted = 0;
  for (const [index, { rate }] of steps.entries()) {
    const until = steps[index + 1]?.from;
    const upTo = until === undefined ? count : Math.min(count, startsBefore(since, until, every));
    if (upTo > counted) {
      sum = sum.plus(rate.times(upTo - counted));
      counted = upTo;
    }
  }
  return sum;
}

/** How many periods from an instant start before another one. */
function startsBefore(since: Instant, until: Instant, every: number): number {
  const length = until - since;
  if (length <= 0) return 0;
  const rest = length % every;
  return (length - rest) / every + (rest > 0 ? 1 : 0);
}

/** The rate in force at an instant. */
export function rateAt(steps: readonly RateStep[], at: Instant): Dec {
  let rate = steps[0]?.rate ?? new Dec(0);
  for (const step of steps) if (step.from <= at) rate = step.rate;
  return rate;
}
