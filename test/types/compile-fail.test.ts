import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const folder = join(import.meta.dirname, 'reject');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

const program = ts.createProgram(
  files.map((name) => join(folder, name)),
  {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  },
);

describe('what must not compile', () => {
  it.each(files)(
    '%s fails at its marked lines and nowhere else',
    (name) => {
      const source = program.getSourceFile(join(folder, name))!;
      const marked = source.text
        .split('\n')
        .flatMap((line, index) => (line.includes('// @reject') ? [index + 1] : []));
      const failing = ts
        .getPreEmitDiagnostics(program, source)
        .map(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line + 1);
      expect(marked.length).toBeGreaterThan(0);
      expect([...new Set(failing)].sort((a, b) => a - b)).toEqual(marked);
    },
    60_000,
  );
});
