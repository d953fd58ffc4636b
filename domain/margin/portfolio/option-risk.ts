import {
  Dec,
  Exact,
  ONE,
  exponential,
  fromFixedPoint,
  logarithm,
  maxOf,
  timesFixed,
  overFixed,
  refuse,
  toFixedPoint,
  ZERO,
} from '../../kernel/index.js';
import {
  indexOf,
  markOf,
  volatilityAt,
  type Instrument,
  type Market,
  type OptionRules,
  type PriceBasis,
  type RiskUnit,
  type UnitShock,
  type VolatilitySurface,
} from '../../market/index.js';
import { optionValue, type OptionState } from '../../position/index.js';

const DAY = new Dec(24 * 60 * 60 * 1000);

/**
 * Where an option stands: its forward is the price of its underlying, or its own index.
 * @param stress whether prices are taken at the mark or at the index
 * @rejects `market.mark-missing` when that price never came, or no volatility did
 */
export function optionState(
  market: Market,
  instrument: Instrument,
  { underlying, strike, volatility: own }: OptionRules,
  stress: PriceBasis,
): OptionState {
  const source = underlying ?? instrument.id;
  const forward =
    underlying === undefined
      ? market.indexes.get(source)?.price
      : (stress === 'index' ? indexOf : markOf)(market, source);
  if (forward === undefined) {
    const kind = underlying === undefined ? 'index' : 'mark';
    refuse('market.mark-missing', `${instrument.id} has no forward: ${source} has no ${kind} yet`, {
      field: kind,
    });
  }
  const { expiry = market.now } = instrument;
  const left = expiry - market.now;
  const volatility = own ?? volatilityAt(demandSurface(market, instrument), strike, left);
  return { forward: maxOf(forward, ZERO), volatility, left };
}

function demandSurface({ surfaces }: Market, { id, base }: Instrument): VolatilitySurface {
  const surface = surfaces?.get(base);
  if (surface !== undefined) return surface;
  return refuse('market.mark-missing', `${id} has no implied volatility, and ${base} no surface`, {
    field: `surfaces.${base}`,
  });
}

/** Whether nothing that the value of an option depends on differs. */
export function isSameState(a: OptionState | undefined, b: OptionState | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.left === b.left && a.forward.eq(b.forward) && a.volatility.eq(b.volatility);
}

/**
 * An option after a shock of its unit.
 * @formula forward x (1 + price); volatility x (1 + move x (days / days left) ^ power), not below 0
 */
export function shockedState(
  { vegaPower }: RiskUnit,
  { price, volatility: move }: UnitShock,
  { forward, volatility, left }: OptionState,
): OptionState {
  const days = maxOf(Exact.quotient(new Dec(left), DAY).rounded(40, 'half-even'), vegaPower.floor);
  const power = days.lt(vegaPower.days) ? vegaPower.short : vegaPower.long;
  const risen = ONE.plus(move.times(powerOf(vegaPower.days, days, power)));
  return {
    forward: forward.times(price.plus(ONE)),
    volatility: move.isZero() ? volatility : maxOf(volatility.times(risen), ZERO),
    left,
  };
}

/** (of / to) ^ power; one where the power is zero. */
function powerOf(of: Dec, to: Dec, power: Dec): Dec {
  if (power.isZero() || of.eq(to)) return ONE;
  const share = logarithm(overFixed(toFixedPoint(of), toFixedPoint(to)));
  return fromFixedPoint(exponential(timesFixed(toFixedPoint(power), share)));
}

/** What one unit of an option gains in each shock, in its quote, and its present delta. */
export function optionGains(
  unit: RiskUnit,
  rules: OptionRules,
  state: OptionState,
): { readonly gains: readonly Exact[]; readonly delta: Dec } {
  const now = optionValue(rules, state);
  const gains = unit.shocks.map((shock) => {
    const then = optionValue(rules, shockedState(unit, shock, state));
    return Exact.of(then.value.minus(now.value));
  });
  return { gains, delta: now.delta };
}
