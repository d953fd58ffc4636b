import type { Derivation } from '../kernel/index.js';
import { DEFAULT_HEALTH, unitOf } from '../margin/index.js';
import { equityNode, maintenanceNode, openingEquityNode, percent, shareNode } from './levels.js';
import type { Explained } from './money.js';
import { roundedTo } from './prices.js';
import { requirementsNode } from './requirements.js';

/** The health of a pool as it is shown, with the figures its view divides. */
export function healthNode(explained: Explained): Derivation {
  const { health = DEFAULT_HEALTH } = explained.market.configuration;
  const { name, rounding } = health;
  const { part, whole, formula } = divided(explained, health.view);
  const asPercent = unitOf(health) === 'percent';
  const shown = asPercent ? `${name}: 100 x ${formula}` : `${name}: ${formula}`;
  const exact = shareNode(explained, 'health', shown, asPercent ? percent(part) : part, whole);
  if (rounding === undefined || exact.by === undefined) return exact;
  return roundedTo('health', exact, rounding, 'engine.health.rounding');
}

function divided(explained: Explained, view: 'level' | 'cover' | 'ratio' | 'rate') {
  switch (view) {
    case 'level':
      return {
        part: openingEquityNode(explained),
        whole: requirementsNode(explained, 'usedMargin'),
        formula: 'equity / used margin',
      };
    case 'cover':
      return {
        part: equityNode(explained),
        whole: maintenanceNode(explained),
        formula: 'equity / maintenance margin',
      };
    case 'ratio':
    case 'rate':
      return {
        part: maintenanceNode(explained),
        whole: equityNode(explained),
        formula: 'maintenance margin / equity',
      };
  }
}
