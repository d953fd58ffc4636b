import { krakenFutures } from './kraken-futures.js';
import { krakenMargin } from './kraken-margin.js';
import type { Preset } from './preset.js';

export type { Citation, Preset } from './preset.js';
export { mergeTerms } from './merge-terms.js';

export const PRESETS: readonly Preset[] = [krakenMargin, krakenFutures];

export function presetNamed(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
