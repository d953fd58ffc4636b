import {
  Dec,
  Money,
  priceOf,
  quantityOf,
  ratioOf,
  raw,
  type Price,
  type Quantity,
  type Ratio,
} from '../../../domain/index.js';

const price: Price = priceOf(new Dec(5));
const quantity: Quantity = quantityOf(new Dec(2));
const ratio: Ratio = ratioOf(new Dec('0.1'));

export const mixed: Price = quantity; // @reject
export const swapped: Quantity = ratio; // @reject
export const bare: Price = new Dec(5); // @reject
export const added = price.plus(quantity); // @reject
export const allowed = raw(price).times(raw(quantity));

const dollars = new Money('USD', new Dec(1));
const coins = new Money('BTC', new Dec(1));
export const sum = dollars.plus(coins); // @reject
export const same = dollars.plus(new Money('USD', new Dec(2)));
export const scaled = dollars.times(price); // @reject
export const half = dollars.times(ratio);
