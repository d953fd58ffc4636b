import { DEFAULT_DIGITS, Dec, ONE, ZERO, attempt, wholeQuotient } from '../kernel/index.js';
import { instrumentIn } from '../market/index.js';
import { stepOf } from '../liquidation/index.js';
import type { Account } from './account.js';
import { checkLeverage, checkPrice } from './checks.js';
import type { OpenFill } from './commands.js';
import { Draft, type DecisionContext } from './draft.js';
import { openFill } from './open-position.js';

/** What would be opened: a fill without its quantity. */
export type FillTerms = Omit<OpenFill, 'quantity'>;

/** No command can name this many contracts. */
const TOO_MANY = new Dec(10).pow(DEFAULT_DIGITS.integer);

/**
 * The largest quantity, in whole lots, that would open now at a price: this quantity is accepted
 * and one lot more is refused. Zero when not even one lot opens. It asks the same decision that
 * opening asks, so the answer cannot differ from it. A fill so far off the mark that it gains more
 * than its margin asks for has no limit but what a command can name.
 * @rejects what no quantity could mend: the instrument, the price or the leverage
 * @example
 * // With the engine of the example of `MarginEngine`:
 * const situation = await engine.situation(['alice']);
 * const price = new Dec('1000');
 * const terms = { instrument: 'BTC-PERP', side: 'long', price } as const;
 * // 90 are free and a contract needs 100.
 * maxQuantity(situation.accounts.get('alice')!, contextOf(situation), terms); // => '0.9'
 */
export function maxQuantity(account: Account, context: DecisionContext, terms: FillTerms): Dec {
  const instrument = instrumentIn(context.market, terms.instrument);
  checkPrice(instrument, terms.price);
  checkLeverage(instrument, terms.leverage, instrument.maxLeverage);
  const step = stepOf(instrument);
  const opens = (lots: Dec): boolean => {
    const quantity = lots.times(step);
    if (quantity.gte(TOO_MANY)) return false;
    return attempt(() => openFill(new Draft(account, context), { ...terms, quantity })).ok;
  };
  const first = firstOpening(context, terms, step);
  if (!opens(first)) return ZERO;
  let accepted = first;
  let refused = first.times(2);
  while (opens(refused)) {
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
