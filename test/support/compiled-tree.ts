import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform, type Options } from '@swc/core';
import { repositoryRoot } from './shared-material.js';

const execute = promisify(execFile);

/** What is said by a process that ended well. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** `domain/` and `src/` as plain modules, for processes that are to start at once. */
export interface CompiledTree {
  /** Runs a TypeScript program in a process of its own; `plimsoll` is the tree. */
  program(name: string, code: string): Promise<Said>;
  /** Runs the command line in a process of its own. */
  plimsoll(words: readonly string[]): Promise<Said>;
  /** Deletes the tree. */
  remove(): void;
}

const OPTIONS: Options = {
  swcrc: false,
  configFile: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

async function plain(code: string, filename: string): Promise<string> {
  return (await transform(code, { ...OPTIONS, filename })).code;
}

/**
 * Compiles the tree once, without checking types: that takes a fraction of a second, while a
 * process that compiles what it imports takes two before its first line runs.
 */
export async function compileTree(): Promise<CompiledTree> {
  mkdirSync(join(repositoryRoot, 'out'), { recursive: true });
  const tree = mkdtempSync(join(repositoryRoot, 'out', 'tree-'));
  const files = ['domain', 'src'].flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path)),
  );
  await Promise.all(
    files.map(async (file) => {
      const to = join(tree, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, await plain(readFileSync(join(repositoryRoot, file), 'utf8'), file));
    }),
  );
  const run = (...words: readonly string[]): Promise<Said> =>
    execute(process.execPath, ['--no-warnings', ...words], {
      cwd: repositoryRoot,
      maxBuffer: 1 << 28,
    });
  return {
    async program(name, code) {
      const file = join(tree, `${name}.js`);
      const own = code
        .replaceAll("from 'plimsoll'", "from './src/index.js'")
        .replaceAll("from 'plimsoll/domain'", "from './domain/index.js'");
      writeFileSync(file, await plain(own, `${name}.ts`));
      return run(file);
    },
    plimsoll: (words) => run(join(tree, 'src/cli/main.js'), ...words),
    remove: () => {
      rmSync(tree, { recursive: true });
    },
  };
}
