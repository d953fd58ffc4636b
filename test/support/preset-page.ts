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
    ...versionTable(preset),
    '| Option | Reads | Sets | Source |',
    '| --- | --- | --- | --- |',
    ...Object.entries(preset.options).map(([option, { title, source }]) => {
      const chosen = choosePreset({ name: preset.name, options: [option] });
      const sets = chosen.ok ? changedRows(chosen.value, preset).map(setting).join('; ') : '';
      return `| \`${option}\` | ${title} | ${sets} | ${source} |`;
    }),
  ];
}

/** How the preset was before, of those that are known as of an earlier day. */
function versionTable({ name, versions = [], ...preset }: Preset): string[] {
  if (versions.length === 0) return [];
  return [
    '| As of | Was | Set | Source |',
    '| --- | --- | --- | --- |',
    ...versions.map(({ asOf, title, source }) => {
      const chosen = choosePreset(`${name}@${asOf}`);
      const now = { ...preset, name };
      const set = chosen.ok ? changedRows(chosen.value, now).map(setting).join('; ') : '';
      return `| ${asOf} | ${title} | ${set} | ${source} |`;
    }),
  ];
}

function setting({ path, value }: Decided): string {
  return `\`${path}\` ${value}`;
}

/** The table of everything that the presets cite. */
export function sourceTable(): string[] {
  return [
    '| Tag | Page | As of |',
    '| --- | --- | --- |',
    ...Object.entries(SOURCES).map(
      ([tag, { title, address, asOf }]: [string, Source]) =>
        `| ${tag} | ${address === undefined ? title : `[${title}](${address})`} | ${asOf} |`,
    ),
  ];
}

/** Every table line of the page that is written from the code. */
export function writtenTables(): string[] {
  return [...PRESETS.flatMap(presetTables), ...sourceTable()];
}
