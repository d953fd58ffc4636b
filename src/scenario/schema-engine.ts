import { contractsSchema } from './schema-contracts.js';
import { feesSchema, trading } from './schema-fees.js';
import { interestSchema } from './schema-interest.js';
import {
  decimal,
  duration,
  either,
  flag,
  listOf,
  mapOf,
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
import { lossLimitsSchema } from './schema-protection.js';
import { closingSizeSchema, stagesSchema } from './schema-stages.js';

const both = either(decimal, record({ 'maintenance?': decimal, 'initial?': decimal }));
const at = oneOf('mark', 'index');
const size = oneOf('gross', 'net', 'offset', 'short-options');

const minimum = record({
  rate: both,
  on: size,
  'at?': at,
  'factors?': listOf(record({ from: decimal, factor: decimal })),
});

const unit = {
  'shocks?': listOf(record({ price: decimal, 'weight?': decimal, 'volatility?': decimal })),
  'lossFactor?': both,
  'charges?': listOf(record({ on: size, 'at?': at, 'maintenance?': decimal, 'initial?': decimal })),
  'minimum?': either(minimum, listOf(minimum)),
  'vegaPower?': record({
    'days?': decimal,
    'short?': decimal,
    'long?': decimal,
    'floor?': decimal,
  }),
};

const portfolioMargin = record({
  ...unit,
  'units?': listOf(record({ 'bases?': listOf(name), ...unit })),
  'stress?': at,
  'debt?': both,
  'initialFactor?': decimal,
  'offsets?': listOf(record({ units: listOf(name, 1), fraction: decimal })),
  'unpublished?': listOf(
    record({ parameter: text, needs: oneOf('options', 'other-bases'), why: text }),
  ),
  'depeg?': record({
    pairs: listOf(listOf(name)),
    levels: listOf(
      record({ price: decimal, tiers: listOf(record({ from: decimal, rate: decimal })) }),
    ),
  }),
});

const liquidation = record({
  'call?': decimal,
  'marginCall?': oneOf('issued', 'none'),
  'callGrace?': duration,
  'trigger?': decimal,
  'target?': decimal,
  'order?': name,
  'size?': closingSizeSchema,
  'fee?': decimal,
  'feeTo?': oneOf('insurance-fund', 'venue'),
  'remainder?': oneOf('account', 'insurance-fund', 'venue'),
  'stages?': stagesSchema,
});

const decimals = record({
  rounding: oneOf('half-up', 'half-even', 'down', 'up'),
  decimals: { type: 'integer', minimum: 0, maximum: 18 },
});

const measure = oneOf('level', 'equityRatio', 'usage', 'cover', 'buffer');
const thresholds = { measure, at: listOf(decimal), 'hysteresis?': decimal };

/** What a holder may choose to be alerted by. */
export const holderAlertsSchema: Schema = either(oneOf('on', 'off'), record(thresholds));

/** Which topics are told on which channel. */
export const channelsSchema: Schema = either(
  oneOf('on', 'off'),
  mapOf(listOf(oneOf('alert', 'call', 'liquidation', 'protection', 'debt'))),
);

const protection = oneOf('below-limit', 'full', 'none');

/** What may be traded on margin, and up to where. */
export const permission = {
  'instrument?': name,
  'side?': side,
  'eligible?': flag,
  'maxLeverage?': decimal,
  'maxQuantity?': decimal,
};

/** What becomes of a deficit that the holder is to bear. */
const debts = {
  'negativeBalanceProtection?': either(
    protection,
    listOf(record({ 'from?': time, protection, 'limit?': decimal }), 1),
  ),
  'deficitReaction?': oneOf('none', 'convert-collateral'),
  'debtAsset?': name,
  'debtRecovery?': listOf(either(walletKind, oneOf('deposits')), 1),
};

const allowed = record({
  'open?': flag,
  'withdraw?': flag,
  'liquidate?': flag,
  'settle?': flag,
  'trigger?': flag,
});

/** The `engine` section. */
export const engineSchema: Schema = record({
  'boundary?': oneOf('at-or-below', 'below'),
  'profitWeight?': decimal,
  'profitWithdrawable?': flag,
  'withdrawal?': record({ notionalShare: decimal }),
  'health?': record({
    name,
    view: oneOf('level', 'cover', 'ratio', 'rate'),
    'unit?': oneOf('percent', 'number'),
    'rounding?': decimals,
  }),
  'netting?': oneOf('none', 'max-side-per-underlying'),
  'positionMode?': positionMode,
  'modeSwitch?': oneOf('refused', 'allowed'),
  'alerts?': record({ ...thresholds, 'enabled?': flag }),
  'bands?': either(listOf(decimal), record({ measure, at: listOf(decimal) })),
  'buffer?': decimal,
  'newRiskLevel?': decimal,
  'notifications?': channelsSchema,
  'orders?': record({ 'sides?': oneOf('sum', 'larger'), 'reducing?': oneOf('charged', 'free') }),
  'liquidation?': liquidation,
  'lossLimits?': lossLimitsSchema,
  'releaseOnReduce?': oneOf('none', 'pro-rata'),
  'deficit?': listOf(name),
  'deleverage?': record({
    'ranking?': name,
    'price?': oneOf('bankruptcy', 'mark'),
    'losers?': oneOf('never', 'last'),
  }),
  'lossSharing?': record({ 'remainder?': oneOf('largest', 'insurance-fund', 'venue') }),
  'writeOffBelow?': decimal,
  'contracts?': contractsSchema,
  'markQuality?': record({ 'degraded?': allowed, 'stale?': allowed, 'invalid?': allowed }),
  ...debts,
  'permissions?': listOf(record(permission)),
  'insuranceFund?': mapOf(decimal),
  'fees?': record({
    ...trading,
    'window?': duration,
    'kinds?': record({
      'linear?': feesSchema,
      'inverse?': feesSchema,
      'spot-margin?': feesSchema,
      'option?': feesSchema,
    }),
  }),
  'interest?': interestSchema,
  'portfolioMargin?': portfolioMargin,
  'bankruptcyShare?': oneOf('whole', 'by-maintenance'),
  'liquidationPriceBuffer?': decimal,
  'liquidationPriceRounding?': either(
    oneOf('none', 'toward-entry', 'one-tick-early', 'up', 'down'),
    decimals,
  ),
  'strictSchedules?': flag,
  'expectedSlippage?': decimal,
  'bookedDecimals?': mapOf({ type: 'integer', minimum: 0, maximum: 60 }),
});
