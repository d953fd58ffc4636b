import Table from 'cli-table3';
import type { ScheduleWarning } from '../../domain/index.js';
import { warningText } from '../application/refusal-text.js';
import {
  PRESETS,
  SOURCES,
  choosePreset,
  comparePresets,
  comparisonRows,
  decidedBy,
  decisionRows,
  saysSomething,
  sourceGaps,
  tagOf,
  type Preset,
  type PresetChoice,
  type Saying,
  type Source,
  type SourceGaps,
  type Sourced,
} from '../presets/index.js';
import { presetsFor } from '../replay/preset-files.js';
import type { Scenario } from '../scenario/format.js';
import { stageOf } from '../scenario/stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** How a command of `presets` prints. */
export interface PrintOptions {
  readonly json?: boolean;
}

/** Options of `presets show`. */
export interface ShowOptions extends PrintOptions {
  readonly option?: readonly string[];
}

/** `plimsoll presets`: which presets there are, with their options and earlier versions. */
export function listPresets(terminal: Terminal, { json }: PrintOptions): number {
  const listed = PRESETS.map(({ name, title, asOf, versions = [], options }) => ({
    name,
    title,
    asOf,
    versions: versions.map(({ asOf, title, source }) => ({ asOf, title, source })),
    options: Object.entries(options).map(([option, { title, source }]) => ({
      name: option,
      title,
      source,
    })),
  }));
  if (json === true) {
    printJson(terminal, listed);
    return EXIT.ok;
  }
  const colour = paint(terminal);
  for (const { name, title, asOf, versions, options } of listed) {
    terminal.out(`${colour.bold(name)}  ${title} (${asOf})`);
    for (const { asOf: day, title: was } of versions) terminal.out(`  @${day}: ${was}`);
    for (const { name: option, title: reads } of options) terminal.out(`  ${option}: ${reads}`);
  }
  return EXIT.ok;
}

/** `plimsoll presets show`: what one decides and where that comes from. */
export async function showPreset(
  terminal: Terminal,
  name: string,
  { option = [], json }: ShowOptions,
): Promise<number> {
  const { preset, warnings, gaps } = await written(name, option);
  const { title, asOf, unpublished = [] } = preset;
  const decides = decidedBy(preset);
  const sources = sourcesOf(decides.map(({ source }) => source));
  if (json === true) {
    const said = { title, asOf, decides, sources, unpublished, ...gaps, warnings };
    printJson(terminal, { name, options: option, ...said });
    return EXIT.ok;
  }
  const table = tableOf(['key', 'value', 'source'], [44, 36, 60]);
  for (const { path, value, source } of decisionRows(preset)) {
    table.push([path, value, cited(source)]);
  }
  terminal.out(`${name}, as of ${asOf}: ${title}`);
  terminal.out(table.toString());
  for (const { what, instead } of unpublished) {
    terminal.out(`not published: ${what}; ${instead}`);
  }
  printDoubts(terminal, { warnings, gaps });
  printSources(terminal, sources);
  return EXIT.ok;
}

/** `plimsoll presets diff`: what two presets decide differently, and where each has it from. */
export async function diffPresets(
  terminal: Terminal,
  [left, right]: readonly [string, string],
  { json }: PrintOptions,
): Promise<number> {
  const both = await Promise.all([written(left), written(right)]);
  const [ours, theirs] = [both[0].preset, both[1].preset];
  const differences = comparePresets(ours, theirs);
  const cited = differences.flatMap((one) => [one.left?.source, one.right?.source]);
  const sources = sourcesOf(cited);
  if (json === true) {
    const doubts = both.map(({ warnings, gaps }) => ({ ...gaps, warnings }));
    printJson(terminal, { left, right, differences, sources, doubts });
    return EXIT.ok;
  }
  const table = tableOf(['key', left, right], [40, 50, 50]);
  for (const row of comparisonRows(ours, theirs)) {
    table.push([row.path, told(row.left), told(row.right)]);
  }
  terminal.out(`${left} (${ours.asOf}) and ${right} (${theirs.asOf})`);
  terminal.out(differences.length === 0 ? 'decide the same' : table.toString());
  for (const one of both) printDoubts(terminal, one);
  printSources(terminal, sources);
  return EXIT.ok;
}

/** A warning, and the option or version that it is of where that is not the one chosen. */
interface Doubt extends ScheduleWarning {
  readonly under?: string;
}

/** A preset as it is chosen, and what is suspicious about it. */
interface Written {
  readonly preset: Preset;
  readonly warnings: readonly Doubt[];
  readonly gaps: SourceGaps;
}

