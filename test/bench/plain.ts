import { Decimal } from 'decimal.js';

/** The same work written plainly with decimal.js, as most back ends do it: the baseline. */
export interface PlainPosition {
  sign: 1 | -1;
  quantity: Decimal;
  entry: Decimal;
  mark: Decimal;
  rate: Decimal;
}

export function plainMeasure(collateral: Decimal, positions: readonly PlainPosition[]) {
  let equity = collateral;
  let maintenance = new Decimal(0);
  for (const { sign, quantity, entry, mark, rate } of positions) {
    equity = equity.plus(mark.minus(entry).times(quantity).times(sign));
    maintenance = maintenance.plus(quantity.times(mark).times(rate));
  }
  return { equity, maintenance };
}

/** The price of the first position at which equity meets maintenance, in closed form. */
export function plainLiquidationPrice(collateral: Decimal, positions: readonly PlainPosition[]) {
  const [own, ...others] = positions;
  const rest = plainMeasure(collateral, others);
  const { sign, quantity, entry, rate } = own!;
  const fixed = rest.equity.minus(rest.maintenance).minus(entry.times(quantity).times(sign));
  return fixed.negated().div(quantity.times(sign).minus(quantity.times(rate)));
}

/** Closes the largest loss first and measures anew after each close. */
export function plainCascade(collateral: Decimal, positions: readonly PlainPosition[]): number {
  const profit = ({ sign, quantity, entry, mark }: PlainPosition) =>
    mark.minus(entry).times(quantity).times(sign);
  const open = [...positions].sort((a, b) => profit(a).cmp(profit(b)));
  let cash = collateral;
  let closes = 0;
  while (open.length > 0) {
    const { equity, maintenance } = plainMeasure(cash, open);
    if (equity.gt(maintenance)) break;
    cash = cash.plus(profit(open.shift()!));
    closes += 1;
  }
  return closes;
}
