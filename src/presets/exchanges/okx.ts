import type { ConfigurationTerms } from '../../../domain/index.js';
import type { Citation } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** The policies of an account of OKX in multi-currency and in portfolio margin. */
export const OKX_ACCOUNT = {
  boundary: 'at-or-below',
  strictSchedules: true,
  health: { name: 'margin ratio', view: 'cover', unit: 'percent' },
  alerts: { measure: 'cover', at: ['3'], enabled: true },
  deficit: ['insurance-fund', 'deleverage'],
  deleverage: { ranking: 'profit-times-leverage', price: 'mark' },
} as const satisfies ConfigurationTerms['engine'];

/** What both modes cite alike. */
export const OKX_ACCOUNT_SOURCES: readonly Citation[] = [
  STRICT_SCHEDULES,
  {
    path: 'engine.health',
    source: 'O-MC: adjusted equity / (maintenance margin + liquidation fee), in percent',
  },
  { path: 'engine.alerts', source: 'our reading: 300 % is the usual warning, no page says so' },
  { path: 'engine.deficit', source: 'O-EARLY: the fund first, then deleveraging' },
  { path: 'engine.deleverage.ranking', source: 'O-EARLY: counterparties ranked highest' },
  { path: 'engine.deleverage.price', source: 'O-EARLY: matched at the mark price' },
  {
    path: 'engine.liquidation.remainder',
    source: 'O-PART: taken over at the bankruptcy price; what is left is a clearance fee',
  },
];
