import { type Dec, type Exact } from '../kernel/index.js';
import type { Market } from '../market/index.js';

/** Whether a fill took liquidity or provided it. */
export type Liquidity = 'maker' | 'taker';

/**
 * The fee of a fill on its notional at the fill price, in the pay asset, rounded up; negative for
 * a rebate, then rounded toward what the account receives least.
 */
export function tradingFee(
  market: Market,
  notional: Exact,
  liquidity: Liquidity,
  decimals: number,
): Dec {
  return notional.scaled(market.configuration.fees[liquidity]).rounded(decimals, 'ceiling');
}
