import type { ConfigurationTerms } from '../../../domain/index.js';
import type { Citation } from '../preset.js';
import { ORDER_NOT_TOLD, STRICT_SCHEDULES, TEMPLATE_AS_BTC } from '../readings.js';

/** Who pays what an account of Binance leaves, in futures and portfolio margin alike. */
export const BINANCE_DEFICITS = {
  deficit: ['insurance-fund', 'deleverage'],
  deleverage: { ranking: 'binance', price: 'bankruptcy' },
} as const;

/** Where the ranking and its price come from. */
export const BINANCE_RANKING: readonly Citation[] = [
  { path: 'engine.deleverage.ranking', source: 'B-ADL: profit ratio x margin ratio' },
  { path: 'engine.deleverage.price', source: 'B-ADL: at the bankruptcy price, without a fee' },
];

/** The policies of both kinds of futures: they differ in their contracts and wallets alone. */
export const BINANCE_FUTURES = {
  boundary: 'at-or-below',
  positionMode: 'one-way',
  strictSchedules: true,
  health: { name: 'margin ratio', view: 'ratio' },
  liquidationPriceRounding: { rounding: 'half-up', decimals: 2 },
  liquidation: {
    order: 'largest-loss-first',
    size: 'just-enough',
    fee: '0',
    feeTo: 'insurance-fund',
    stages: [
      { do: 'cancel-orders' },
      { do: 'reduce' },
      { do: 'take-over', by: 'insurance-fund' },
      { do: 'deleverage' },
    ],
  },
  ...BINANCE_DEFICITS,
} as const satisfies ConfigurationTerms['engine'];

/** What both kinds of futures cite alike. */
export const BINANCE_FUTURES_SOURCES: readonly Citation[] = [
  { path: 'engine.boundary', source: 'B-LIQ: liquidated when the margin ratio reaches 100 %' },
  STRICT_SCHEDULES,
  { path: 'engine.health', source: 'B-LIQ: maintenance margin / margin balance, in percent' },
  ORDER_NOT_TOLD,
  {
    path: 'engine.liquidation.size',
    source: 'B-TW: the size is cut without closing all, until the account complies',
  },
  {
    path: 'engine.liquidation.fee',
    source: 'example: the clearance fee by contract is not published; replace by yours',
  },
  { path: 'engine.liquidation.feeTo', source: 'B-LIQ: the clearance fee goes to the fund' },
  {
    path: 'engine.liquidation.stages',
    source: 'B-TW: orders, one large order, the fund at the bankruptcy price, deleveraging',
  },
  { path: 'engine.deficit', source: 'B-ADL: the fund first, then deleveraging' },
  ...BINANCE_RANKING,
  TEMPLATE_AS_BTC,
];

/** What is not told of either kind. */
export const NO_CLEARANCE_FEE = {
  what: 'the clearance fee by contract',
  instead: 'a liquidation costs nothing; set `engine.liquidation.fee`',
} as const;

/** Both sides of a contract at once, which share one price of the formula. */
export const HEDGED = {
  title: 'Long and short side by side; in a cross pool they share one liquidation price',
  overrides: { engine: { positionMode: 'hedge' } },
} as const;
