import { type Dec, Rational } from '../kernel/index.js';
import { liquidationOrderOf, markOf, type Instrument, type Market } from '../market/index.js';
import {
  bankruptcyPrice,
  type MarginPool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import type { Side } from '../position/index.js';
import type { LiquidationCase } from './liquidation-case.js';

/** Decimals of a limit where the instrument has no tick. */
const LIMIT_DECIMALS = 18;

/**
 * The limit of a position's next close-out: its bankruptcy price, where the instrument liquidates
 * by limit orders and the case has not yet gone on to market orders. Undefined means a market
 * order, also where a solvent pool has no bankruptcy price on the losing side of the position.
 * @rounding to the tick, toward the side that leaves the pool more
 */
export function closeOutLimit(
  market: Market,
  pool: MarginPool,
  { position, instrument }: Valuation,
  { equity }: PoolLine,
  open: LiquidationCase | undefined,
): Dec | undefined {
  if (liquidationOrderOf(market, instrument) === undefined) return undefined;
  if (open?.toMarket?.includes(position.key) === true) return undefined;
  const price = bankruptcyPrice(market, pool, position);
  if (price === null) return undefined;
  const limit = onGrid(instrument, position.side, price);
  const mark = markOf(market, instrument.id);
  const losing = mark === undefined || isWithinLimit({ side: position.side, limit }, mark);
  return equity.sign() > 0 && !losing ? undefined : limit;
}

function onGrid({ tick }: Instrument, side: Side, price: Rational): Dec {
  const rounding = side === 'long' ? 'ceiling' : 'floor';
  if (tick === undefined) return price.toDecimal(LIMIT_DECIMALS, rounding);
  return price.over(Rational.ofDecimal(tick)).toDecimal(0, rounding).times(tick);
}

/** Whether a close-out may be filled at a price: a closed long sells at its limit or above. */
export function isWithinLimit(
  { side, limit }: { readonly side: Side; readonly limit?: Dec | undefined },
  price: Dec,
): boolean {
  if (limit === undefined) return true;
  return side === 'long' ? price.gte(limit) : price.lte(limit);
}
