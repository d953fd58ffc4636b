import {
  decimal,
  duration,
  either,
  listOf,
  mapOf,
  name,
  oneOf,
  record,
  text,
  type Schema,
} from './schema-parts.js';

/** How much of a position is closed at once. */
export const closingSizeSchema: Schema = either(
  name,
  record({ fraction: decimal, 'above?': decimal }),
);

const receiver = oneOf('account', 'insurance-fund', 'venue');

/** The stages of liquidations; which keys a stage takes is said by what it does. */
export const stagesSchema: Schema = listOf(
  record({
    do: name,
    'name?': name,
    'at?': decimal,
    'target?': decimal,
    'cooldown?': duration,
    'meanwhile?': oneOf('wait', 'go-on'),
    'rounds?': { type: 'integer', minimum: 1, maximum: 1_000_000 },
    'of?': oneOf('all', 'instrument'),
    'order?': name,
    'size?': either(
      closingSizeSchema,
      record({ tiers: { type: 'integer', minimum: 1, maximum: 1000 } }),
    ),
    'orderType?': oneOf('market', 'limit'),
    'rest?': oneOf('next', 'deleverage'),
    'fee?': decimal,
    'feeTo?': oneOf('insurance-fund', 'venue'),
    'by?': name,
    'to?': listOf(name, 1),
    'limit?': decimal,
    'price?': oneOf('bankruptcy', 'mark'),
    'surplus?': receiver,
    'params?': mapOf(text),
  }),
  1,
);
