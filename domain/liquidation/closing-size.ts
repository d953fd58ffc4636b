import { Dec, Exact, Rational, ZERO, maxOf } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import type { MarginPool, Valuation } from '../margin/index.js';
import { targetGoal, type Goal } from './goal.js';
import { justEnough } from './just-enough.js';
import { stepOf, tierLimits } from './quantity-steps.js';

/**
 * How many contracts of a position the next close-out shall close, in (0, quantity], by the size
 * policy of the configuration. A rest smaller than the minimum quantity is closed too.
 */
export function closingQuantity(
  market: Market,
  pool: MarginPool,
  valuation: Valuation,
  goal: Goal = targetGoal(market),
): Dec {
  const { size } = market.configuration.liquidation;
  const { position, instrument } = valuation;
  const part =
    size === 'just-enough' ? justEnough(market, pool, valuation, goal) : partOf(valuation, size);
  return wholeIfSmallRest(instrument, position, part);
}

/** The part to close, or the whole position when less than the minimum quantity would be left. */
export function wholeIfSmallRest(
  { minQuantity }: Valuation['instrument'],
  { quantity }: Valuation['position'],
  part: Dec,
): Dec {
  const rest = quantity.minus(part);
  return rest.lte(ZERO) || rest.lt(minQuantity ?? ZERO) ? quantity : part;
}

function partOf(
  valuation: Valuation,
  size: Exclude<Market['configuration']['liquidation']['size'], 'just-enough'>,
): Dec {
  if (size === 'whole-position') return valuation.position.quantity;
  return size === 'tier-down' ? tierDown(valuation) : fraction(valuation, size);
}

/** A share of the present quantity, up to the lot; a position of small notional whole. */
function fraction(
  { position, instrument, notional }: Valuation,
  { fraction: share, above }: { readonly fraction: string; readonly above?: string },
): Dec {
  const small = above !== undefined && notional.cmp(Exact.of(new Dec(above))) <= 0;
  if (small) return position.quantity;
  const step = stepOf(instrument);
  const steps = Exact.quotient(position.quantity.times(new Dec(share)), step);
  return steps.rounded(0, 'ceiling').times(step);
}

/** Down to the largest multiple of the lot below the present tier; the lowest tier whole. */
function tierDown(valuation: Valuation): Dec {
  const { quantity } = valuation.position;
  const limit = tierLimits(valuation).at(-1);
  if (limit === undefined) return quantity;
  const step = stepOf(valuation.instrument);
  const steps = limit.over(Rational.ofDecimal(step)).toDecimal(0, 'ceiling').minus(1);
  return quantity.minus(maxOf(steps, ZERO).times(step));
}
