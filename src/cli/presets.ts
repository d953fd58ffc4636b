import Table from 'cli-table3';
import {
  PRESETS,
  SOURCES,
  choosePreset,
  decidedBy,
  decisionRows,
  tagOf,
  type Preset,
  type Source,
} from '../presets/index.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';

/** Options of `presets`. */
export interface PresetsOptions {
  readonly option?: readonly string[];
  readonly json?: boolean;
}

/** `plimsoll presets`: which presets there are, or what one decides and where that comes from. */
export function presets(
  terminal: Terminal,
  name: string | undefined,
  asked: PresetsOptions,
): number {
  if (name === undefined) listPresets(terminal, asked);
  else showPreset(terminal, name, asked);
  return EXIT.ok;
}

function listPresets(terminal: Terminal, { json, option }: PresetsOptions): void {
  if (option !== undefined)
    throw new UsageError('an option needs the name of its preset before it');
  const listed = PRESETS.map(({ name, title, options }) => ({
    name,
    title,
    options: Object.entries(options).map(([option, { title, source }]) => ({
      name: option,
      title,
      source,
    })),
  }));
  if (json === true) return printJson(terminal, listed);
  const colour = paint(terminal);
  for (const { name, title, options } of listed) {
    terminal.out(`${colour.bold(name)}  ${title}`);
    for (const { name: option, title: reads } of options) terminal.out(`  ${option}: ${reads}`);
  }
}

function showPreset(terminal: Terminal, name: string, { option, json }: PresetsOptions): void {
  const chosen = choosePreset({ name, options: option ?? [] });
  if (!chosen.ok) throw new UsageError(chosen.error);
  const sources = sourcesOf(chosen.value);
  if (json === true) {
    const { title } = chosen.value;
    printJson(terminal, {
      name,
      options: option ?? [],
      title,
      decides: decidedBy(chosen.value),
      sources,
    });
    return;
  }
  const table = new Table({
    head: ['key', 'value', 'source'],
    style: { head: [], border: [], compact: true },
    colWidths: [44, 36, 60],
    wordWrap: true,
  });
  for (const { path, value, source } of decisionRows(chosen.value)) {
    table.push([path, value, source ?? '']);
  }
  terminal.out(table.toString());
  for (const [tag, { title, address }] of Object.entries(sources)) {
    terminal.out(`${tag}: ${title}${address === undefined ? '' : `, ${address}`}`);
  }
}

/** The sources that a preset names, in the order of the list of sources. */
function sourcesOf(preset: Preset): Record<string, Source> {
  const named = new Set(
    decidedBy(preset).flatMap(({ source }) => (source === undefined ? [] : [tagOf(source)])),
  );
  return Object.fromEntries(Object.entries(SOURCES).filter(([tag]) => named.has(tag as never)));
}
