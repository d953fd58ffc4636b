export type {
  Citation,
  EachInstrument,
  Overrides,
  Preset,
  PresetOption,
  PresetOverrides,
  PresetVersion,
  Unpublished,
} from './preset.js';
export { PRESETS, choosePreset, presetNamed, type PresetChoice } from './choose-preset.js';
export { comparePresets, comparisonRows, type Difference, type Saying } from './compare-presets.js';
export { unpublishedParameters, type UnpublishedParameter } from './unpublished.js';
export { mergeTerms } from './merge-terms.js';
export { decidedBy, sourceOf, type Decided } from './decided.js';
export { changedRows, decisionRows } from './decision-rows.js';
export { saysSomething, sourceGaps, type SourceGaps } from './source-gaps.js';
export { SOURCES, tagOf, type Source, type SourceTag, type Sourced } from './sources.js';
