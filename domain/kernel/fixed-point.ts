import { Dec, roundTo } from './decimal.js';
import { ceilingRoot } from './rational.js';

/**
 * Functions that no fraction holds, in whole multiples of 10^-100. Everything is integer
 * arithmetic, so that the same input gives the same digits on any machine; results are good to
 * 10^-50.
 */
export type Fixed = bigint;

const PLACES = 100;
const UNIT = 10n ** BigInt(PLACES);
const SCALE = new Dec(`1e${PLACES}`);
const STEP = new Dec(`1e-${PLACES}`);

/** One. */
export const FIXED_ONE: Fixed = UNIT;

/** The nearest whole multiple. */
export function toFixedPoint(value: Dec): Fixed {
  return BigInt(roundTo(value.times(SCALE), 0, 'half-even').toFixed());
}

/** The decimal with at most 40 places. */
export function fromFixedPoint(value: Fixed): Dec {
  return roundTo(new Dec(value.toString()).times(STEP), 40, 'half-even');
}

/** a x b, cut. */
export function timesFixed(a: Fixed, b: Fixed): Fixed {
  return (a * b) / UNIT;
}

/** a / b, cut. */
export function overFixed(a: Fixed, b: Fixed): Fixed {
  return (a * UNIT) / b;
}

/** The square root, rounded up. @param value not negative */
export function squareRoot(value: Fixed): Fixed {
  return ceilingRoot(value * UNIT);
}

const HALVINGS = 16n;

/** e^x. Halved until the series is short, and squared as often. */
export function exponential(x: Fixed): Fixed {
  if (x < 0n) return overFixed(UNIT, exponential(-x));
  const small = x / 2n ** HALVINGS;
  let sum = UNIT;
  let term = UNIT;
  for (let n = 1n; term > 0n; n += 1n) {
    term = timesFixed(term, small) / n;
    sum += term;
  }
  for (let times = 0n; times < HALVINGS; times += 1n) sum = timesFixed(sum, sum);
  return sum;
}

/** 2 x artanh(x): the logarithm of (1 + x) / (1 - x), for small x. */
function twiceArtanh(x: Fixed): Fixed {
  const square = timesFixed(x, x);
  let sum = 0n;
  let power = x;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = timesFixed(power, square);
  }
  return 2n * sum;
}

const LN_TWO = twiceArtanh(UNIT / 3n);

/** The natural logarithm. @param value positive */
export function logarithm(value: Fixed): Fixed {
  let [rest, twos] = [value, 0n];
  for (; rest > (UNIT * 3n) / 2n; twos += 1n) rest /= 2n;
  for (; rest < (UNIT * 3n) / 4n; twos -= 1n) rest *= 2n;
  return twiceArtanh(overFixed(rest - UNIT, rest + UNIT)) + twos * LN_TWO;
}

/** arctan(1 / n), for Machin's formula. */
function arctanOfInverse(n: bigint): Fixed {
  let sum = 0n;
  let power = UNIT / n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += k % 4n === 1n ? power / k : -(power / k);
    power /= n * n;
  }
  return sum;
}

const PI = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));
const ROOT_OF_TWO_PI = squareRoot(2n * PI);

/** Beyond this many standard deviations nothing is left within 40 places. */
const FAR = 14n * UNIT;

/** The distribution function of the standard normal distribution. */
export function normal(x: Fixed): Fixed {
  if (x < 0n) return UNIT - normal(-x);
  if (x > FAR) return UNIT;
  const square = timesFixed(x, x);
  let sum = 0n;
  let term = x;
  for (let n = 3n; term > 0n; n += 2n) {
    sum += term;
    term = timesFixed(term, square) / n;
  }
  const density = overFixed(exponential(-square / 2n), ROOT_OF_TWO_PI);
  return UNIT / 2n + timesFixed(density, sum);
}
