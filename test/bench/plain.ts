import { Decimal } from 'decimal.js';

/**
 * The same work written plainly with decimal.js, as most back ends do it: the baseline. It knows
 * linear contracts, tiers of notional and one currency, and keeps no cause, no ledger and no tape.
 */
export interface PlainTier {
  from: Decimal;
  initial: Decimal;
  maintenance: Decimal;
  initialDeduction: Decimal;
  maintenanceDeduction: Decimal;
}

export interface PlainPosition {
  instrument: string;
  sign: 1 | -1;
  quantity: Decimal;
  entry: Decimal;
  mark: Decimal;
  tiers: PlainTier[];
}

function tierOf(tiers: readonly PlainTier[], notional: Decimal): PlainTier {
  let held = tiers[0]!;
  for (const tier of tiers) if (notional.gte(tier.from)) held = tier;
  return held;
}

function profitOf({ sign, quantity, entry, mark }: PlainPosition): Decimal {
  return mark.minus(entry).times(quantity).times(sign);
}

export function plainMeasure(collateral: Decimal, positions: readonly PlainPosition[]) {
  let equity = collateral;
  let initial = new Decimal(0);
  let maintenance = new Decimal(0);
  for (const position of positions) {
    const notional = position.quantity.times(position.mark);
    const tier = tierOf(position.tiers, notional);
    equity = equity.plus(profitOf(position));
    initial = initial.plus(notional.times(tier.initial).minus(tier.initialDeduction));
    maintenance = maintenance.plus(
      notional.times(tier.maintenance).minus(tier.maintenanceDeduction),
    );
  }
  return { equity, initial, maintenance };
}

/** The price of the first position at which equity meets maintenance: tier by tier. */
export function plainLiquidationPrice(collateral: Decimal, positions: readonly PlainPosition[]) {
  const [own, ...others] = positions as [PlainPosition, ...PlainPosition[]];
  const { equity, maintenance } = plainMeasure(collateral, others);
  const { sign, quantity, entry, tiers } = own;
  const fixed = equity.minus(maintenance).minus(entry.times(quantity).times(sign));
  for (const [index, tier] of tiers.entries()) {
    const slope = quantity.times(sign).minus(quantity.times(tier.maintenance));
    const price = fixed.plus(tier.maintenanceDeduction).negated().div(slope);
    const notional = price.times(quantity);
    const next = tiers[index + 1];
    if (notional.gte(tier.from) && (next === undefined || notional.lt(next.from))) return price;
  }
  return null;
}

export interface PlainAccount {
  collateral: Decimal;
  positions: PlainPosition[];
}

export interface PlainFill {
  instrument: string;
  side: 'long' | 'short';
  quantity: string;
  price: string;
}

/** Opens or increases through the checks that a back end makes, and records what happened. */
export function plainOpen(
  { collateral, positions }: PlainAccount,
  fill: PlainFill,
  { lot, tick, minimum, fee }: { lot: string; tick: string; minimum: string; fee: string },
) {
  const quantity = new Decimal(fill.quantity);
  const price = new Decimal(fill.price);
  if (!quantity.mod(lot).isZero() || quantity.lt(minimum)) throw new Error('quantity');
  if (!price.gt(0) || !price.mod(tick).isZero()) throw new Error('price');
  const held = positions.find(({ instrument }) => instrument === fill.instrument);
  if (held === undefined || held.sign !== (fill.side === 'long' ? 1 : -1)) throw new Error('side');
  const total = held.quantity.plus(quantity);
  const cost = held.quantity.times(held.entry).plus(quantity.times(price));
  const after = { ...held, quantity: total, entry: cost.div(total) };
  const charged = quantity.times(price).times(fee);
  const next = {
    collateral: collateral.minus(charged),
    positions: positions.map((position) => (position === held ? after : position)),
  };
  const { equity, initial } = plainMeasure(next.collateral, next.positions);
  if (equity.lt(initial)) throw new Error('margin');
  const event = {
    type: 'increased',
    ...fill,
    fee: charged.toFixed(),
    after: { quantity: after.quantity.toFixed(), entry: after.entry.toFixed() },
  };
  return { next, event };
}

/** Closes the largest loss first and measures anew after each close. */
export function plainCascade(collateral: Decimal, positions: readonly PlainPosition[]): number {
  const open = [...positions].sort((a, b) => profitOf(a).cmp(profitOf(b)));
  let cash = collateral;
  let closes = 0;
  while (open.length > 0) {
    const { equity, maintenance } = plainMeasure(cash, open);
    if (equity.gt(maintenance)) break;
    cash = cash.plus(profitOf(open.shift()!));
    closes += 1;
  }
  return closes;
}
