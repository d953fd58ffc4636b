import { err, ok, type Result } from '../../domain/index.js';
import { decidedBy } from './decided.js';
import { krakenFutures } from './kraken-futures.js';
import { krakenMargin } from './kraken-margin.js';
import { mergeTerms } from './merge-terms.js';
import { bybitPortfolio } from './portfolio/bybit.js';
import { deribitPortfolio } from './portfolio/deribit.js';
import { okxPortfolio } from './portfolio/okx.js';
import { paradexPortfolio } from './portfolio/paradex.js';
import { span } from './portfolio/span.js';
import type { Preset, PresetOption } from './preset.js';

/** All presets that ship with the package. */
export const PRESETS: readonly Preset[] = [
  krakenMargin,
  krakenFutures,
  okxPortfolio,
  bybitPortfolio,
  deribitPortfolio,
  paradexPortfolio,
  span,
];

/** A preset by its name, or with the options that are chosen for it; a later option wins. */
export type PresetChoice = string | { readonly name: string; readonly options: readonly string[] };

/**
 * The preset of a name, without options; undefined if there is none.
 * @example
 * presetNamed('kraken-futures')?.configuration.settlement; // => 'USD'
 * presetNamed('nowhere'); // => undefined
 */
export function presetNamed(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

/**
 * The preset as it is chosen: its options applied in the order given.
 * @example
 * const chosen = choosePreset({ name: 'kraken-margin', options: ['oldest-first'] });
 * chosen.ok && chosen.value.configuration.engine?.liquidation?.order; // => 'oldest-first'
 */
export function choosePreset(choice: PresetChoice): Result<Preset, string> {
  const { name, options } = typeof choice === 'string' ? { name: choice, options: [] } : choice;
  const preset = presetNamed(name);
  if (preset === undefined) {
    return err(
      `there is no preset ${name}; there are ${PRESETS.map((one) => one.name).join(', ')}`,
    );
  }
  const unknown = options.find((option) => !Object.hasOwn(preset.options, option));
  if (unknown !== undefined) {
    const known = Object.keys(preset.options).join(', ');
    return err(`${name} has no option ${unknown}; it has ${known === '' ? 'none' : known}`);
  }
  return ok(options.map((option) => preset.options[option]!).reduce(withOption, preset));
}

/** A preset under one of its options, cited for what it changes. */
function withOption(preset: Preset, { overrides, source }: PresetOption): Preset {
  const { eachInstrument = {}, template = {}, ...rest } = overrides;
  const { configuration, instruments } = mergeTerms(preset, rest);
  const chosen: Preset = {
    ...preset,
    configuration,
    instruments: instruments.map((instrument) => ({ ...instrument, ...eachInstrument })),
    template: { ...preset.template, ...eachInstrument, ...template },
  };
  const before = new Set(decidedBy(preset).map(({ path, value }) => `${path} ${value}`));
  const changed = decidedBy(chosen).filter(({ path, value }) => !before.has(`${path} ${value}`));
  return {
    ...chosen,
    sources: [...preset.sources, ...changed.map(({ path }) => ({ path, source }))],
  };
}
