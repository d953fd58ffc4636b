import { Dec, ONE, Rational, ZERO, refuse, text, type Instant } from '../kernel/index.js';

/**
 * How a mark follows the index: `as-told` not at all, `index` it is the index, or it is kept within
 * a band around it, whose width depends on the days left to the expiry.
 */
export type MarkRuleTerms = 'as-told' | 'index' | { readonly band: readonly BandWidthTerms[] };

/** How wide a band is at a time before the expiry; numbers are decimal strings. */
export interface BandWidthTerms {
  /** Days left to the expiry; a perpetual takes the first width. */
  readonly days: string;
  /** How far the mark may lie from the index, as a share of it. */
  readonly share: string;
}

/** A mark rule with its numbers read; absent where marks stay as they are told. */
export type MarkRule = 'index' | { readonly band: readonly Width[] };

interface Width {
  readonly days: Rational;
  readonly share: Rational;
}

/**
 * Reads a mark rule.
 * @rejects `input.invalid` naming the width: none, days out of order, a share outside [0, 1)
 */
export function markRule(terms: MarkRuleTerms | undefined, field: string): MarkRule | undefined {
  if (terms === undefined || terms === 'as-told') return undefined;
  if (terms === 'index') return terms;
  let before: Dec | undefined;
  const band = terms.band.map(({ days, share }, index) => {
    const at = new Dec(days);
    const width = new Dec(share);
    const least = before ?? ZERO;
    const disordered = at.lt(least) || (before !== undefined && at.eq(before));
    const path = `${field}.band[${index}]`;
    if (disordered) wrong(`${path}.days`, 'days must rise from zero', at, least);
    if (width.lt(ZERO)) wrong(`${path}.share`, 'a share cannot be negative', width, ZERO);
    if (width.gte(ONE)) wrong(`${path}.share`, 'a share must be below one', width, ONE);
    before = at;
    return { days: Rational.ofDecimal(at), share: Rational.ofDecimal(width) };
  });
  if (band.length === 0) wrong(`${field}.band`, 'a band needs a width', ZERO, ONE);
  return { band };
}

function wrong(field: string, message: string, figure: Dec, limit: Dec): never {
  refuse('input.invalid', `${field}: ${message}`, {
    field,
    figure: text(figure),
    limit: text(limit),
  });
}

const DAY = Rational.of(86_400_000n);
const PRICE_DECIMALS = 18;

/**
 * The mark that a rule makes of what was told.
 * @param told undefined when no mark ever came
 * @param left time to the expiry in milliseconds; undefined for a perpetual
 * @formula min(max(told, index x (1 - share)), index x (1 + share)); the share is linear
 *   in the days between two widths
 * @rounding an edge of the band inward, to 18 decimals
 */
export function ruledMark(
  rule: MarkRule,
  told: Dec | undefined,
  index: Dec,
  left: number | undefined,
): Dec | undefined {
  if (rule === 'index') return index;
  if (told === undefined) return undefined;
  const share = shareAt(rule.band, left);
  const middle = Rational.ofDecimal(index);
  const low = middle.times(Rational.ONE.minus(share)).toDecimal(PRICE_DECIMALS, 'ceiling');
  const high = middle.times(Rational.ONE.plus(share)).toDecimal(PRICE_DECIMALS, 'floor');
  if (told.lt(low)) return low;
  return told.gt(high) ? high : told;
}

function shareAt(band: readonly Width[], left: number | undefined): Rational {
  const [first] = band;
  const last = band.at(-1);
  if (first === undefined || last === undefined) return Rational.ZERO;
  if (left === undefined) return first.share;
  const days = Rational.of(BigInt(Math.max(left, 0))).over(DAY);
  const next = band.findIndex((width) => width.days.cmp(days) > 0);
  if (next === 0) return first.share;
  if (next < 0) return last.share;
  const [from, to] = [band[next - 1]!, band[next]!];
  const gone = days.minus(from.days).over(to.days.minus(from.days));
  return from.share.plus(to.share.minus(from.share).times(gone));
}

/** Time from an instant to an expiry; undefined without one. */
export function timeLeft(expiry: Instant | undefined, now: Instant): number | undefined {
  return expiry === undefined ? undefined : expiry - now;
}
