import { decimal, duration, listOf, mapOf, name, oneOf, record, time } from './schema-parts.js';

const rates = {
  'openingRate?': decimal,
  'rate?': decimal,
  'curve?': listOf(record({ from: time, rate: decimal })),
};

const lending = record({
  supply: decimal,
  'accountLimit?': decimal,
  'utilisation?': listOf(record({ from: decimal, rate: decimal })),
});

/** What borrowed funds cost. */
export const interestSchema = record({
  ...rates,
  'every?': duration,
  'base?': oneOf('exposure', 'loan'),
  'due?': oneOf('arrears', 'advance'),
  'shortAsset?': oneOf('quote', 'base'),
  'policy?': name,
  'lock?': oneOf('floating', 'opening'),
  'assets?': mapOf(record({ ...rates, 'lending?': lending })),
});
