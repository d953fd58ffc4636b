import { err, ok, parseInstant, type Result } from '../../domain/index.js';
import { decidedBy } from './decided.js';
import { binanceCoinm } from './exchanges/binance-coinm.js';
import { binancePortfolio } from './exchanges/binance-portfolio.js';
import { binanceUsdm } from './exchanges/binance-usdm.js';
import { bitmex } from './exchanges/bitmex.js';
import { bybitUnified } from './exchanges/bybit-unified.js';
import { deribitStandard } from './exchanges/deribit-standard.js';
import { drift } from './exchanges/drift.js';
import { dydxV4 } from './exchanges/dydx-v4.js';
import { hyperliquid } from './exchanges/hyperliquid.js';
import { mangoV4 } from './exchanges/mango-v4.js';
import { okxMultiCurrency } from './exchanges/okx-multi-currency.js';
import { vega } from './exchanges/vega.js';
import { krakenFutures } from './kraken-futures.js';
import { krakenMargin } from './kraken-margin.js';
import { mergeTerms } from './merge-terms.js';
import { bybitPortfolio } from './portfolio/bybit.js';
import { deribitPortfolio } from './portfolio/deribit.js';
import { okxPortfolio } from './portfolio/okx.js';
import { paradexPortfolio } from './portfolio/paradex.js';
import { span } from './portfolio/span.js';
import type { Preset, PresetOption, PresetVersion } from './preset.js';

/** All presets that ship with the package. */
export const PRESETS: readonly Preset[] = [
  krakenMargin,
  krakenFutures,
  binanceUsdm,
  binanceCoinm,
  binancePortfolio,
  bybitUnified,
  okxMultiCurrency,
  okxPortfolio,
  bybitPortfolio,
  deribitStandard,
  bitmex,
  hyperliquid,
  dydxV4,
  vega,
  drift,
  mangoV4,
  deribitPortfolio,
  paradexPortfolio,
  span,
];

/**
 * A preset by its name, or with the options that are chosen for it; a later option wins. A name
 * with a day, `okx-portfolio@2024-12-31`, asks for the figures that were in force on that day.
 */
export type PresetChoice = string | { readonly name: string; readonly options: readonly string[] };

/**
 * The preset of a name, as it is in force now and without options; undefined if there is none.
 * @example
 * presetNamed('kraken-futures')?.configuration.settlement; // => 'USD'
 * presetNamed('nowhere'); // => undefined
 */
export function presetNamed(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

/**
 * The preset as it is chosen, of those that ship or of others: as of its day, its options applied
 * in the order given.
 * @example
 * const chosen = choosePreset({ name: 'kraken-margin', options: ['oldest-first'] });
 * chosen.ok && chosen.value.configuration.engine?.liquidation?.order; // => 'oldest-first'
 */
export function choosePreset(
  choice: PresetChoice,
  presets: readonly Preset[] = PRESETS,
): Result<Preset, string> {
  const { name, options } = typeof choice === 'string' ? { name: choice, options: [] } : choice;
  const dated = presetOn(name, presets);
  if (!dated.ok) return dated;
  const preset = dated.value;
  const unknown = options.find((option) => !Object.hasOwn(preset.options, option));
  if (unknown !== undefined) {
    const known = Object.keys(preset.options).join(', ');
    return err(`${name} has no option ${unknown}; it has ${known === '' ? 'none' : known}`);
  }
  return ok(options.map((option) => preset.options[option]!).reduce(withChanges, preset));
}

/** The preset of a name that may carry a day: of what is known by then the newest. */
function presetOn(choice: string, presets: readonly Preset[]): Result<Preset, string> {
  const [name = '', day] = choice.split('@');
  const preset = presets.find((one) => one.name === name);
  if (preset === undefined) {
    return err(
      `there is no preset ${name}; there are ${presets.map((one) => one.name).join(', ')}`,
    );
  }
  if (day === undefined) return ok(preset);
  if (!isDay(day)) return err(`${day} is no day, such as ${preset.asOf}`);
  if (day >= preset.asOf) return ok(preset);
  const { versions = [] } = preset;
  const newestFirst = [...versions].sort((a, b) => (a.asOf < b.asOf ? 1 : -1));
  const version = newestFirst.find(({ asOf }) => asOf <= day);
  if (version !== undefined) return ok({ ...withChanges(preset, version), asOf: version.asOf });
  return err(
    `${name} is not known before ${newestFirst.at(-1)?.asOf ?? preset.asOf}, asked of ${day}`,
  );
}

/** Whether it is a day of the calendar, such as `2026-11-26`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(`${text}T00:00:00Z`).ok;
}

/** A preset under an option or as it was, cited for what differs. */
function withChanges(preset: Preset, { overrides, source }: PresetOption | PresetVersion): Preset {
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
