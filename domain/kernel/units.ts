import { type Dec } from './decimal.js';
import { invariant } from './invariant.js';

declare const UNIT: unique symbol;

/**
 * A decimal that knows what it counts. At run time it is the decimal itself and costs nothing; to
 * the compiler it is opaque, so a price cannot stand where a quantity is meant, and arithmetic
 * needs `raw`, which says in the code that units are being combined.
 */
export interface Measured<U extends string> {
  readonly [UNIT]: U;
}

/** Quote units per base unit (linear), or per contract value (inverse). */
export type Price = Measured<'Price'>;
/** A size in contracts; for linear instruments with multiplier 1, base units. Never negative. */
export type Quantity = Measured<'Quantity'>;
/** A pure number: a rate of 5 % is 0.05. */
export type Ratio = Measured<'Ratio'>;

/** The decimal of a measure; says in the code that units are combined. */
export function raw(measured: Price | Quantity | Ratio): Dec {
  return measured as unknown as Dec;
}

/** A decimal that is meant as a price. */
export function priceOf(value: Dec): Price {
  return value as unknown as Price;
}

/** A decimal that is meant as a size in contracts. */
export function quantityOf(value: Dec): Quantity {
  return value as unknown as Quantity;
}

/** A decimal that is meant as a pure number. */
export function ratioOf(value: Dec): Ratio {
  return value as unknown as Ratio;
}

/** The name of an asset, such as `USD`. */
export type AssetId = string;

/** An amount of one asset, signed. Two assets never add up: the compiler refuses literal names
 * that differ, and `invariant` those that are known only at run time. */
export class Money<A extends AssetId = AssetId> {
  constructor(
    readonly asset: A,
    readonly amount: Dec,
  ) {}

  plus(other: Money<A>): Money<A> {
    const { asset } = this;
    invariant(asset === other.asset, 'I-1', `adding ${other.asset} to ${asset}`);
    return new Money(asset, this.amount.plus(other.amount));
  }

  minus(other: Money<A>): Money<A> {
    return this.plus(other.negated());
  }

  negated(): Money<A> {
    return new Money(this.asset, this.amount.negated());
  }

  times(factor: Ratio): Money<A> {
    return new Money(this.asset, this.amount.times(raw(factor)));
  }
}