/**
 * What is written as `NAME+OPTION`, and with further options.
 * @throws UsageError where there is no such preset, or an engine would refuse its terms, be it
 *   under an option or a version that is not chosen
 */
async function written(given: string, further: readonly string[] = []): Promise<Written> {
  const [name = '', ...more] = given.split('+');
  const options = [...more, ...further];
  const { choice, presets } = await presetsFor({ name, options }).catch((problem: unknown) => {
    throw asUsage(problem);
  });
  const preset = choosePreset(choice, presets);
  if (!preset.ok) throw new UsageError(preset.error);
  const named = choosePreset(nameOf(choice), presets);
  const plain = named.ok ? named.value : preset.value;
  const warnings: Doubt[] = [...(await warningsOf(preset.value, given))];
  const known = new Set(warnings.map(warningText));
  for (const [under, other] of othersOf(plain)) {
    const found = await warningsOf(other, `${given}: ${under}`);
    warnings.push(
      ...found.filter((one) => !known.has(warningText(one))).map((one) => ({ ...one, under })),
    );
  }
  return { preset: preset.value, warnings, gaps: sourceGaps(preset.value, plain) };
}

/** @throws UsageError where an engine would refuse the terms */
async function warningsOf(preset: Preset, what: string): Promise<readonly ScheduleWarning[]> {
  const { stage, problem } = await stageOf(configuredBy(preset), [preset]);
  if (problem !== undefined) throw new UsageError(`${what}: ${problem}`);
  return stage.warnings;
}

/** The preset under each of its options alone, and as each of its versions. */
function* othersOf(preset: Preset): Generator<readonly [under: string, preset: Preset]> {
  const { name, options, versions = [] } = preset;
  for (const option of Object.keys(options)) {
    const chosen = choosePreset({ name, options: [option] }, [preset]);
    if (chosen.ok) yield [`option ${option}`, chosen.value];
  }
  for (const { asOf } of versions) {
    const chosen = choosePreset(`${name}@${asOf}`, [preset]);
    if (chosen.ok) yield [`version ${asOf}`, chosen.value];
  }
}

/** The name without a day: earlier figures and options may leave a source without one. */
function nameOf(choice: PresetChoice): string {
  const name = typeof choice === 'string' ? choice : choice.name;
  return name.replace(/@.*/, '');
}

/** A scenario that does nothing but configure an engine, with an instrument of the template. */
function configuredBy({ name, title, template, configuration }: Preset): Scenario {
  const quote = configuration.settlement ?? 'USD';
  const instrument = { id: 'template', base: 'TEMPLATE', quote, ...template };
  return { scenario: 1, id: name, title, preset: name, instruments: [instrument], steps: [] };
}

function printDoubts(terminal: Terminal, { warnings, gaps }: Omit<Written, 'preset'>): void {
  const colour = paint(terminal);
  for (const { under, ...warning } of warnings) {
    const of = under === undefined ? '' : `${under}: `;
    terminal.out(colour.yellow(`warning  ${of}${warningText(warning)}`));
  }
  if (gaps.unsourced.length > 0) {
    terminal.out(colour.yellow(`without a source: ${gaps.unsourced.join(', ')}`));
  }
  for (const path of gaps.idle) {
    terminal.out(colour.yellow(`a source for ${path}, where nothing is decided`));
  }
}

function told(saying: Saying | undefined): string {
  return saying === undefined ? '-' : `${saying.value}\n${cited(saying.source)}`;
}

function cited(source: Sourced | undefined): string {
  return saysSomething(source) ? source : 'no source';
}

function tableOf(head: string[], colWidths: number[]): Table.Table {
  return new Table({
    head,
    style: { head: [], border: [], compact: true },
    colWidths,
    wordWrap: true,
  });
}

function printSources(terminal: Terminal, sources: Readonly<Record<string, Source>>): void {
  for (const [tag, { title, address, asOf }] of Object.entries(sources)) {
    terminal.out(`${tag} (${asOf}): ${title}${address === undefined ? '' : `, ${address}`}`);
  }
}

/** The pages behind citations, in the order of the list of sources. */
function sourcesOf(cited: readonly (Sourced | undefined)[]): Record<string, Source> {
  const named = new Set(cited.flatMap((source) => (source === undefined ? [] : [tagOf(source)])));
  return Object.fromEntries(Object.entries(SOURCES).filter(([tag]) => named.has(tag as never)));
}
