import type { ConfigurationTerms } from '../../../domain/index.js';
import type { Citation } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** The inverse perpetual on bitcoin, but for its margin: a contract is one dollar. */
export const DERIBIT_PERPETUAL = {
  id: 'BTC-PERPETUAL',
  kind: 'inverse',
  base: 'BTC',
  quote: 'USD',
  multiplier: '1',
} as const;

/** The policies of an account of Deribit under standard and under portfolio margin. */
export const DERIBIT_ACCOUNT = {
  boundary: 'at-or-below',
  positionMode: 'one-way',
  strictSchedules: true,
  liquidation: { order: 'largest-relief-first', size: 'just-enough', fee: '0.0035' },
  deficit: ['insurance-fund', 'share-loss'],
  fees: { maker: '0', taker: '0.0005' },
} as const satisfies ConfigurationTerms['engine'];

/** What both models cite alike. */
export const DERIBIT_ACCOUNT_SOURCES: readonly Citation[] = [
  {
    path: 'engine.boundary',
    source: 'D-LIQ: it stops once the requirement is lower than the balance, at it it goes on',
  },
  { path: 'engine.positionMode', source: 'our reading: longs and shorts are netted' },
  STRICT_SCHEDULES,
  {
    path: 'engine.liquidation.order',
    source: 'our reading: what lowers the risk most, D-AUTO; contract by contract is not told',
  },
  {
    path: 'engine.liquidation.size',
    source: 'D-LIQ: part after part until the requirement is met; slices of one lot end there',
  },
  {
    path: 'engine.liquidation.fee',
    source: 'our reading: 0.05 % to take of D-FEE and 0.30 % for the fund of D-FEE0',
  },
  {
    path: 'engine.deficit',
    source: 'D-INS: the fund pays; if it is empty the loss is shared among the winners',
  },
  { path: 'engine.fees', source: 'D-FEE: futures and perpetuals, 0 % and 0.05 %' },
];
