import { REJECTION_CODES } from '../../domain/index.js';
import { channelsSchema, engineSchema, holderAlertsSchema, permission } from './schema-engine.js';
import {
  anyDecimal,
  decimal,
  duration,
  either,
  flag,
  listOf,
  mapOf,
  mode,
  name,
  oneOf,
  positionMode,
  record,
  side,
  text,
  time,
  walletKind,
  type Schema,
} from './schema-parts.js';
import { lossLimitsSchema, priceOrderSchema, trailingSchema } from './schema-protection.js';
import { assetSchema, instrumentSchema, marginSchema, surfacesSchema } from './schema-terms.js';
import { whatIfSchemas } from './schema-what-if.js';

const amount = { account: name, asset: name, amount: decimal, 'wallet?': walletKind };
const reference = { 'position?': name, 'instrument?': name };
const liquidity = oneOf('maker', 'taker');

const expected: Schema = either(
  text,
  flag,
  { type: 'null' },
  record({ value: anyDecimal, within: anyDecimal }),
  record({
    value: anyDecimal,
    decimals: { type: 'integer', minimum: 0, maximum: 60 },
    'rounding?': oneOf('half-up', 'down', 'up', 'half-even'),
  }),
  record({ 'atLeast?': anyDecimal, 'atMost?': anyDecimal }),
);

const fill = {
  account: name,
  instrument: name,
  'mode?': mode,
  'position?': name,
  'liquidity?': liquidity,
  'order?': name,
};

/** The body of every verb. */
const verbs: Readonly<Record<string, Schema>> = {
  account: record({
    id: name,
    'leverage?': decimal,
    'mode?': mode,
    'positionMode?': positionMode,
  }),
  deposit: record(amount),
  withdraw: record(amount),
  balance: record({ account: name, asset: name, amount: decimal, 'wallet?': walletKind }),
  mark: mapOf(decimal),
  rate: mapOf(decimal),
  last: mapOf(decimal),
  index: mapOf(decimal),
  volatility: mapOf(decimal),
  surface: surfacesSchema,
  book: record({
    account: name,
    instrument: name,
    side,
    quantity: decimal,
    entry: decimal,
    'mode?': mode,
    'leverage?': decimal,
    'margin?': decimal,
    'position?': name,
  }),
  open: record({
    ...fill,
    side,
    quantity: decimal,
    price: decimal,
    'leverage?': decimal,
    'margin?': decimal,
  }),
  close: record({
    ...fill,
    'side?': side,
    'quantity?': decimal,
    'price?': decimal,
    'leverage?': decimal,
    'margin?': decimal,
  }),
  order: record({
    account: name,
    id: name,
    instrument: name,
    side,
    quantity: decimal,
    price: decimal,
    'mode?': mode,
    'leverage?': decimal,
    'reduceOnly?': flag,
  }),
  cancel: record({ account: name, id: name, 'instrument?': name }),
  addMargin: record({ account: name, amount: decimal, ...reference }),
  removeMargin: record({ account: name, amount: decimal, ...reference }),
  repay: record({ account: name, 'amount?': decimal, ...reference }),
  setLeverage: record({ account: name, instrument: name, leverage: decimal }),
  setMode: record({ account: name, instrument: name, mode }),
  setAlerts: record({
    account: name,
    'alerts?': holderAlertsSchema,
    'channels?': channelsSchema,
  }),
  autoMargin: record({ account: name, ...reference, cap: either(oneOf('off'), decimal) }),
  permit: record({ account: name, ...permission }),
  transfer: record({ ...amount, 'toAccount?': name, 'toWallet?': walletKind }),
  movePosition: record({
    account: name,
    ...reference,
    'side?': side,
    'pool?': name,
    'toAccount?': name,
    'mode?': mode,
    'margin?': decimal,
  }),
  protect: record({
    account: name,
    ...reference,
    'stopLoss?': priceOrderSchema,
    'takeProfit?': priceOrderSchema,
    'trailing?': trailingSchema,
    'oneCancelsOther?': flag,
  }),
  setSchedule: record({
    instrument: name,
    margin: marginSchema,
    'from?': time,
    'grace?': duration,
  }),
  lossLimits: record({ account: name, limits: either(oneOf('off'), lossLimitsSchema) }),
  funding: record({ instrument: name, rate: decimal, 'mark?': decimal }),
  accrue: record({}),
  openInterest: record({ instrument: name, notional: decimal }),
  source: mapOf(mapOf(decimal)),
  settle: record({ instrument: name, 'price?': decimal }),
  venue: record({
    instrument: name,
    fills: listOf(record({ price: decimal, 'quantity?': decimal })),
    'then?': oneOf('mark', 'none'),
  }),
  deleverage: record({
    account: name,
    instrument: name,
    'quantity?': decimal,
    'against?': listOf(name),
    price: oneOf('bankruptcy', 'mark'),
  }),
  fund: record({ asset: name, amount: decimal }),
  expect: record({
    account: name,
    'pool?': name,
    'figures?': mapOf(expected),
    'positions?': mapOf(either({ type: 'null' }, mapOf(expected))),
    'wallet?': mapOf(expected),
    'debt?': mapOf(expected),
    'claims?': mapOf(expected),
    'fund?': mapOf(expected),
    'events?': listOf({ type: 'object', required: ['type'], properties: { type: text } }),
    'only?': flag,
    ...whatIfSchemas(expected),
  }),
};

/** The names of all verbs, in the order of the format page. */
export const VERBS: readonly string[] = Object.keys(verbs);

const step: Schema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    ...verbs,
    at: time,
    rejects: either(oneOf(true), oneOf(...REJECTION_CODES)),
  },
};

/** JSON Schema of scenario files, format 1; `plimsoll` reads every file through it. */
export const scenarioSchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'plimsoll-scenario-1',
  title: 'Plimsoll scenario, format 1',
  ...record({
    scenario: oneOf(1),
    id: name,
    title: text,
    'source?': text,
    'tags?': listOf(name),
    'preset?': either(name, record({ name, options: listOf(name) })),
    'settlement?': name,
    'liquidate?': flag,
    'engine?': engineSchema,
    'assets?': listOf(assetSchema),
    'instruments?': listOf(instrumentSchema),
    steps: { type: 'array', items: step, maxItems: 1_000_000 },
  }),
};
