import { Dec, Exact, ONE, ZERO, refuse, text } from '../kernel/index.js';
import type { OpenInterestTerms } from './instrument-terms.js';
import type { ModelPieces } from './model-pieces.js';
import { proportional, type Exposure, type Piece } from './requirement.js';

/**
 * Raises the initial requirement with the open interest of the instrument, so that positions in a
 * crowded market need more of their own money: each initial rate r becomes r + (1 - r) x share.
 * @formula share = clamp((open interest - lower) / (upper - lower), 0, 1)
 * @units open interest and both bounds are notional of the instrument, in its pay asset
 * @rejects `input.invalid`: a negative lower bound, an upper bound that is not above the lower
 */
export function crowded(
  { initial, whole = wholeNotional }: ModelPieces,
  terms: OpenInterestTerms,
  openInterest: Dec,
  instrument: string,
): ModelPieces['initial'] {
  const share = shareOf(terms, openInterest, instrument);
  if (share.isZero()) return initial;
  const rest = Exact.of(ONE).minus(share);
  return (exposure) => {
    const [all] = whole(exposure);
    return initial(exposure).map(({ from, constant, slope, square }) => ({
      from,
      constant: constant.times(rest).plus(all!.constant.times(share)),
      slope: slope.times(rest).plus(all!.slope.times(share)),
      square: square.times(rest),
    }));
  };
}

/** What a rate of one requires of most models: the notional itself. */
function wholeNotional(_exposure: Exposure): readonly Piece[] {
  return WHOLE;
}

const WHOLE = proportional(Exact.of(ONE));

function shareOf(terms: OpenInterestTerms, openInterest: Dec, instrument: string): Exact {
  const lower = new Dec(terms.lower);
  const upper = new Dec(terms.upper);
  if (lower.lt(ZERO) || upper.lte(lower)) {
    const wrong = lower.lt(ZERO) ? lower : upper;
    refuse('input.invalid', `${instrument}: the bounds of the open interest must rise from 0`, {
      field: `margin.openInterest.${lower.lt(ZERO) ? 'lower' : 'upper'}`,
      figure: text(wrong),
      limit: text(lower.lt(ZERO) ? ZERO : lower),
    });
  }
  if (openInterest.lte(lower)) return Exact.ZERO;
  if (openInterest.gte(upper)) return Exact.of(ONE);
  return Exact.quotient(openInterest.minus(lower), upper.minus(lower));
}
