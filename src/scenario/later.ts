import type { Scenario } from './format.js';

/** A feature of the format that is still to come, and how a scenario shows that it needs it. */
interface Later {
  readonly reason: string;
  readonly isNamedBy: (scenario: Scenario) => boolean;
}

/** The closed list of reasons for which a scenario is skipped; empty: all of it is supported. */
export const LATER: readonly Later[] = [];

/** What a scenario names that the engine does not support yet, as far as the document shows. */
export function laterFeatures(scenario: Scenario): string[] {
  return LATER.filter(({ isNamedBy }) => isNamedBy(scenario)).map(({ reason }) => reason);
}
