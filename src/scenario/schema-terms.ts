import { liquidationOrderSchema, markRuleSchema } from './schema-contracts.js';
import { feesSchema } from './schema-fees.js';
import {
  decimal,
  duration,
  either,
  flag,
  listOf,
  mapOf,
  name,
  oneOf,
  record,
  time,
  walletKind,
  type Schema,
} from './schema-parts.js';

const basis = oneOf('mark', 'entry', 'index');

/** Keys every margin model may have. */
const common = {
  'initialBasis?': basis,
  'maintenanceBasis?': basis,
  'closeFee?': decimal,
  'closeFeeIn?': oneOf('requirement', 'ratio'),
  'closeFeeInInitial?': flag,
  'ownFunds?': oneOf('as-borrowed', 'never-liquidated'),
  'openInterest?': record({ lower: decimal, upper: decimal }),
  'initialFloor?': oneOf('leverage'),
};

const slope = record({ base: decimal, perUnit: decimal });

const models: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  flat: { initial: decimal, maintenance: decimal },
  leverage: { maintenanceFraction: decimal },
  tiered: {
    tiers: listOf(
      record({
        from: decimal,
        'initial?': decimal,
        maintenance: decimal,
        'deduction?': decimal,
        'maxLeverage?': decimal,
      }),
      1,
    ),
    by: oneOf('notional', 'quantity'),
    scope: oneOf('marginal', 'whole'),
  },
  slope: { initial: slope, maintenance: slope, unit: oneOf('quantity', 'notional') },
  root: { initial: decimal, maintenance: decimal, imf: decimal },
  used: { callLevel: decimal, liquidationLevel: decimal },
  custom: { name, 'params?': { type: 'object', additionalProperties: { type: 'string' } } },
  scenario: {},
};

/** Each model told apart by its name, so that a problem is reported against the right one. */
function toldApart(shapes: Readonly<Record<string, Readonly<Record<string, Schema>>>>): Schema {
  return {
    type: 'object',
    required: ['model'],
    properties: { model: oneOf(...Object.keys(shapes)) },
    allOf: Object.entries(shapes).map(([model, keys]) => ({
      if: { properties: { model: { const: model } }, required: ['model'] },
      then: record({ model: { const: model }, ...keys }),
    })),
  };
}

const { scenario: _portfolio, ...plain } = models;
const withCommon = (shapes: typeof models): typeof models =>
  Object.fromEntries(Object.entries(shapes).map(([name, keys]) => [name, { ...keys, ...common }]));

/** A margin schedule, by its model. */
export const marginSchema: Schema = toldApart({
  ...withCommon(models),
  'by-leverage': {
    bands: listOf(record({ from: decimal, margin: toldApart(withCommon(plain)) }), 1),
  },
});

/** Implied volatilities by base, tenor and strike. */
export const surfacesSchema: Schema = mapOf(
  listOf(
    record({ days: decimal, smile: listOf(record({ strike: decimal, volatility: decimal })) }),
  ),
);

/** An instrument. */
export const instrumentSchema: Schema = record({
  id: name,
  kind: oneOf('linear', 'inverse', 'spot-margin', 'option'),
  base: name,
  quote: name,
  'multiplier?': decimal,
  'expiry?': time,
  'strike?': decimal,
  'type?': oneOf('call', 'put'),
  'impliedVolatility?': decimal,
  'underlying?': name,
  'tick?': decimal,
  'lot?': decimal,
  'minQuantity?': decimal,
  'markOnTick?': flag,
  'allowNonPositive?': flag,
  'maxMarkAge?': duration,
  'maxLeverage?': decimal,
  'fees?': feesSchema,
  'settlement?': record({ 'fee?': decimal, 'window?': duration }),
  'markRule?': markRuleSchema,
  'sources?': record({
    from: listOf(record({ name, 'maxAge?': duration }), 1),
    tolerance: decimal,
    'quorum?': { type: 'integer', minimum: 1, maximum: 100 },
    'feeds?': oneOf('mark', 'index'),
  }),
  'liquidationOrder?': liquidationOrderSchema,
  margin: marginSchema,
  'schedules?': listOf(record({ from: time, margin: marginSchema, 'grace?': duration })),
});

/** The collateral terms of an asset. */
export const assetSchema: Schema = record({
  asset: name,
  'haircut?': either(decimal, record({ maintenance: decimal, initial: decimal })),
  'tiers?': listOf(record({ from: decimal, weight: decimal }), 1),
  'liabilityWeight?': either(decimal, record({ maintenance: decimal, initial: decimal })),
  'profit?': oneOf('separate', 'with-balance'),
  'countsFor?': listOf(walletKind),
  'unit?': name,
});
