import { type Dec, Exact, Rational } from '../kernel/index.js';
import type { Instrument } from '../market/index.js';
import type { Position } from './position.js';
import { signOfSide } from './side.js';

/**
 * Value of contracts at a price, in the asset the instrument pays in, never negative.
 * @formula linear, spot-margin: quantity x multiplier x price
 * @formula inverse: quantity x multiplier / price
 */
export function notionalAt(instrument: Instrument, quantity: Dec, price: Dec): Exact {
  return valueAt(instrument, quantity, price.abs());
}

/** Signed value: as `notionalAt`, but negative where the price is. */
export function valueAt(instrument: Instrument, quantity: Dec, price: Dec): Exact {
  return valueOfSize(instrument, quantity.times(instrument.multiplier), price);
}

/** The signed value of contracts x multiplier at a price. */
export function valueOfSize({ kind }: Instrument, size: Dec, price: Dec): Exact {
  return kind === 'inverse' ? Exact.quotient(size, price) : Exact.of(size.times(price));
}

/** +1 when profit rises with the value of the contracts, -1 when it falls with it. */
export function valueSign(instrument: Instrument, position: Pick<Position, 'side'>): 1 | -1 {
  const sign = signOfSide(position.side);
  return instrument.kind === 'inverse' ? (-sign as 1 | -1) : sign;
}

/**
 * Profit not yet realized, in the pay asset, signed.
 * @formula linear: side x (value - cost); inverse: side x (cost - value)
 */
export function profitOfValue(
  instrument: Instrument,
  position: Pick<Position, 'side' | 'cost'>,
  value: Exact,
): Exact {
  const gain = value.minus(position.cost);
  return valueSign(instrument, position) > 0 ? gain : gain.negated();
}

/** The average price the held contracts were opened at, exact. */
export function entryPriceOf(instrument: Instrument, position: Position): Rational {
  const size = Rational.ofDecimal(position.quantity.times(instrument.multiplier));
  const cost = position.cost.toRational();
  return instrument.kind === 'inverse' ? size.over(cost) : cost.over(size);
}
