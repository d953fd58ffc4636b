import { type Dec, type Exact } from '../kernel/index.js';
import type { Instrument } from '../market/index.js';
import { notionalAt, signOfSide, type Position } from '../position/index.js';

/**
 * One funding payment of a position in the pay asset, signed: what it receives (positive) or pays
 * (negative). Longs pay when the rate is positive.
 * @formula -side x rate x notional at the funding mark
 */
export function fundingPayment(
  instrument: Instrument,
  position: Position,
  rate: Dec,
  mark: Dec,
): Exact {
  const paid = notionalAt(instrument, position.quantity, mark).scaled(rate);
  return signOfSide(position.side) > 0 ? paid.negated() : paid;
}
