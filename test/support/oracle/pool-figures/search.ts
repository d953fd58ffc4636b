import {
  ONE,
  ZERO,
  add,
  compare,
  divide,
  fraction,
  magnitude,
  multiply,
  subtract,
  type Fraction,
} from './fraction.js';
import { edgesOf, type OraclePosition } from './instrument.js';
import { isBreached, lineAt, type OraclePool, type OracleRule } from './pool.js';

/**
 * The price at which a pool changes sides, found by trying prices and no algebra of its margin
 * models. In x, the price or for inverse contracts its reciprocal, the line is concave between two
 * edges (tier limits, entries): profits are straight there and requirements convex. So between two
 * prices on either side of it there is one change and halving finds it; between two healthy prices
 * there is none; and between two breached ones the highest point decides.
 */
export function searchPrice(
  pool: OraclePool,
  position: OraclePosition,
  rule: OracleRule,
): Fraction | null {
  const { id, kind } = position.instrument;
  const turned = (x: Fraction): Fraction => (kind === 'inverse' ? divide(ONE, x) : x);
  const valueAt = (x: Fraction): Fraction => lineAt(pool, id, turned(x), rule.trigger);
  const breached = (value: Fraction): boolean => isBreached(value, rule);
  const moving = pool.positions.filter(({ instrument }) => instrument.id === id);
  const edges = moving
    .flatMap((one) => [...edgesOf(one).tiers, edgesOf(one).entry])
    .map(turned)
    .sort(compare);
  const start = turned(pool.marks[id]!);
  const ask = { valueAt, breached, edges, start };
  const falls = (position.side === 'long') !== (kind === 'inverse');
  const [against, other] = falls ? (['down', 'up'] as const) : (['up', 'down'] as const);
  if (!breached(valueAt(start))) {
    const x = firstChange(ask, against) ?? firstChange(ask, other);
    return x === null ? null : turned(x);
  }
  const found = [firstChange(ask, 'down'), firstChange(ask, 'up')]
    .filter((x) => x !== null)
    .map(turned);
  const far = (price: Fraction): Fraction => magnitude(subtract(price, pool.marks[id]!));
  return found.sort((a, b) => compare(far(a), far(b)))[0] ?? null;
}

interface Asked {
  valueAt: (x: Fraction) => Fraction;
  breached: (value: Fraction) => boolean;
  edges: Fraction[];
  start: Fraction;
}

const HAIR = fraction(1n, 10n ** 45n);
const NEAR_ZERO = fraction(1n, 10n ** 15n);
const FAR_AWAY = fraction(10n ** 15n);

function firstChange(
  { valueAt, breached, edges, start }: Asked,
  way: 'up' | 'down',
): Fraction | null {
  const initially = breached(valueAt(start));
  const forward = way === 'up' ? HAIR : fraction(-HAIR.n, HAIR.d);
  const ahead = edges.filter((edge) => compare(edge, start) === (way === 'up' ? 1 : -1));
  const stops = way === 'up' ? [...ahead, FAR_AWAY] : [...ahead.reverse(), NEAR_ZERO];
  let from = start;
  for (const stop of stops) {
    if (compare(stop, from) === 0) continue;
    const first = add(from, multiply(from, forward));
    const last = subtract(stop, multiply(stop, forward));
    const begins = valueAt(first);
    const ends = valueAt(last);
    if (breached(begins) !== initially) return from;
    const piece = { valueAt, differs: (value: Fraction) => breached(value) !== initially };
    if (breached(ends) !== initially) return change(piece, first, last);
    const peak = initially ? highest(piece, first, last) : null;
    if (peak !== null) return change(piece, first, peak);
    if (breached(valueAt(stop)) !== initially) return stop;
    from = stop;
  }
  return null;
}

interface PieceOfLine {
  valueAt: (x: Fraction) => Fraction;
  /** Whether a value lies on the other side than where the search began. */
  differs: (value: Fraction) => boolean;
}

/** The change between two points on either side: halved until the line is straight there. */
function change({ valueAt, differs }: PieceOfLine, same: Fraction, other: Fraction): Fraction {
  let near = same;
  let far = other;
  for (let step = 0; step < 400; step += 1) {
    if (step % 20 === 0 && isStraight(valueAt, near, far)) {
      const [a, b] = [valueAt(near), valueAt(far)];
      return subtract(near, divide(multiply(a, subtract(far, near)), subtract(b, a)));
    }
    const middle = halfway(near, far);
    if (compare(middle, near) === 0 || compare(middle, far) === 0) break;
    if (differs(valueAt(middle))) far = middle;
    else near = middle;
  }
  return far;
}

/** Where a concave line that is breached at both ends is not, if it is anywhere between. */
function highest(
  { valueAt, differs }: PieceOfLine,
  one: Fraction,
  other: Fraction,
): Fraction | null {
  if (isStraight(valueAt, one, other)) return null;
  let [low, high] = [one, other];
  for (let step = 0; step < 160; step += 1) {
    const middle = halfway(low, high);
    if (compare(middle, low) === 0 || compare(middle, high) === 0) return null;
    const value = valueAt(middle);
    if (differs(value)) return middle;
    const beside = add(middle, multiply(subtract(high, middle), fraction(1n, 1000n)));
    if (compare(valueAt(beside), value) > 0) low = middle;
    else high = beside;
  }
  return null;
}

function isStraight(valueAt: (x: Fraction) => Fraction, one: Fraction, other: Fraction): boolean {
  const between = [fraction(1n, 3n), fraction(1n, 2n), fraction(6n, 7n)];
  const [a, b] = [valueAt(one), valueAt(other)];
  return between.every((share) => {
    const at = add(one, multiply(subtract(other, one), share));
    return compare(valueAt(at), add(a, multiply(subtract(b, a), share))) === 0;
  });
}

/** The middle of two points, cut to 36 significant digits so that fractions stay short. */
function halfway(a: Fraction, b: Fraction): Fraction {
  const { n, d } = divide(add(a, b), fraction(2n));
  if (n === 0n) return ZERO;
  const digits = n.toString().length - d.toString().length;
  const scale = 10n ** BigInt(Math.max(36 - digits, 0));
  return fraction((n * scale) / d, scale);
}
