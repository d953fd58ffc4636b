import { decimal, listOf, record, type Schema } from './schema-parts.js';

/** Trading fees: plain rates, or tiers by volume. */
export const trading: Readonly<Record<string, Schema>> = {
  'maker?': decimal,
  'taker?': decimal,
  'tiers?': listOf(record({ from: decimal, maker: decimal, taker: decimal }), 1),
};

/** Fees of an instrument or of a kind of instruments. */
export const feesSchema: Schema = record({ ...trading, 'liquidation?': decimal });
