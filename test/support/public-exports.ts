import { join } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from './shared-material.js';

/** Something that an entry point of the package exports, as its source declares it. */
export interface PublicExport {
  readonly name: string;
  readonly entry: string;
  readonly documented: boolean;
  readonly declarations: readonly ts.Declaration[];
}

export const ENTRIES = ['src/index.ts', 'domain/index.ts'] as const;

/** The sources of the package as the compiler sees them. */
export function programOf(...more: readonly string[]): ts.Program {
  const path = join(repositoryRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repositoryRoot);
  const files = [...ENTRIES, ...more].map((file) => join(repositoryRoot, file));
  return ts.createProgram(files, { ...options, noEmit: true, incremental: false });
}

/** Everything that the entry points export. */
export function publicExports(program: ts.Program): PublicExport[] {
  const checker = program.getTypeChecker();
  return ENTRIES.flatMap((entry) => {
    const source = program.getSourceFile(join(repositoryRoot, entry))!;
    return checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map((exported) => {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      return {
        name: exported.name,
        entry,
        documented: symbol.getDocumentationComment(checker).length > 0,
        declarations: symbol.declarations ?? [],
      };
    });
  });
}

/** An `@example` of an export or of a method of one. */
export interface Example {
  /** `MarginEngine.query`, `parseDecimal`. */
  readonly of: string;
  /** The class whose example it goes on from. */
  readonly after?: string;
  readonly code: string;
}

const WITH_ENGINE = /^\/\/ With the engine of the example of `(\w+)`:$/m;

/** Every example of the exports; those of methods go on where that of their class ends. */
export function examplesOf(exports: readonly PublicExport[]): Example[] {
  const found = new Map<string, Example>();
  for (const { name, declarations } of exports) {
    for (const declaration of declarations) {
      for (const code of codeOf(declaration)) {
        const after = WITH_ENGINE.exec(code)?.[1];
        found.set(`${name}: ${code}`, {
          of: name,
          code,
          ...(after === undefined ? {} : { after }),
        });
      }
      if (!ts.isClassDeclaration(declaration)) continue;
      for (const member of declaration.members) {
        const method = member.name?.getText() ?? '';
        for (const code of codeOf(member)) {
          found.set(`${name}.${method}: ${code}`, { of: `${name}.${method}`, after: name, code });
        }
      }
    }
  }
  return [...found.values()];
}

function codeOf(node: ts.Node): string[] {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === 'example')
    .map((tag) =>
      tag
        .getText()
        .replace(/^@example\s*/, '')
        .replaceAll(/^\s*\* ?/gm, '')
        .trimEnd(),
    );
}
