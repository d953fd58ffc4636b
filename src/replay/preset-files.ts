import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { PRESETS, type Preset, type PresetChoice } from '../presets/index.js';
import { readPreset } from '../scenario/preset-file.js';
import { ReplayError } from './replay-error.js';

/** Whom a choice may name, and the choice by the name of the preset. */
export interface Presets {
  readonly choice: PresetChoice;
  readonly presets: readonly Preset[];
}

const FILE = /\.(ya?ml|json)$/;

/**
 * The presets that ship with the package, or the one of a file where the choice names a file:
 * its path from `folder`, which may be followed by `@` and a day.
 * @throws ReplayError naming the file and the first problem of it
 */
export async function presetsFor(chosen: PresetChoice, folder = '.'): Promise<Presets> {
  const { name, options } = typeof chosen === 'string' ? { name: chosen, options: [] } : chosen;
  const [path = '', day] = name.split(/@(?=\d{4}-\d{2}-\d{2}$)/);
  if (!FILE.test(path)) return { choice: chosen, presets: PRESETS };
  const file = isAbsolute(path) ? path : join(folder, path);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new ReplayError(`there is no preset file ${file}`);
  });
  const read = readPreset(text);
  if (!read.ok) {
    const [first] = read.problems;
    throw new ReplayError(
      `${file}: ${first?.path} expected ${first?.expected}, got ${first?.received}`,
    );
  }
  const { preset } = read;
  const dated = day === undefined ? preset.name : `${preset.name}@${day}`;
  return { choice: { name: dated, options }, presets: [preset] };
}
