import Table from 'cli-table3';
import {
  PRESETS,
  SOURCES,
  choosePreset,
  comparePresets,
  comparisonRows,
  decidedBy,
  decisionRows,
  tagOf,
  type Preset,
  type Saying,
  type Source,
  type Sourced,
} from '../presets/index.js';
import { presetsFor } from '../replay/preset-files.js';
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
  const preset = await written(name, option);
  const { title, asOf, unpublished = [] } = preset;
  const decides = decidedBy(preset);
  const sources = sourcesOf(decides.map(({ source }) => source));
  if (json === true) {
    printJson(terminal, { name, options: option, title, asOf, decides, sources, unpublished });
    return EXIT.ok;
  }
  const table = tableOf(['key', 'value', 'source'], [44, 36, 60]);
  for (const { path, value, source } of decisionRows(preset)) {
    table.push([path, value, source ?? '']);
  }
  terminal.out(`${name}, as of ${asOf}: ${title}`);
  terminal.out(table.toString());
  for (const { what, instead } of unpublished) {
    terminal.out(`not published: ${what}; ${instead}`);
  }
  printSources(terminal, sources);
  return EXIT.ok;
}

/** `plimsoll presets diff`: what two presets decide differently, and where each has it from. */
export async function diffPresets(
  terminal: Terminal,
  [left, right]: readonly [string, string],
  { json }: PrintOptions,
): Promise<number> {
  const [ours, theirs] = await Promise.all([written(left), written(right)]);
  const differences = comparePresets(ours, theirs);
  const cited = differences.flatMap((one) => [one.left?.source, one.right?.source]);
  const sources = sourcesOf(cited);
  if (json === true) {
    printJson(terminal, { left, right, differences, sources });
    return EXIT.ok;
  }
  const table = tableOf(['key', left, right], [40, 50, 50]);
  for (const row of comparisonRows(ours, theirs)) {
    table.push([row.path, told(row.left), told(row.right)]);
  }
  terminal.out(`${left} (${ours.asOf}) and ${right} (${theirs.asOf})`);
  terminal.out(differences.length === 0 ? 'decide the same' : table.toString());
  printSources(terminal, sources);
  return EXIT.ok;
}

/** What is written as `NAME+OPTION`, and with further options. */
function written(choice: string, further: readonly string[] = []): Promise<Preset> {
  const [name = '', ...options] = choice.split('+');
  return chosen(name, [...options, ...further]);
}

async function chosen(name: string, options: readonly string[]): Promise<Preset> {
  const { choice, presets } = await presetsFor({ name, options }).catch((problem: unknown) => {
    throw asUsage(problem);
  });
  const preset = choosePreset(choice, presets);
  if (!preset.ok) throw new UsageError(preset.error);
  return preset.value;
}

function told(saying: Saying | undefined): string {
  return saying === undefined ? '-' : `${saying.value}\n${saying.source ?? ''}`;
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
