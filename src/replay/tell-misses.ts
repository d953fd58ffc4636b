import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WatchMiss } from '../application/watch-miss.js';

/** Writes what the self-audit found, and how to find it again, where the run was to write. */
export async function tellMisses(problem: unknown, out: string): Promise<void> {
  if (!(problem instanceof WatchMiss)) return;
  const misses = JSON.stringify(problem.misses, undefined, 2);
  await writeFile(join(out, 'misses.json'), `${misses}\n`);
}
