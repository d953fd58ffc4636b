import { Rational } from '../kernel/index.js';
import type { PriceLine } from './pool-line.js';
import { rootsOf, valueOf, type Polynomial } from './polynomial.js';

/** Which way along x to look. */
export type Direction = 'up' | 'down';

/** Whether a line value means breached, given its sign. */
export type BreachedAt = (sign: -1 | 0 | 1) => boolean;

const HALF = Rational.of(1n, 2n);

/**
 * Walks from `start` along x > 0 to the first point where the state (breached or not) changes,
 * or returns null when it never does. Between critical points (edges and roots) the state is
 * constant, so it is probed once in the middle of each stretch and once on each point; a tier
 * jump is found like any other change. A boundary belongs to the higher piece.
 * @param initially the state at the start, where it is known already
 */
export function firstCrossing(
  line: PriceLine,
  start: Rational,
  direction: Direction,
  breached: BreachedAt,
  initially = stateAt(line, start, breached),
): Rational | null {
  let from = start;
  for (const stretch of stretches(line.edges, start, direction)) {
    const polynomials = line.at(stretch.inside);
    const stops = [...rootsWithin(polynomials, stretch, direction), stretch.end];
    for (const stop of stops) {
      const probe =
        stop === null ? from.plus(from).plus(Rational.ONE) : from.plus(stop).times(HALF);
      if (isBreached(polynomials, probe, breached) !== initially) return from;
      if (stop === null || stop.sign() === 0) return null;
      if (
        stateAt(line, stop, breached, stop === stretch.end ? undefined : polynomials) !== initially
      ) {
        return stop;
      }
      from = stop;
    }
  }
  return null;
}

/** A piece of the way: where it ends (null: never, zero: at no positive x) and a point inside. */
interface Stretch {
  readonly start: Rational;
  readonly end: Rational | null;
  readonly inside: Rational;
}

function* stretches(
  edges: readonly Rational[],
  start: Rational,
  direction: Direction,
): Generator<Stretch> {
  const ahead =
    direction === 'up'
      ? edges.filter((edge) => edge.cmp(start) > 0)
      : edges.filter((edge) => edge.cmp(start) < 0).reverse();
  const last = direction === 'up' ? null : Rational.ZERO;
  let from = start;
  for (const end of [...ahead, last]) {
    const inside = end === null ? from.plus(Rational.ONE) : from.plus(end).times(HALF);
    yield { start: from, end, inside };
    if (end !== null) from = end;
  }
}

/** Roots strictly inside a stretch, in walking order. */
function rootsWithin(
  polynomials: readonly Polynomial[],
  { start, end }: Stretch,
  direction: Direction,
): Rational[] {
  const roots = polynomials.flatMap(rootsOf).filter((root) => {
    if (direction === 'up') return root.cmp(start) > 0 && (end === null || root.cmp(end) < 0);
    return root.cmp(start) < 0 && end !== null && root.cmp(end) > 0;
  });
  roots.sort((a, b) => (direction === 'up' ? a.cmp(b) : b.cmp(a)));
  return roots;
}

/** The state on a point itself; an edge belongs to the piece above it. */
function stateAt(
  line: PriceLine,
  x: Rational,
  breached: BreachedAt,
  inside?: readonly Polynomial[],
): boolean {
  return isBreached(inside ?? line.at(x), x, breached);
}

function isBreached(
  polynomials: readonly Polynomial[],
  x: Rational,
  breached: BreachedAt,
): boolean {
  return polynomials.some((polynomial) => breached(valueOf(polynomial, x).sign()));
}

/** Whether the line is breached at x. */
export function breachedAt(line: PriceLine, x: Rational, breached: BreachedAt): boolean {
  return stateAt(line, x, breached);
}
