import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A source file as the checks see it: its path from the repository's root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Reads the TypeScript files below the given folders. */
export function sourceTree(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => {
        const full = join(entry.parentPath, entry.name);
        return { path: full.slice(root.length + 1), text: readFileSync(full, 'utf8') };
      }),
  );
}

/** Every module a file names, type imports and re-exports included. */
export function importsOf({ text }: SourceFile): string[] {
  const code = withoutComments(text);
  const pattern = /^(?:import|export)\s[\w*{}\s,]*?from\s'([^']+)'|^import\s*\(?\s*'([^']+)'/gm;
  return [...code.matchAll(pattern)].map(([, from, bare]) => from ?? bare ?? '');
}

/** The repository path a relative import leads to, with its `.ts` ending. */
export function targetOf(file: SourceFile, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file.path), specifier)).replace(/\.js$/, '.ts');
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'])\/\/.*$/gm, '$1');
}
