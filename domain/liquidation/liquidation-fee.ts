import { type Dec, type Exact, ZERO, minOf } from '../kernel/index.js';
import { liquidationFeeRate } from '../accrual/index.js';
import { demandRate, type Instrument, type Market } from '../market/index.js';
import { measureLine, type MarginPool } from '../margin/index.js';

/**
 * The fee of a close-out in the pay asset: rate x filled notional, at most what the pool's equity
 * after the fill leaves, never below zero. So a fee never creates a debt.
 * @param after the pool after the fill; like what was filled, worked out where there is a fee
 */
export function liquidationFee(
  market: Market,
  after: () => MarginPool,
  instrument: Instrument,
  filled: () => Exact,
  decimals: number,
): Dec {
  const fee = liquidationFeeRate(market, instrument);
  if (fee.isZero()) return ZERO;
  const { equity } = measureLine(market, after());
  if (equity.sign() <= 0) return ZERO;
  const due = filled().scaled(fee).rounded(decimals, 'up');
  const left = equity.over(demandRate(market, instrument.payAsset)).rounded(decimals, 'down');
  return minOf(due, left);
}
