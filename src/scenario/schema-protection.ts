import { decimal, either, oneOf, record, type Schema } from './schema-parts.js';

const part = {
  'trigger?': oneOf('mark', 'index', 'last'),
  'quantity?': decimal,
  'share?': decimal,
};
const gone: Schema = { enum: ['off', null] };

/** A stop-loss or take-profit: a trigger price, or an object that says more. */
export const priceOrderSchema: Schema = either(decimal, gone, record({ price: decimal, ...part }));

/** A trailing stop: an amount, or an object that says more. */
export const trailingSchema: Schema = either(
  decimal,
  gone,
  record({ 'amount?': decimal, 'percent?': decimal, ...part }),
);

const hardLimit = record({ limit: decimal, 'policy?': oneOf('close', 'block') });

/** Loss limits of a configuration or of one account. */
export const lossLimitsSchema: Schema = record({
  'position?': hardLimit,
  'account?': hardLimit,
  'daily?': record({
    limit: decimal,
    'counts?': oneOf('realized', 'with-unrealized'),
    'resetAt?': { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' },
    'utcOffset?': { type: 'string', pattern: '^[+-](0\\d|1[0-4]):[0-5]\\d$' },
  }),
});
