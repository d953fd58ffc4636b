import { isDay } from '../presets/choose-preset.js';
import type { Preset, PresetOverrides } from '../presets/index.js';
import { checkBy } from './compile-schema.js';
import type { Problem } from './format.js';
import { instrumentsNamedTwice, parseText, problem, problemsOf } from './read.js';
import { engineSchema } from './schema-engine.js';
import {
  decimal,
  flag,
  listOf,
  mapOf,
  name,
  oneOf,
  record,
  text as anyText,
  type Schema,
} from './schema-parts.js';
import { liquidationOrderSchema } from './schema-contracts.js';
import { assetSchema, instrumentSchema, marginSchema } from './schema-terms.js';

const day: Schema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const kind = oneOf('linear', 'inverse', 'spot-margin');
const terms = {
  'settlement?': name,
  'liquidate?': flag,
  'engine?': engineSchema,
  'assets?': listOf(assetSchema),
  'instruments?': listOf(instrumentSchema),
};
const change = {
  title: anyText,
  source: anyText,
  overrides: record({
    ...terms,
    'template?': record({
      'kind?': kind,
      'margin?': marginSchema,
      'maxLeverage?': decimal,
      'liquidationOrder?': liquidationOrderSchema,
    }),
  }),
};

/** JSON Schema of a preset that is written as a file. */
export const presetSchema: Schema = record({
  preset: oneOf(1),
  name: { ...name, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  title: anyText,
  asOf: day,
  ...terms,
  template: record({
    kind,
    margin: marginSchema,
    'maxLeverage?': decimal,
    'liquidationOrder?': liquidationOrderSchema,
  }),
  'sources?': mapOf(anyText),
  'options?': mapOf(record(change)),
  'versions?': listOf(record({ asOf: day, ...change })),
  'unpublished?': listOf(record({ what: anyText, instead: anyText })),
});

interface Change {
  readonly title: string;
  readonly source: string;
  readonly overrides: PresetOverrides;
}

interface PresetDocument
  extends PresetOverrides, Pick<Preset, 'name' | 'title' | 'asOf' | 'template' | 'unpublished'> {
  readonly template: Preset['template'];
  readonly sources?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, Change>>;
  readonly versions?: readonly (Change & { readonly asOf: string })[];
}

const errorsOf = checkBy(presetSchema);

/** A preset, or every problem of its document. */
export type PresetRead =
  | { readonly ok: true; readonly preset: Preset }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a preset of one's own from YAML or JSON text: the keys of a scenario's configuration, a
 * template for instruments that are not listed, and by path what is known of where a figure comes
 * from. Every violation is reported with its JSON path.
 * @example
 * const read = readPreset(`
 *   preset: 1
 *   name: tenth
 *   title: a venue of one's own
 *   asOf: '2026-11-26'
 *   template: { kind: linear, margin: { model: flat, initial: '0.1', maintenance: '0.05' } }
 * `);
 * read.ok && read.preset.template.kind; // => 'linear'
 */
export function readPreset(text: string): PresetRead {
  const parsed = parseText(text);
  if (!parsed.ok) return parsed;
  const { document } = parsed;
  const errors = errorsOf(document);
  if (errors.length > 0) return { ok: false, problems: problemsOf(errors) };
  const told = document as PresetDocument;
  const problems = [...semanticProblems(told)];
  return problems.length === 0 ? { ok: true, preset: presetOf(told) } : { ok: false, problems };
}

function* semanticProblems(preset: PresetDocument): Generator<Problem> {
  const { asOf, versions = [], options = {} } = preset;
  yield* instrumentsNamedTwice(preset.instruments, '$');
  for (const [option, { overrides }] of Object.entries(options)) {
    yield* instrumentsNamedTwice(overrides.instruments, `$.options.${option}.overrides`);
  }
  if (!isDay(asOf)) yield problem('$.asOf', A_DAY, asOf);
  const days = new Set<string>();
  for (const [index, version] of versions.entries()) {
    const at = `$.versions[${index}]`;
    yield* instrumentsNamedTwice(version.overrides.instruments, `${at}.overrides`);
    if (!isDay(version.asOf)) yield problem(`${at}.asOf`, A_DAY, version.asOf);
    else if (version.asOf >= asOf) {
      // From its own day on the preset itself is in force: the version would never be.
      yield problem(`${at}.asOf`, `a day before ${asOf}, the preset's own`, version.asOf);
    } else if (days.has(version.asOf)) {
      yield problem(`${at}.asOf`, 'a day of its own', version.asOf);
    }
    days.add(version.asOf);
  }
}

const A_DAY = 'a day of the calendar';

function presetOf(document: PresetDocument): Preset {
  const { name: named, title, asOf, template, unpublished, settlement, liquidate } = document;
  const { engine, assets, instruments = [], sources = {}, options = {}, versions = [] } = document;
  return {
    name: named,
    title,
    asOf,
    configuration: {
      ...(settlement === undefined ? {} : { settlement }),
      ...(liquidate === undefined ? {} : { liquidate }),
      ...(engine === undefined ? {} : { engine }),
      ...(assets === undefined ? {} : { assets }),
    },
    instruments,
    template,
    sources: Object.entries(sources).map(([path, source]) => ({ path, source: stated(source) })),
    options: Object.fromEntries(
      Object.entries(options).map(([option, change]) => [option, changeOf(change)]),
    ),
    versions: versions.map((version) => ({ ...changeOf(version), asOf: version.asOf })),
    ...(unpublished === undefined ? {} : { unpublished }),
  };
}

function changeOf({ title, source, overrides }: Change) {
  return { title, source: stated(source), overrides };
}

function stated(source: string): `stated: ${string}` {
  return `stated: ${source}`;
}
