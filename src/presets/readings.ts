import type { Citation } from './preset.js';

/** Every preset that ships refuses what could not be meant instead of warning about it. */
export const STRICT_SCHEDULES: Citation = {
  path: 'engine.strictSchedules',
  source: 'our reading: a schedule that could not be meant is refused, not warned about',
};

/** A portfolio that needs what nobody has published is refused. */
export const REFUSED_UNPUBLISHED: Citation = {
  path: 'engine.portfolioMargin.unpublished',
  source: 'our reading: what is not published cannot be required, so who needs it is refused',
};

/** Presets whose template is their contract of BTC. */
export const TEMPLATE_AS_BTC: Citation = {
  path: 'template',
  source: 'our reading: a base that is not listed is taken as BTC is',
};

/** Venues that do not tell which of several positions is closed first. */
export const ORDER_NOT_TOLD: Citation = {
  path: 'engine.liquidation.order',
  source: 'our reading: which position comes first is not told',
};
