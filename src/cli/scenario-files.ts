import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { presetsFor } from '../replay/preset-files.js';
import type { Scenario } from '../scenario/format.js';
import { readScenario } from '../scenario/read.js';
import { runScenario, type Observer, type ScenarioResult } from '../scenario/run.js';
import { UsageError } from './terminal.js';

const ENDINGS = ['.json', '.yaml', '.yml'];

/** The scenario files below the given files and folders, in order of their paths. */
export async function scenarioFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new UsageError(`there is no file or folder ${path}`);
    if (found.isDirectory()) {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      const inside = entries
        .filter((entry) => entry.isFile() && ENDINGS.some((ending) => entry.name.endsWith(ending)))
        .map((entry) => join(entry.parentPath, entry.name));
      files.push(...inside);
    } else {
      files.push(path);
    }
  }
  if (files.length === 0) throw new UsageError(`there is no scenario in ${paths.join(', ')}`);
  return files.sort();
}

/** What became of one scenario file. */
export interface FileResult {
  readonly file: string;
  readonly id: string;
  /** The first tag. */
  readonly group: string;
  readonly title: string;
  readonly result: ScenarioResult;
}

/** Reads and runs one scenario file; an unreadable one is a failure with its problems. */
export async function runFile(file: string): Promise<FileResult> {
  const read = readScenario(await readFile(file, 'utf8'));
  if (!read.ok) {
    const checks = read.problems.map(({ path, expected, received }) => ({
      step: -1,
      ok: false,
      what: path,
      expected,
      actual: received,
    }));
    const result: ScenarioResult = { status: 'failed', id: file, checks };
    return { file, id: file, group: 'unreadable', title: file, result };
  }
  const { id, title, tags = [] } = read.scenario;
  const result = await runGuarded(() => runScenarioAt(file, read.scenario), id);
  return { file, id, group: tags[0] ?? 'untagged', title, result };
}

/** Runs a scenario whose preset may be a file beside it. */
export async function runScenarioAt(
  file: string,
  scenario: Scenario,
  observe?: Observer,
): Promise<ScenarioResult> {
  const watching = observe === undefined ? {} : { observe };
  if (scenario.preset === undefined) return runScenario(scenario, watching);
  const { choice, presets } = await presetsFor(scenario.preset, dirname(file));
  return runScenario({ ...scenario, preset: choice }, { ...watching, presets });
}

/** A bug that surfaces in one scenario fails that scenario and not the whole run. */
async function runGuarded(run: () => Promise<ScenarioResult>, id: string): Promise<ScenarioResult> {
  try {
    return await run();
  } catch (problem) {
    const actual = problem instanceof Error ? problem.message : String(problem);
    const check = { step: -1, ok: false, what: 'engine', expected: 'no error', actual };
    return { status: 'failed', id, checks: [check] };
  }
}
