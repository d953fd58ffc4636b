import { feeRate } from '../accrual/index.js';
import { ZERO, combined, leaf, worded, type Derivation } from '../kernel/index.js';
import { breakEvenPrice, type Valuation } from '../margin/index.js';
import type { Explained } from './money.js';
import { costNode, heldNode, sizeNode, valueSignNode } from './position-value.js';

/** Where closing the whole position at the taker fee leaves nothing gained or lost. */
export function breakEvenPriceNode(explained: Explained, valuation: Valuation): Derivation {
  const { market, measure } = explained;
  const { position, instrument } = valuation;
  const pool = measure.pool.id;
  const figure = 'breakEvenPrice';
  const { interest = ZERO, coinInterest = ZERO } = position.loan ?? {};
  const held = (field: string, value: Parameters<typeof heldNode>[3]) =>
    heldNode(pool, position, field, value);
  const sign = valueSignNode(valuation);
  const settled = combined('settled so far', 'difference', 'profit and funding - fees - interest', [
    combined('gained so far', 'sum', 'realized profit + funding', [
      held('realizedProfit', position.realizedProfit),
      held('funding', position.funding),
    ]),
    held('fees', position.fees),
    held('interest', interest),
  ]);
  const size = sizeNode(pool, valuation);
  const fee = feeRate(market, instrument, 'taker', measure.pool.trades);
  const due = combined('value to reach', 'difference', 'sign x cost - settled so far', [
    combined('signed cost', 'product', 'sign x cost', [sign, costNode(pool, position)]),
    settled,
  ]);
  const left = combined('kept of the value', 'difference', 'sign - taker fee - coins bought back', [
    sign,
    leaf('taker fee', fee, `fees of ${instrument.id}`),
    combined('coins bought back', 'quotient', 'interest in the coin / size', [
      held('coinInterest', coinInterest),
      size,
    ]),
  ]);
  if (breakEvenPrice(market, measure.pool, position) === null) {
    return worded(figure, 'none', 'no positive price gains it back', [due, left]);
  }
  const value = combined('value', 'quotient', 'value to reach / kept of the value', [due, left]);
  return instrument.kind === 'inverse'
    ? combined(figure, 'quotient', 'size / value', [size, value])
    : combined(figure, 'quotient', 'value / size', [value, size]);
}
