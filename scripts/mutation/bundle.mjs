// Bundles the domain, the application and the tests that pin them into one file, so that a mutant
// costs one evaluation of that file instead of forty module graphs. Runs in Stryker's sandbox as
// its build command; argument: the folder in which the published numbers lie (it may be missing).
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { COUNTING, FAST } from './settings.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const published = process.argv[2] ?? resolve(root, '../shared/conformance');

function filesOf(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => ending.test(file))
    .sort()
    .map((file) => join(folder, file));
}

const tests = ['test/unit', 'test/properties']
  .flatMap((folder) => filesOf(join(root, folder), /\.test\.ts$/))
  .map((file) => relative(root, file));

// The rule book and the published numbers: a test for each file instead of one for all of them.
const scenarios = [
  ...filesOf(join(root, 'test/scenarios'), /\.ya?ml$/).map((file) => [relative(root, file), file]),
  ...filesOf(published, /\.(json|ya?ml)$/).map((file) => [relative(published, file), file]),
];

const texts = scenarios.map(([path, file]) => ({ path, text: readFileSync(file, 'utf8') }));

/** Each suite by its name, to be evaluated only when one of its tests is to run. */
const entry = `
${tests.map((file) => `exports[${JSON.stringify(file)}] = () => { require('./${file}'); };`).join('\n')}
const scenarios = ${JSON.stringify(texts)};
exports['scenarios are read'] = () => { require('./test/support/scenario-tests.ts').readingTest(scenarios); };
exports.scenarios = () => { require('./test/support/scenario-tests.ts').scenarioTests(scenarios); };
`;

/** Packages that the tests see through a wrapper. */
const WRAPPED = { 'fast-check': 'first-failure.mjs', ajv: 'compiled-once.mjs' };

/** Packages that keep nothing of the code under test, evaluated once for all mutants. */
const external = [
  'commander',
  'libphonenumber-js/max',
  'libphonenumber-js',
  'nodemailer',
  'smtp-server',
  'validator',
  'yaml',
];

/** What instrumented files do to count; the bundle that runs for each mutant leaves it out. */
const COUNT = /function stryCov_9fa48\(\) \{\n(?:.*\n)*?\}\nfunction stryMutAct/;

/** Files keep their own place, and some packages are seen through a wrapper. */
const reading = (isFast) => ({
  name: 'reading',
  setup(bundler) {
    for (const [name, file] of Object.entries(WRAPPED)) {
      bundler.onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) =>
        importer.endsWith(file) ? { path: name, external: true } : { path: join(here, file) },
      );
    }
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      const counted = isFast
        ? text.replace(COUNT, 'function stryCov_9fa48() {}\nfunction stryMutAct')
        : text;
      return { loader: 'ts', contents: counted };
    });
  },
});

for (const file of [COUNTING, FAST]) {
  await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: 'entry.js' },
    outfile: join(root, file),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    minifySyntax: true,
    tsconfig: join(root, 'tsconfig.json'),
    external,
    plugins: [reading(file === FAST)],
    logLevel: 'warning',
  });
}
