import { parseDecimal } from '../../domain/index.js';
import { readFundingFile, type FundingStamp } from '../adapters/market-files/funding-file.js';
import { readPriceFile, type PriceSeries } from '../adapters/market-files/price-file.js';
import { readTierFile } from '../adapters/market-files/tier-file.js';
import { doubtsAbout, type TierTables } from '../adapters/market-files/tier-table.js';
import { tradable } from '../generate/book.js';
import { choosePreset, type Preset } from '../presets/index.js';
import { coinsOf } from './market-setup.js';
import { presetsFor } from './preset-files.js';
import { readBook, type Book } from './read-book.js';
import { ReplayError } from './replay-error.js';
import type { ReplayOptions } from './replay-options.js';

/** Everything a run reads before it begins. */
export interface ReplayInputs {
  readonly preset: Preset;
  readonly series: PriceSeries;
  readonly book: Book;
  readonly tiers: TierTables | undefined;
  /** Funding payments within the run, in order of time. */
  readonly stamps: readonly FundingStamp[];
  /** What a reader of the result must know: rows left out, files that had no effect. */
  readonly notes: readonly string[];
}

/**
 * Reads the files of a run and checks its options.
 * @throws ReplayError for an option, BadRows or UnusableFile for a file
 */
export async function readInputs(options: ReplayOptions): Promise<ReplayInputs> {
  demandAmount('--fund', options.fund);
  demandAmount('--slippage', options.slippage, '1');
  const asked = { name: options.preset, options: options.presetOptions ?? [] };
  const { choice, presets } = await presetsFor(asked);
  const preset = choosePreset(choice, presets);
  if (!preset.ok) throw new ReplayError(preset.error);
  const series = await readPriceFile(options.prices, { skipBad: options.skipBad });
  const book = await readBook(options.book);
  const tiers = options.tiers === undefined ? undefined : await readTierFile(options.tiers);
  const funding = await readFunding(options.funding ?? [], series);
  const notes = [
    ...skippedRows(series),
    ...tierNotes(series, tiers, preset.value, options.tiers),
    ...funding.notes,
  ];
  return { preset: preset.value, series, book, tiers, stamps: funding.stamps, notes };
}

/** @throws ReplayError unless the option is a decimal from zero to below `limit` */
function demandAmount(option: string, given: string, limit?: string): void {
  const amount = parseDecimal(given);
  const most = limit === undefined ? '' : ` below ${limit}`;
  if (amount.ok && !amount.value.isNegative() && (limit === undefined || amount.value.lt(limit)))
    return;
  throw new ReplayError(`${option} must be a decimal that is not negative${most}, not ${given}`);
}

function skippedRows({ skipped, file }: PriceSeries): string[] {
  if (skipped.length === 0) return [];
  const lines = skipped.slice(0, 5).map(({ line, kind }) => `${line} (${kind})`);
  const more = skipped.length > 5 ? ` and ${skipped.length - 5} more` : '';
  const noun = skipped.length === 1 ? 'row was' : 'rows were';
  return [`${skipped.length} bad ${noun} left out of ${file}: line ${lines.join(', ')}${more}`];
}

/** @throws ReplayError for tiers that do not fit together, under a preset of strict schedules */
function tierNotes(
  { symbols }: PriceSeries,
  tiers: TierTables | undefined,
  preset: Preset,
  file = '',
): string[] {
  if (tiers === undefined) return [];
  const traded = symbols.filter(tradable);
  const missing = traded.filter((symbol) => !tiers.has(symbol));
  const unsized = traded.filter(
    (symbol) => tiers.get(symbol)?.by === 'quantity' && coinsOf(preset, symbol) === undefined,
  );
  const doubts = doubtsAbout(tiers, traded);
  if (doubts[0] !== undefined && preset.configuration.engine?.strictSchedules === true) {
    throw new ReplayError(`${doubts[0]}; ${preset.name} takes no suspicious schedule`);
  }
  if (missing.length === traded.length) {
    return [
      `${file} has margin tiers for none of ${traded.join(', ')}: it has no effect, ` +
        "the preset's own schedules count",
    ];
  }
  return [
    ...doubts,
    ...about(missing, 'no margin tiers for', "the preset's own schedule counts there"),
    ...about(unsized, 'tiers by contracts for', 'a contract is taken as a coin there'),
  ];
}

function about(symbols: readonly string[], what: string, how: string): string[] {
  return symbols.length === 0 ? [] : [`${what} ${symbols.join(', ')}: ${how}`];
}

async function readFunding(
  files: readonly string[],
  series: PriceSeries,
): Promise<{ stamps: readonly FundingStamp[]; notes: readonly string[] }> {
  const from = series.batches[0]?.time ?? 0;
  const to = (series.batches.at(-1)?.time ?? 0) + series.step;
  const stamps: FundingStamp[] = [];
  const notes: string[] = [];
  for (const file of files) {
    const due = (await readFundingFile(file)).filter(
      ({ time, symbol }) => time >= from && time <= to && series.symbols.includes(symbol),
    );
    if (due.length === 0) notes.push(`${file}: no funding payment falls into the run`);
    stamps.push(...due);
  }
  return { stamps: stamps.sort((a, b) => a.time - b.time), notes };
}
