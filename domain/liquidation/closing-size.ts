import {
  Dec,
  Exact,
  Rational,
  ZERO,
  isMultipleOf,
  maxOf,
  text,
  violated,
} from '../kernel/index.js';
import type { ClosingSizeTerms, Market } from '../market/index.js';
import type { MarginPool, Valuation } from '../margin/index.js';
import { targetGoal, type Goal } from './goal.js';
import { justEnough } from './just-enough.js';
import { stepOf, tierLimits } from './quantity-steps.js';

/**
 * How many contracts of a position of a breached pool the next close-out closes: more than none,
 * and whole lots; all of them if it says more than there are. It must be pure.
 */
export type ClosingSize = (
  market: Market,
  pool: MarginPool,
  valuation: Valuation,
  goal: Goal,
) => Dec;

/** Closing sizes by the name a configuration refers to them with. */
export type ClosingSizes = ReadonlyMap<string, ClosingSize>;

/** The closing sizes every engine knows by name; an extension binds further ones. */
export const BUILT_IN_SIZES: ClosingSizes = new Map<string, ClosingSize>([
  ['whole-position', (_market, _pool, { position }) => position.quantity],
  ['just-enough', justEnough],
  ['tier-down', (_market, _pool, valuation) => tierDown(valuation)],
]);

/** The size that a configuration means; undefined where nothing has that name. */
export function closingSizeOf(
  terms: ClosingSizeTerms,
  sizes: ClosingSizes = BUILT_IN_SIZES,
): ClosingSize | undefined {
  if (typeof terms !== 'string') {
    if ('tiers' in terms) return (_market, _pool, valuation) => tierDown(valuation, terms.tiers);
    return (_market, _pool, valuation) => fraction(valuation, terms);
  }
  return sizes.get(terms) ?? BUILT_IN_SIZES.get(terms);
}

/**
 * How many contracts of a position the next close-out shall close, in (0, quantity], by the size
 * policy of the configuration. A rest smaller than the minimum quantity is closed too.
 */
export function closingQuantity(
  market: Market,
  pool: MarginPool,
  valuation: Valuation,
  goal: Goal = targetGoal(market),
  sizes: ClosingSizes = BUILT_IN_SIZES,
): Dec {
  const { size: terms } = market.configuration.liquidation;
  const { position, instrument } = valuation;
  const size = closingSizeOf(terms, sizes);
  if (size === undefined) {
    return violated('I-16', `no closing size is bound as ${JSON.stringify(terms)}`);
  }
  const { quantity } = position;
  const part = size(market, pool, valuation, goal);
  if (part.gte(quantity)) return quantity;
  const step = stepOf(instrument);
  // A position that was imported off its grid comes back onto it with what is left.
  const fits = isMultipleOf(part, step) || isMultipleOf(quantity.minus(part), step);
  if (part.lte(ZERO) || !fits) {
    violated('I-16', `the closing size of ${position.key} cannot be meant`, {
      size: text(part),
      quantity: text(quantity),
      step: text(step),
    });
  }
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

/** Whether a size closes anything of a position: it goes down only where there are such tiers. */
export function closesSome(terms: ClosingSizeTerms, valuation: Valuation): boolean {
  if (typeof terms === 'string' || !('tiers' in terms)) return true;
  return tierLimits(valuation).length >= terms.tiers;
}

/** To the largest multiple of the lot below the tier so many tiers up; the lowest tier whole. */
function tierDown(valuation: Valuation, tiers = 1): Dec {
  const { quantity } = valuation.position;
  const limit = tierLimits(valuation).at(-tiers);
  if (limit === undefined) return quantity;
  const step = stepOf(valuation.instrument);
  const steps = limit.over(Rational.ofDecimal(step)).toDecimal(0, 'ceiling').minus(1);
  return quantity.minus(maxOf(steps, ZERO).times(step));
}
