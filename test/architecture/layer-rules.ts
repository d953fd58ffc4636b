import type { Rule } from './rules.js';
import { importsOf, targetOf, type SourceFile } from './source-tree.js';

/**
 * Folders of the application that a folder may import, beside the domain and itself. The engine
 * (`application`) knows ports and no adapter; adapters know ports and no engine; whoever puts them
 * together stands above both.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  ports: ['application'],
  watch: ['ports'],
  presets: [],
  history: ['application', 'ports'],
  input: ['application', 'history', 'scenario'],
  application: ['history', 'input', 'ports'],
  generate: ['adapters', 'replay'],
  adapters: ['generate', 'ports'],
  di: ['adapters', 'application', 'ports', 'watch'],
  scenario: ['adapters', 'application', 'di', 'presets'],
  replay: [
    'adapters',
    'application',
    'di',
    'generate',
    'history',
    'ports',
    'presets',
    'scenario',
    'watch',
  ],
  report: ['application', 'replay'],
  cli: [
    'adapters',
    'application',
    'di',
    'generate',
    'history',
    'ports',
    'presets',
    'replay',
    'report',
    'scenario',
  ],
};

const folderOf = (path: string): string => {
  const [, folder = '', file] = path.split('/');
  return file === undefined ? '' : folder;
};

const relative = (file: SourceFile): string[] =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => targetOf(file, specifier))
    .filter((target) => target.startsWith('src/'));

/** A folder of the application imports only the folders its layer may know. */
export const layers: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('src/') && folderOf(path) !== '')
    .flatMap((file) => {
      const own = folderOf(file.path);
      return relative(file)
        .filter((target) => folderOf(target) !== own)
        .filter((target) => !(LAYERS[own] ?? []).includes(folderOf(target)))
        .map((target) => `${file.path}: ${own} may not know ${target}`);
    });

/** Of the engine, ports know only what stands on the tape. */
export const portsKnowTheTape: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('src/ports/'))
    .flatMap((file) =>
      relative(file)
        .filter((target) => target.startsWith('src/application/'))
        .filter((target) => target !== 'src/application/tape.ts')
        .map((target) => `${file.path}: knows ${target}`),
    );

/** Folders that may touch files, streams and the console. */
const OUTSIDE = ['adapters', 'cli', 'replay', 'report'];

/** Only the edges of the application touch the machine; the engine only hashes. */
export const machineAtTheEdges: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('src/') && !OUTSIDE.includes(folderOf(path)))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('node:') && specifier !== 'node:crypto')
        .map((specifier) => `${file.path}: imports ${specifier}`),
    );

/** Where a package may be imported; `src/x` is a folder or a file. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ajv: ['src/input/', 'src/replay/', 'src/scenario/'],
  'class-validator': ['src/input/'],
  'cli-progress': ['src/cli/'],
  'cli-table3': ['src/cli/'],
  commander: ['src/cli/'],
  'csv-parse': ['src/adapters/'],
  'decimal.js': ['domain/kernel/decimal.ts'],
  inversify: ['src/di/'],
  nodemailer: ['src/adapters/notifiers/'],
  picocolors: ['src/cli/'],
  lmdb: ['src/adapters/lmdb/'],
  'prom-client': ['src/adapters/'],
  'pure-rand': ['src/generate/'],
  'reflect-metadata': ['src/index.ts', 'src/di/'],
  yaml: ['src/scenario/'],
};

/** A package of `name/some/file.js` or `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Every package is known in its own place only, and no other package at all. */
export const packagesInPlace: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('src/') || path.startsWith('domain/'))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .filter((specifier) => {
          const places = PACKAGES[packageOf(specifier)] ?? [];
          return !places.some((place) => file.path.startsWith(place));
        })
        .map((specifier) => `${file.path}: imports ${specifier} out of its place`),
    );
