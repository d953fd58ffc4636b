import {
  PRESETS,
  SOURCES,
  changedRows,
  choosePreset,
  decisionRows,
  type Decided,
  type Preset,
  type Source,
} from '../../src/presets/index.js';

/** The tables that docs/presets.md must hold, line by line. */
export function presetTables(preset: Preset): string[] {
  return [
    '| Key | Value | Source |',
    '| --- | --- | --- |',
    ...decisionRows(preset).map(
      ({ path, value, source = '' }) => `| \`${path}\` | ${value} | ${source} |`,
    ),
    '| Option | Reads | Sets | Source |',
    '| --- | --- | --- | --- |',
    ...Object.entries(preset.options).map(([option, { title, source }]) => {
      const chosen = choosePreset({ name: preset.name, options: [option] });
      const sets = chosen.ok ? changedRows(chosen.value, preset).map(setting).join('; ') : '';
      return `| \`${option}\` | ${title} | ${sets} | ${source} |`;
    }),
  ];
}

function setting({ path, value }: Decided): string {
  return `\`${path}\` ${value}`;
}

/** The table of everything that the presets cite. */
export function sourceTable(): string[] {
  return [
    '| Tag | Page |',
    '| --- | --- |',
    ...Object.entries(SOURCES).map(
      ([tag, { title, address }]: [string, Source]) =>
        `| ${tag} | ${address === undefined ? title : `[${title}](${address})`} |`,
    ),
  ];
}

/** Every table line of the page that is written from the code. */
export function writtenTables(): string[] {
  return [...PRESETS.flatMap(presetTables), ...sourceTable()];
}
