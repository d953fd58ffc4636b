import { Dec, refuse, text } from '../kernel/index.js';
import type { AlertRules, Configuration } from './configuration.js';
import type { ConfigurationTerms } from './engine-terms.js';
import type { Instrument } from './instrument.js';
import type { PlainMarginTerms, UsedTerms } from './instrument-terms.js';
import { portfolioWarnings } from './portfolio-warnings.js';
import { scheduleWarnings, type ScheduleWarning } from './schedule-warnings.js';

const HUNDRED = new Dec(100);

/**
 * What only the configuration and the instruments together can get wrong.
 * @rejects `input.invalid`: a suspicious schedule under `strictSchedules`; a level alert at or
 *   below the level at which an instrument is liquidated, which would never be told in time; fee
 *   tiers of an instrument while the engine counts no volume
 * @returns what is suspicious about the schedules, where that is not refused
 */
export function checkTerms(
  configuration: Configuration,
  instruments: Iterable<Instrument>,
): readonly ScheduleWarning[] {
  const { strictSchedules, expectedSlippage, alerts } = configuration;
  const warnings: ScheduleWarning[] = [];
  for (const instrument of instruments) {
    const found = scheduleWarnings(instrument, expectedSlippage);
    if (strictSchedules && found[0] !== undefined) refuseSuspicious(found[0]);
    warnings.push(...found);
    checkFeeTiers(configuration, instrument);
    if (alerts !== undefined) checkAlertLevel(configuration, alerts, instrument);
  }
  return warnings;
}

/**
 * The same of a whole configuration, and what is wrong with it alone.
 * @rejects `input.invalid` as `checkTerms` does, and for suspicious terms of portfolio margin under
 *   `strictSchedules`
 * @returns what is suspicious about portfolio margin and the schedules, where that is not refused
 */
export function checkConfiguration(
  { engine = {} }: ConfigurationTerms,
  read: Configuration,
  instruments: Iterable<Instrument>,
): readonly ScheduleWarning[] {
  const { portfolioMargin } = engine;
  const found = portfolioMargin === undefined ? [] : portfolioWarnings(portfolioMargin);
  if (read.strictSchedules && found[0] !== undefined) refuseSuspicious(found[0]);
  return [...found, ...checkTerms(read, instruments)];
}

/**
 * Whether alerts come before what they warn of.
 * @rejects `input.invalid` for a threshold that would never be told in time
 */
export function checkAlerts(
  configuration: Configuration,
  alerts: AlertRules,
  instruments: Iterable<Instrument>,
): void {
  for (const instrument of instruments) checkAlertLevel(configuration, alerts, instrument);
}

/** Every schedule an instrument has or will have, each band of leverage on its own. */
function schedulesOf({ terms }: Instrument): readonly PlainMarginTerms[] {
  const all = [terms.margin, ...(terms.schedules ?? []).map(({ margin }) => margin)];
  return all.flatMap((margin) => {
    if (margin.model === 'scenario') return [];
    return margin.model === 'by-leverage' ? margin.bands.map((band) => band.margin) : [margin];
  });
}

function refuseSuspicious({ instrument, message, ...named }: ScheduleWarning): never {
  refuse('input.invalid', instrument === undefined ? message : `${instrument}: ${message}`, named);
}

/** Tiers of an instrument go by a volume that somebody has to count. */
function checkFeeTiers({ fees }: Configuration, { id, fees: own }: Instrument): void {
  if (own?.tiers === undefined || fees.counted) return;
  refuse('input.invalid', `${id} has fee tiers, but no volume is counted`, {
    field: 'engine.fees.window',
  });
}

function checkAlertLevel(
  configuration: Configuration,
  rules: AlertRules,
  instrument: Instrument,
): void {
  if (rules.measure !== 'level') return;
  for (const margin of schedulesOf(instrument)) {
    if (margin.model === 'used') checkLevelOf(configuration, rules, instrument, margin);
  }
}

function checkLevelOf(
  { liquidation }: Configuration,
  { thresholds }: AlertRules,
  { id }: Instrument,
  margin: UsedTerms,
): void {
  const line = new Dec(margin.liquidationLevel).times(liquidation.trigger).times(HUNDRED);
  const late = thresholds.find(({ value }) => value.lte(line));
  if (late === undefined) return;
  refuse('input.invalid', `an alert at ${late.name} % comes after the liquidation of ${id}`, {
    field: 'engine.alerts.at',
    figure: late.name,
    limit: text(line),
    unit: '%',
  });
}
