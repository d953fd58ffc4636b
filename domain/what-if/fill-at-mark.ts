import type { CloseOutAnswer, CloseOutRequest } from '../account/index.js';
import {
  type Dec,
  ONE,
  ZERO,
  priceOf,
  quantityOf,
  refuse,
  roundTo,
  text,
  type Rounding,
} from '../kernel/index.js';
import { isWithinLimit } from '../liquidation/index.js';
import { markOf, type Market } from '../market/index.js';

/** How imagined close-outs are filled: a venue without time, and without a memory. */
export type FillFunction = (request: CloseOutRequest, market: Market) => CloseOutAnswer;

const PRICE_DECIMALS = 18;

/**
 * Fills each close-out whole at the mark, worse by `slippage` of it: a closed long sells below the
 * mark, a closed short buys above it.
 * @units slippage: a rate in [0, 1)
 * @rounding against the holder, to 18 decimals
 * @rejects `input.invalid` for a slippage outside [0, 1)
 */
export function fillAtMark(slippage: Dec = ZERO): FillFunction {
  if (slippage.lt(ZERO) || slippage.gte(ONE)) {
    refuse('input.invalid', 'a slippage must be at least 0 and below 1', {
      field: 'slippage',
      figure: text(slippage),
      limit: '1',
    });
  }
  return (request, market) => {
    const { instrument, side, quantity } = request;
    const mark = markOf(market, instrument);
    if (mark === undefined) return { executions: [], reason: 'there is no mark to fill at' };
    const slipped = mark.abs().times(slippage);
    const rounding: Rounding = side === 'long' ? 'floor' : 'ceiling';
    const exact = side === 'long' ? mark.minus(slipped) : mark.plus(slipped);
    const price = slippage.isZero() ? mark : roundTo(exact, PRICE_DECIMALS, rounding);
    if (!isWithinLimit(request, price)) {
      return { executions: [], reason: 'nobody took the other side within the limit' };
    }
    return { executions: [{ quantity: quantityOf(quantity), price: priceOf(price) }] };
  };
}
