import { Dec, ONE, ZERO, attempt, wholeQuotient } from '../kernel/index.js';
import { instrumentIn } from '../market/index.js';
import { stepOf } from '../liquidation/index.js';
import type { Account } from './account.js';
import { checkLeverage, checkPrice } from './checks.js';
import type { OpenFill } from './commands.js';
import { Draft, type DecisionContext } from './draft.js';
import { openFill } from './open-position.js';

/** What would be opened: a fill without its quantity. */
export type FillTerms = Omit<OpenFill, 'quantity'>;

/** No venue takes an order of more lots than this. */
const MOST_LOTS = new Dec('1e18');

/**
 * The largest quantity, in whole lots, that would open now at a price: this quantity is accepted
 * and one lot more is refused. Zero when not even one lot opens. It asks the same decision that
 * opening asks, so the answer cannot differ from it.
 * @rejects what no quantity could mend: the instrument, the price or the leverage
 */
export function maxQuantity(account: Account, context: DecisionContext, terms: FillTerms): Dec {
  const instrument = instrumentIn(context.market, terms.instrument);
  checkPrice(instrument, terms.price);
  checkLeverage(instrument, terms.leverage, instrument.maxLeverage);
  const step = stepOf(instrument);
  const opens = (lots: Dec): boolean =>
    attempt(() => openFill(new Draft(account, context), { ...terms, quantity: lots.times(step) }))
      .ok;
  const first = firstOpening(context, terms, step);
  if (!opens(first)) return ZERO;
  let accepted = first;
  let refused = first.times(2);
  while (refused.lt(MOST_LOTS) && opens(refused)) {
    accepted = refused;
    refused = refused.times(2);
  }
  while (refused.minus(accepted).gt(ONE)) {
    const middle = wholeQuotient(accepted.plus(refused), new Dec(2));
    if (opens(middle)) accepted = middle;
    else refused = middle;
  }
  return accepted.times(step);
}

/** The smallest number of lots that is not below the minimum quantity. */
function firstOpening(context: DecisionContext, { instrument }: FillTerms, step: Dec): Dec {
  const { minQuantity } = instrumentIn(context.market, instrument);
  if (minQuantity === undefined) return ONE;
  const lots = wholeQuotient(minQuantity, step);
  return lots.times(step).lt(minQuantity) ? lots.plus(ONE) : lots.lt(ONE) ? ONE : lots;
}
