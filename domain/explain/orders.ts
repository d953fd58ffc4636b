import { Rational, combined, leaf, named, type Dec, type Derivation } from '../kernel/index.js';
import { instrumentIn } from '../market/index.js';
import { reservedMargin, type OpenOrder } from '../order/index.js';
import { heldIn, orderTerms, riskAt, type CrossPool } from '../margin/index.js';
import { valueNode } from './position-value.js';
import { inSettlement, type Explained } from './money.js';
import { pieceNode } from './requirements.js';
import { lossNode, unitNode } from './units.js';

/** What the open orders of a pool reserve. */
export function orderMarginNode(explained: Explained): Derivation {
  const { pool } = explained.measure;
  if (pool.mode === 'isolated') {
    return leaf('orderMargin', Rational.ZERO, 'open orders reserve margin of the cross pool');
  }
  const instruments = [...new Set(pool.orders.map(({ instrument }) => instrument))];
  const parts = instruments.map((id) => reservedNode(explained, pool, id));
  return combined('orderMargin', 'sum', 'sum over the instruments', parts);
}

/** The orders of one instrument, as far as each is charged. */
function reservedNode(explained: Explained, pool: CrossPool, instrument: string): Derivation {
  const { market } = explained;
  const rules = market.configuration.orders;
  const orders = pool.orders.filter((order) => order.instrument === instrument);
  const charged: { readonly side: OpenOrder['side']; readonly node: Derivation }[] = [];
  reservedMargin(orders, heldIn(pool, instrument), rules, (order, quantity) => {
    charged.push({ side: order.side, node: chargeNode(explained, pool, order, quantity) });
    return orderTerms(market, pool, order, quantity).charge;
  });
  const sides = (['long', 'short'] as const).map((side) => {
    const own = charged.filter((one) => one.side === side).map(({ node }) => node);
    return combined(`${side} orders`, 'sum', 'sum over those that could open something', own);
  });
  const figure = `orders in ${instrument}`;
  return rules.sides === 'larger'
    ? combined(figure, 'largest', 'the larger of both sides', sides)
    : combined(figure, 'sum', 'both sides', sides);
}

function chargeNode(
  { market }: Explained,
  pool: CrossPool,
  order: OpenOrder,
  quantity: Dec,
): Derivation {
  const instrument = instrumentIn(market, order.instrument);
  const { at } = orderTerms(market, pool, order, quantity);
  const size = combined('size', 'product', 'contracts x multiplier', [
    leaf('contracts charged', quantity, `order ${order.id}`),
    leaf('multiplier', instrument.multiplier, `terms of ${instrument.id}`),
  ]);
  const { basis } = instrument.margin.initial;
  const index = basis === 'index' ? market.indexes.get(instrument.id)?.price : undefined;
  const price =
    index === undefined
      ? leaf('price', order.price, `order ${order.id}`)
      : leaf('index', index, `index of ${instrument.id}`, { kind: 'index', name: instrument.id });
  const notional = named('notional', valueNode(size, instrument, price));
  const own = pieceNode(instrument, instrument.margin.initial, at, notional);
  const figure = `order ${order.id}`;
  const scheduled = inSettlement(market, figure, instrument.payAsset, own);
  const risk = riskAt(market, instrument, at.exposure, at.ownNotional);
  if (risk === undefined) return scheduled;
  const alone = unitNode(risk, 'initial', (shock) => [lossNode(figure, risk, shock)]);
  return combined(figure, 'sum', 'its schedule + its unit, if it were alone', [scheduled, alone]);
}
