export type { Citation, EachInstrument, Overrides, Preset, PresetOption } from './preset.js';
export { PRESETS, choosePreset, presetNamed, type PresetChoice } from './choose-preset.js';
export { mergeTerms } from './merge-terms.js';
