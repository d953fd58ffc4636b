import { Rational, combined, leaf, named, type Derivation } from '../kernel/index.js';
import { markOf, type Instrument, type Market } from '../market/index.js';
import type { Explained } from './money.js';
import { inSettlement } from './money.js';
import { signOfSide, valueSign, type Position } from '../position/index.js';
import type { Valuation } from '../margin/index.js';

/** A figure that the position itself carries, to be followed to its events. */
export function heldNode(
  pool: string,
  { key }: Position,
  field: string,
  value: Parameters<typeof leaf>[1],
): Derivation {
  const origin = { kind: 'position', name: key, at: pool, field } as const;
  return leaf(field, value, `position ${key}`, origin);
}

/** Contracts x multiplier. */
export function sizeNode(pool: string, { position, instrument }: Valuation): Derivation {
  return combined('size', 'product', 'contracts x multiplier', [
    named('contracts', heldNode(pool, position, 'quantity', position.quantity)),
    leaf('multiplier', instrument.multiplier, `terms of ${instrument.id}`),
  ]);
}

/** Opening cost of what is held, in the pay asset. */
export function costNode(pool: string, { cost, ...position }: Position): Derivation {
  return heldNode(pool, { cost, ...position }, 'cost', cost);
}

/** The mark of an instrument, or that none came yet. */
export function markNode(market: Market, { id }: Instrument): Derivation {
  const origin = { kind: 'mark', name: id } as const;
  return leaf('mark', markOf(market, id) ?? 'none', `mark of ${id}`, origin);
}

/** The signed value of the contracts at a price, in the pay asset. */
export function valueNode(size: Derivation, { kind }: Instrument, price: Derivation): Derivation {
  return kind === 'inverse'
    ? combined('value', 'quotient', 'size / price', [size, price])
    : combined('value', 'product', 'size x price', [size, price]);
}

/** +1 where profit rises with the value of the contracts, else -1. */
export function valueSignNode({ instrument, position }: Valuation): Derivation {
  const sign = Rational.of(BigInt(valueSign(instrument, position)));
  const inverse = instrument.kind === 'inverse' ? ' of an inverse contract' : '';
  return leaf('sign', sign, `${position.side}${inverse}: with its value profit rises or falls`);
}

/** +1 for a long, -1 for a short. */
export function sideNode({ side, key }: Position): Derivation {
  return leaf('side', Rational.of(BigInt(signOfSide(side))), `position ${key} is ${side}`);
}

/** Profit of one position in settlement, signed; at its entry until the first mark came. */
export function profitNode({ market, measure }: Explained, valuation: Valuation): Derivation {
  const { position, instrument } = valuation;
  const pool = measure.pool.id;
  const figure = `profit of ${position.key}`;
  if (markOf(market, instrument.id) === undefined) {
    return leaf(figure, Rational.ZERO, `${instrument.id} has no mark yet: valued at its entry`);
  }
  const value = valueNode(sizeNode(pool, valuation), instrument, markNode(market, instrument));
  const gain = combined('gain of value', 'difference', 'value - cost', [
    value,
    costNode(pool, position),
  ]);
  const own = combined('own profit', 'product', 'sign x gain of value', [
    valueSignNode(valuation),
    gain,
  ]);
  return inSettlement(market, figure, instrument.payAsset, own);
}

/** The same as it counts inside equity: gains by the profit weight, losses whole. */
export function countedProfitNode(explained: Explained, valuation: Valuation): Derivation {
  const profit = profitNode(explained, valuation);
  const { profitWeight } = explained.market.configuration;
  if (profitWeight.eq(1) || valuation.profit.sign() <= 0) return profit;
  const weight = leaf('profit weight', profitWeight, 'engine.profitWeight');
  const figure = `${profit.figure} as it counts`;
  return combined(figure, 'product', 'profit x weight of gains', [profit, weight]);
}

/** Unrealized profit of a pool, whole or as it counts inside equity. */
export function profitsNode(explained: Explained, counted: boolean): Derivation {
  const of = counted ? countedProfitNode : profitNode;
  const parts = explained.measure.valuations.map((valuation) => of(explained, valuation));
  const formula = counted ? 'sum over the positions, gains weighted' : 'sum over the positions';
  return combined('unrealizedProfit', 'sum', formula, parts);
}

/** Notional of one position at the mark in the pay asset, never negative. */
export function ownNotionalNode({ market, measure }: Explained, valuation: Valuation): Derivation {
  const { instrument, position } = valuation;
  const pool = measure.pool.id;
  const mark = markOf(market, instrument.id);
  if (mark === undefined) return named('notional', costNode(pool, position));
  const price = markNode(market, instrument);
  const value = valueNode(sizeNode(pool, valuation), instrument, price);
  if (!mark.isNegative()) return named('notional', value);
  const minus = leaf('minus', Rational.of(-1n), 'a notional is never negative');
  return combined('notional', 'product', 'value without its sign', [value, minus]);
}

/** The same in settlement. */
export function notionalNode(explained: Explained, valuation: Valuation): Derivation {
  const { key } = valuation.position;
  const { payAsset } = valuation.instrument;
  const own = ownNotionalNode(explained, valuation);
  return inSettlement(explained.market, `notional of ${key}`, payAsset, own);
}
