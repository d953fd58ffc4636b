import { Dec, Rational } from '../kernel/index.js';
import { notionalOn, type Instrument } from '../market/index.js';
import type { Valuation } from '../margin/index.js';

/** The step of quantities where an instrument has no lot. */
const FINEST = new Dec('0.00000001');

/** The step of quantities: the lot, without one a hundred millionth. */
export function stepOf({ lot }: Instrument): Dec {
  return lot ?? FINEST;
}

/**
 * Quantities at which the tiers at or below the present size begin, ascending: the position is in
 * the tier of the last one, and below it in the next lower tier.
 */
export function tierLimits(valuation: Valuation): Rational[] {
  const { instrument, position } = valuation;
  const { maintenance } = instrument.margin;
  const tierStarts = instrument.margin.tierStarts(valuation.exposure.leverage);
  const quantity = Rational.ofDecimal(position.quantity);
  if (tierStarts.by === 'quantity') {
    return tierStarts.from
      .map((from) => Rational.ofDecimal(from))
      .filter((from) => from.cmp(quantity) <= 0);
  }
  const present = notionalOn(maintenance.basis, valuation).toRational();
  if (present.sign() <= 0) return [];
  return tierStarts.from
    .map((from) => Rational.ofDecimal(from).times(quantity).over(present))
    .filter((limit) => limit.cmp(quantity) <= 0);
}
