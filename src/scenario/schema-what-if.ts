import {
  decimal,
  duration,
  mapOf,
  mode,
  name,
  oneOf,
  record,
  side,
  type Schema,
} from './schema-parts.js';

/** The expectations of an account that ask what would be. */
export function whatIfSchemas(expected: Schema): Readonly<Record<'preview?' | 'shock?', Schema>> {
  return {
    'preview?': record({
      instrument: name,
      side,
      quantity: decimal,
      'price?': decimal,
      'mode?': mode,
      'leverage?': decimal,
      'margin?': decimal,
      'position?': name,
      'liquidity?': oneOf('maker', 'taker'),
      'holding?': duration,
      'expectedPrice?': decimal,
      'buffer?': decimal,
      'otherFees?': decimal,
      figures: mapOf(expected),
    }),
    'shock?': record({
      of: { ...mapOf(decimal), minProperties: 1, maxProperties: 2 },
      'slippage?': decimal,
      figures: mapOf(expected),
    }),
  };
}
