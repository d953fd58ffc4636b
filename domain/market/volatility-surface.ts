import {
  Dec,
  FIXED_ONE,
  fromFixedPoint,
  overFixed,
  refuse,
  squareRoot,
  text,
  timesFixed,
  toFixedPoint,
  type Fixed,
} from '../kernel/index.js';

/** The implied volatilities of one base as they are told; all numbers are decimal strings. */
export type SurfaceTerms = readonly {
  /** Days left, so that a tenor moves along with the time. */
  readonly days: string;
  readonly smile: readonly { readonly strike: string; readonly volatility: string }[];
}[];

/** Implied volatilities by tenor and strike, both ascending. */
export type VolatilitySurface = readonly Tenor[];

interface Tenor {
  readonly days: Dec;
  readonly smile: readonly { readonly strike: Dec; readonly volatility: Dec }[];
}

/**
 * Reads a surface.
 * @rejects `input.invalid` naming the field: no tenor or no strike, days or strikes that are not
 *   positive or do not ascend, a negative volatility
 */
export function surfaceOf(terms: SurfaceTerms, field: string): VolatilitySurface {
  refuseEmpty(terms, field);
  let days: Dec | undefined;
  return terms.map((tenor, index) => {
    const at = `${field}[${index}]`;
    days = above(days, tenor.days, `${at}.days`);
    refuseEmpty(tenor.smile, `${at}.smile`);
    let strike: Dec | undefined;
    const smile = tenor.smile.map((point, place) => {
      strike = above(strike, point.strike, `${at}.smile[${place}].strike`);
      const volatility = new Dec(point.volatility);
      if (volatility.gte(0)) return { strike, volatility };
      return refuse('input.invalid', 'an implied volatility cannot be negative', {
        field: `${at}.smile[${place}].volatility`,
        figure: text(volatility),
        limit: '0',
      });
    });
    return { days, smile };
  });
}

/** A surface as it was told. */
export function surfaceTerms(surface: VolatilitySurface): SurfaceTerms {
  return surface.map(({ days, smile }) => ({
    days: text(days),
    smile: smile.map(({ strike, volatility }) => ({
      strike: text(strike),
      volatility: text(volatility),
    })),
  }));
}

function refuseEmpty(list: readonly unknown[], field: string): void {
  if (list.length > 0) return;
  refuse('input.invalid', 'a surface has a tenor at least, and each tenor a strike', { field });
}

/** A number above zero and above the one before. */
function above(before: Dec | undefined, written: string, field: string): Dec {
  const value = new Dec(written);
  const limit = before ?? new Dec(0);
  if (value.gt(limit)) return value;
  return refuse('input.invalid', 'tenors and strikes of a surface are positive and ascend', {
    field,
    figure: text(value),
    limit: text(limit),
  });
}

const DAY = 24n * 60n * 60n * 1000n;

/**
 * The implied volatility of a strike so long before the expiry.
 * @formula linear in the strike within a tenor; between tenors the total variance, volatility^2 x
 *   days, is linear in the days; beyond the outer strikes and tenors the outer volatility
 * @param left milliseconds until the expiry
 * @rounding half to even at 40 decimals
 */
export function volatilityAt(surface: VolatilitySurface, strike: Dec, left: number): Dec {
  const days = (BigInt(Math.max(left, 0)) * FIXED_ONE) / DAY;
  const next = surface.findIndex((tenor) => toFixedPoint(tenor.days) >= days);
  if (next < 0) return fromFixedPoint(ofSmile(surface.at(-1)!, strike));
  const later = varianceOf(surface[next]!, strike);
  if (next === 0 || later.days === days) return fromFixedPoint(later.volatility);
  const earlier = varianceOf(surface[next - 1]!, strike);
  const variance = between(
    { at: earlier.days, value: earlier.variance },
    { at: later.days, value: later.variance },
    days,
  );
  return fromFixedPoint(squareRoot(overFixed(variance, days)));
}

function varianceOf(tenor: Tenor, strike: Dec) {
  const volatility = ofSmile(tenor, strike);
  const days = toFixedPoint(tenor.days);
  return { days, volatility, variance: timesFixed(timesFixed(volatility, volatility), days) };
}

function ofSmile({ smile }: Tenor, strike: Dec): Fixed {
  const next = smile.findIndex((point) => point.strike.gte(strike));
  if (next < 0) return toFixedPoint(smile.at(-1)!.volatility);
  const higher = smile[next]!;
  if (next === 0 || higher.strike.eq(strike)) return toFixedPoint(higher.volatility);
  const lower = smile[next - 1]!;
  return between(
    { at: toFixedPoint(lower.strike), value: toFixedPoint(lower.volatility) },
    { at: toFixedPoint(higher.strike), value: toFixedPoint(higher.volatility) },
    toFixedPoint(strike),
  );
}

interface Point {
  readonly at: Fixed;
  readonly value: Fixed;
}

/** The value on the line through two points. */
function between(from: Point, to: Point, at: Fixed): Fixed {
  return from.value + ((to.value - from.value) * (at - from.at)) / (to.at - from.at);
}
