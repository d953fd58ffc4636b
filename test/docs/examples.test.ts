import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { examplesOf, programOf, publicExports } from '../support/public-exports.js';
import { repositoryRoot } from '../support/shared-material.js';

const execute = promisify(execFile);
const exports = publicExports(programOf());
const examples = examplesOf(exports).map((example, index) => ({ ...example, index }));
const path = 'out/docs/examples.ts';

/** `expression; // => value` says what an expression is; an object is compared as its text. */
const SAYS = /^(.+); \/\/ => (.+)$/gm;

const checked = (code: string): string => code.replaceAll(SAYS, 'says($1, $2);');

/** One function for each example, in a block of its own after the one it goes on from. */
function functionOf({ code, after, index }: (typeof examples)[number]): string {
  const begin = examples.find(({ of }) => of === after)?.code ?? '';
  return `async function example${index}() {\n${checked(begin)}\n{\n${checked(code)}\n}\n}\n`;
}

function program(): string {
  const functions = examples.map(functionOf).join('\n');
  const values = exports.filter(({ declarations }) =>
    declarations.some(
      (one) => !ts.isInterfaceDeclaration(one) && !ts.isTypeAliasDeclaration(one),
    ),
  );
  const used = values.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(functions));
  return [
    `import { ${[...new Set(used.map(({ name }) => name))].join(', ')} } from '../../src/index.js';`,
    'function says(actual: unknown, expected: unknown): void {',
    "  const shown = typeof actual === 'object' ? String(actual) : actual;",
    '  if (shown !== expected) throw new Error(`${String(shown)}, not ${String(expected)}`);',
    '}',
    functions,
    `const all = [${examples.map(({ index }) => `example${index}`).join(', ')}];`,
    'const outcomes: string[] = [];',
    'for (const one of all) {',
    "  outcomes.push(await one().then(() => 'as it says', (error: unknown) => String(error)));",
    '}',
    'console.log(JSON.stringify(outcomes));',
    '',
  ].join('\n');
}

describe('an entry point', () => {
  it.each(['src/index.ts', 'domain/index.ts'])('%s says of every export what it is', (entry) => {
    const own = exports.filter((one) => one.entry === entry);
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter(({ documented }) => !documented).map(({ name }) => name)).toEqual([]);
  });
});

describe('the examples of the entry points', () => {
  let outcomes: readonly string[] = [];

  beforeAll(async () => {
    mkdirSync(join(repositoryRoot, 'out/docs'), { recursive: true });
    writeFileSync(join(repositoryRoot, path), program());
    const loader = ['--no-warnings', '--import', './scripts/ts-node.mjs'];
    const { stdout } = await execute(process.execPath, [...loader, path], { cwd: repositoryRoot });
    outcomes = JSON.parse(stdout) as string[];
  }, 60_000);

  it('are there for what is used most', () => {
    expect(examples.length).toBeGreaterThanOrEqual(25);
    expect(examples.filter(({ of }) => of.startsWith('MarginEngine')).length).toBeGreaterThan(8);
  });

  it('are accepted by the compiler', () => {
    const compiled = programOf(path);
    const source = compiled.getSourceFile(join(repositoryRoot, path));
    const problems = ts.getPreEmitDiagnostics(compiled, source);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual(
      [],
    );
  }, 60_000);

  it.each(examples)('is as it says: $of', ({ index }) => {
    expect(outcomes[index]).toBe('as it says');
  });
});
