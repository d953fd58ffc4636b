import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The repository's root. */
export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** A file or folder beside the repository that a checkout may or may not have. */
export function sharedPath(path: string): string {
  return resolve(repositoryRoot, '../shared', path);
}

/** `describe` where the material is present, else a skip that names what is missing. */
export function describeWith(path: string, name: string, body: () => void): void {
  if (existsSync(sharedPath(path))) describe(name, body);
  else describe.skip(`${name} (no ${path} beside the checkout)`, body);
}
