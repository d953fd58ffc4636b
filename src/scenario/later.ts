import type { Scenario } from './format.js';

/** The closed list of reasons for which a scenario is skipped. */
export const LATER = {
  portfolio: 'model scenario (portfolio margin)',
  unit: 'asset unit',
  haircuts: 'two-part haircuts',
} as const;

/** What the engine does not support yet. */
export type LaterReason = (typeof LATER)[keyof typeof LATER];

/** What a scenario names that the engine does not support yet, as far as the document shows. */
export function laterFeatures(scenario: Scenario): LaterReason[] {
  const reasons = new Set<LaterReason>();
  for (const { margin } of scenario.instruments ?? []) {
    const terms = margin as unknown as Record<string, unknown>;
    if (terms.model === 'scenario') reasons.add(LATER.portfolio);
  }
  for (const asset of scenario.assets ?? []) {
    if ('unit' in asset) reasons.add(LATER.unit);
    if (typeof asset.haircut === 'object') reasons.add(LATER.haircuts);
  }
  return [...reasons];
}
