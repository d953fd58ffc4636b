import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');

/** The options and files of `tsconfig.domain.json`, as the compiler reads them. */
function configured(): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.domain.json'), (path) =>
    ts.sys.readFile(path),
  ) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root);
}

const { options, fileNames } = configured();

/** What the compiler says of files, with one more planted among them. */
function problems(files: readonly string[], planted?: { path: string; text: string }): string[] {
  const host = ts.createCompilerHost(options);
  if (planted !== undefined) {
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (path, version) =>
      path === planted.path
        ? ts.createSourceFile(path, planted.text, version)
        : read(path, version);
    const exists = host.fileExists.bind(host);
    host.fileExists = (path) => path === planted.path || exists(path);
  }
  const program = ts.createProgram({
    rootNames: [...files, ...(planted === undefined ? [] : [planted.path])],
    options: { ...options, incremental: false, noEmit: true },
    host,
  });
  const source = planted && program.getSourceFile(planted.path);
  return ts
    .getPreEmitDiagnostics(program, source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('the domain', () => {
  it('compiles alone, with the language of 2022 and no types of any environment', () => {
    expect(options.types).toEqual([]);
    expect(options.lib).toEqual(['lib.es2022.d.ts']);
    expect(fileNames.length).toBeGreaterThan(100);
    expect(fileNames.filter((name) => !name.includes('/domain/'))).toEqual([]);
    expect(problems(fileNames)).toEqual([]);
  }, 120_000);

  it.each([
    ['of Node', 'export const home = process.env;'],
    ['of a browser', 'export const page = document.title;'],
    ['of timers', 'setTimeout(() => undefined, 1);'],
    ['of a later language', 'export const x = [1, 2].toSorted();'],
  ])(
    'could not use anything %s',
    (_, text) => {
      const path = join(root, 'domain/planted.ts');
      expect(problems([], { path, text })).not.toEqual([]);
      expect(problems([], { path, text: 'export const x = [1, 2].sort();' })).toEqual([]);
    },
    60_000,
  );
});
