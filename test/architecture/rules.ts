import { importsOf, targetOf, type SourceFile } from './source-tree.js';

/** A rule of the house as a function: what it finds wrong, as `path: why`. */
export type Rule = (files: readonly SourceFile[]) => string[];

const RUNGS: Readonly<Record<string, number>> = {
  kernel: 0,
  ledger: 1,
  market: 1,
  position: 2,
  order: 3,
  accrual: 3,
  margin: 4,
  alert: 5,
  protection: 5,
  liquidation: 5,
  account: 6,
  insurance: 6,
  judging: 7,
  explain: 7,
  'what-if': 8,
};

const inDomain = ({ path }: SourceFile): boolean => path.startsWith('domain/');
const folderOf = (path: string): string => path.split('/')[1] ?? '';

/** An import in the domain goes to a strictly lower rung or stays in its folder. */
export const rungs: Rule = (files) =>
  files.filter(inDomain).flatMap((file) => {
    if (file.path === 'domain/index.ts') return [];
    const own = folderOf(file.path);
    return importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => targetOf(file, specifier))
      .filter((target) => {
        const other = folderOf(target);
        return other !== own && !((RUNGS[other] ?? 99) < (RUNGS[own] ?? -1));
      })
      .map((target) => `${file.path}: climbs to ${target}`);
  });

/** No file reaches itself through imports, type imports included. */
export const acyclic: Rule = (files) => {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(file, specifier)),
    ]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push(`${path}: in a cycle ${[...trail.slice(trail.indexOf(path)), path].join(' > ')}`);
      return;
    }
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
};

/** The domain imports itself; decimal.js only in its one wrapper. */
export const pureImports: Rule = (files) =>
  files.filter(inDomain).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => {
        if (!specifier.startsWith('.')) {
          return !(specifier === 'decimal.js' && file.path === 'domain/kernel/decimal.ts');
        }
        return !targetOf(file, specifier).startsWith('domain/');
      })
      .map((specifier) => `${file.path}: imports ${specifier}`),
  );

const BANNED_FOLDERS = ['utils', 'util', 'common', 'helpers', 'shared', 'core', 'types'];

/** No folder named after nothing. */
export const folderNames: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('domain/') || path.startsWith('src/'))
    .filter(({ path }) =>
      path
        .split('/')
        .slice(0, -1)
        .some((part) => BANNED_FOLDERS.includes(part)),
    )
    .map(({ path }) => `${path}: lies in a folder with no name of the field`);

/** Domain files have at most 400 lines, half of them at most 120. */
export const fileSizes: Rule = (files) => {
  const sizes = files
    .filter(inDomain)
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  const long = sizes.filter(({ lines }) => lines > 400);
  const median = sizes[Math.floor(sizes.length / 2)]?.lines ?? 0;
  return [
    ...long.map(({ path, lines }) => `${path}: ${lines} lines, 400 at most`),
    ...(median > 120 ? [`domain/: median of ${median} lines, 120 at most`] : []),
  ];
};

/** No line is longer than 100 columns. */
export const lineLengths: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('domain/') || path.startsWith('src/'))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          line.length > 100 ? [`${path}:${index + 1}: ${line.length} columns, 100 at most`] : [],
        ),
    );

/** The oracle is an implementation of its own. */
export const independentOracle: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('test/support/oracle/'))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !targetOf(file, specifier).startsWith('test/support/oracle/'))
        .filter((specifier) => !specifier.startsWith('node:'))
        .map((specifier) => `${file.path}: imports ${specifier}`),
    );

/** No machine path or registry host in the tree. */
export const noMachineNames: Rule = (files) => {
  const banned = [/(^|[\s'"`(])\/(work|tmp|root|home)\//, /registry\.[a-z]+js\./];
  return files
    .filter(({ path }) => !path.startsWith('test/architecture/'))
    .flatMap(({ path, text }) =>
      banned.filter((pattern) => pattern.test(text)).map(() => `${path}: names a machine`),
    );
};

/** The two aggregate roots never import each other: they meet in the application. */
export const separateRoots: Rule = (files) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => targetOf(file, specifier))
      .filter(
        (target) =>
          (file.path.startsWith('domain/account/') && target.startsWith('domain/insurance/')) ||
          (file.path.startsWith('domain/insurance/') && target.startsWith('domain/account/')),
      )
      .map((target) => `${file.path}: imports the other root ${target}`),
  );
