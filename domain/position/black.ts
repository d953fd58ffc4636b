import {
  FIXED_ONE,
  ZERO,
  fromFixedPoint,
  logarithm,
  normal,
  refuse,
  text,
  timesFixed,
  overFixed,
  squareRoot,
  toFixedPoint,
  type Dec,
} from '../kernel/index.js';
import type { OptionRules } from '../market/index.js';

/** What the value of a European option depends on besides its own terms. */
export interface OptionState {
  /** Price of the underlying for delivery at the expiry; zero at the least. */
  readonly forward: Dec;
  /** Implied volatility a year, as a share; not negative. */
  readonly volatility: Dec;
  /** Milliseconds until the expiry; none left: the option is worth what exercising gives. */
  readonly left: number;
}

/** Value of an option on one unit of the underlying, and its change with the forward. */
export interface OptionValue {
  readonly value: Dec;
  /** In [0, 1] for calls, in [-1, 0] for puts; of one paid in coins less its own value. */
  readonly delta: Dec;
}

/**
 * What an option is worth in what it is paid in, its quote: the value by Black, or coins of that.
 * @formula in coins: value / forward; its change with the logarithm of the forward is
 *   delta - value / forward
 * @rounding half to even at 40 decimals
 * @rejects `market.price-not-positive` for an option paid in coins whose forward is zero
 */
export function optionValue(rules: OptionRules, state: OptionState): OptionValue {
  return paid(rules, blackValue(rules, state), state.forward);
}

/** What exercising an option gives at a price of its underlying, in what it is paid in. */
export function exercisedValue(rules: OptionRules, price: Dec): Dec {
  return paid(rules, exercised(rules, price), price).value;
}

function paid({ inCoins }: OptionRules, { value, delta }: OptionValue, forward: Dec): OptionValue {
  if (inCoins !== true) return { value, delta };
  if (!forward.gt(ZERO)) {
    refuse('market.price-not-positive', 'an option paid in coins needs a price above zero', {
      field: 'forward',
      figure: text(forward),
      limit: '0',
    });
  }
  const coins = fromFixedPoint(overFixed(toFixedPoint(value), toFixedPoint(forward)));
  return { value: coins, delta: delta.minus(coins) };
}

const YEAR = 365n * 24n * 60n * 60n * 1000n;

/**
 * The undiscounted value of a European option by Black's model of 1976.
 * @formula call: F x N(d1) - K x N(d2); put: K x N(-d2) - F x N(-d1);
 *   d1 = (ln(F / K) + sigma^2 x T / 2) / (sigma x sqrt(T)), d2 = d1 - sigma x sqrt(T)
 * @units T in years of 365 days; value in what the strike is in
 * @rounding half to even at 40 decimals
 */
export function blackValue({ type, strike }: OptionRules, state: OptionState): OptionValue {
  const forward = toFixedPoint(state.forward);
  const years = state.left > 0 ? (BigInt(state.left) * FIXED_ONE) / YEAR : 0n;
  const deviation = timesFixed(toFixedPoint(state.volatility), squareRoot(years));
  if (forward <= 0n || deviation <= 0n) return exercised({ type, strike }, state.forward);
  const struck = toFixedPoint(strike);
  const d1 = overFixed(logarithm(overFixed(forward, struck)), deviation) + deviation / 2n;
  const d2 = d1 - deviation;
  const call = timesFixed(forward, normal(d1)) - timesFixed(struck, normal(d2));
  // What a call is worth more than a put of the same strike is what exercising both gives.
  const value = type === 'call' ? call : call - forward + struck;
  const delta = type === 'call' ? normal(d1) : normal(d1) - FIXED_ONE;
  return { value: fromFixedPoint(value < 0n ? 0n : value), delta: fromFixedPoint(delta) };
}

/** What exercising gives: the value at the expiry, and of an option that cannot move. */
export function exercised(
  { type, strike }: Pick<OptionRules, 'type' | 'strike'>,
  forward: Dec,
): OptionValue {
  const gain = type === 'call' ? forward.minus(strike) : strike.minus(forward);
  if (!gain.gt(ZERO)) return { value: ZERO, delta: ZERO };
  const one = fromFixedPoint(FIXED_ONE);
  return { value: gain, delta: type === 'call' ? one : one.negated() };
}
