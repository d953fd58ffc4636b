import type { ConfigurationTerms, StageTerms } from '../../../domain/index.js';
import type { Citation } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** What is done to the positions of a unified account, once orders and liabilities are gone. */
export const BYBIT_REDUCTION: readonly StageTerms[] = [
  { do: 'reduce' },
  { do: 'take-over', by: 'insurance-fund' },
  { do: 'deleverage' },
];

/** The policies of the unified trading account, whatever its margin mode. */
export const BYBIT_ACCOUNT = {
  boundary: 'at-or-below',
  strictSchedules: true,
  health: { name: 'account MM rate', view: 'rate', rounding: { rounding: 'down', decimals: 4 } },
  deficit: ['insurance-fund', 'deleverage'],
  deleverage: { ranking: 'bybit', price: 'bankruptcy' },
} as const satisfies ConfigurationTerms['engine'];

/** What the modes of the account cite alike. */
export const BYBIT_ACCOUNT_SOURCES: readonly Citation[] = [
  { path: 'settlement', source: 'our reading: the venue counts in dollars; USDT stands for it' },
  { path: 'engine.boundary', source: 'Y-UTA: a maintenance rate of 100 % is liquidated' },
  STRICT_SCHEDULES,
  { path: 'engine.health', source: 'Y-GLOS: total maintenance margin / margin balance' },
  { path: 'engine.health.rounding', source: 'Y-PMAPI: rates are cut off at four decimals' },
  {
    path: 'engine.liquidation.remainder',
    source: 'Y-UTA: taken over at the bankruptcy price, so what is left goes to the fund',
  },
  { path: 'engine.deficit', source: 'Y-ADL: the fund first, then deleveraging' },
  {
    path: 'engine.deleverage.ranking',
    source: 'Y-ADL20: by highest profit and effective leverage',
  },
  { path: 'engine.deleverage.price', source: 'Y-ADL20: at the bankruptcy price' },
  { path: 'assets[USDC].haircut', source: 'example: replace by the ratio of your list' },
];
