import { readFile } from 'node:fs/promises';
import { readScenario } from '../scenario/read.js';
import type { Stage } from '../scenario/stage.js';
import { runScenarioAt } from './scenario-files.js';
import { asUsage } from './usage.js';
import { UsageError } from './terminal.js';

/** An engine as a scenario has left it after one of its steps, counted from 1. */
export interface StageAt {
  readonly stage: Stage;
  readonly step: number;
  /** How many events the tape held after each step; steps of one import share their last. */
  readonly told: ReadonlyMap<number, number>;
}

/** Runs a scenario up to a step; all of it by default. @throws UsageError when that cannot be */
export async function stageAt(path: string, at: number | undefined): Promise<StageAt> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`there is no file ${path}`);
  });
  const read = readScenario(text);
  if (!read.ok) {
    const [first] = read.problems;
    throw new UsageError(
      `${path}: ${first?.path} expected ${first?.expected}, got ${first?.received}`,
    );
  }
  const last = read.scenario.steps.length;
  const step = at ?? last;
  if (step < 1 || step > last) throw new UsageError(`--at must lie between 1 and ${last}`);
  const cut = { ...read.scenario, steps: read.scenario.steps.slice(0, step) };
  let stage: Stage | undefined;
  const told = new Map<number, number>();
  await runScenarioAt(path, cut, (index, seen) => {
    stage = seen;
    told.set(index + 1, seen.journal.envelopes.length);
  }).catch((problem: unknown) => {
    throw asUsage(problem);
  });
  if (stage === undefined) throw new UsageError('the scenario has no steps');
  return { stage, step, told };
}

const NAMED = 10;

/** An account that is asked for and does not exist, with those that do. */
export function noAccount(asked: string, ids: readonly string[]): UsageError {
  const more = ids.length > NAMED ? `, and ${ids.length - NAMED} more` : '';
  const there = ids.length === 0 ? 'none is open' : `there are ${ids.slice(0, NAMED).join(', ')}`;
  return new UsageError(`there is no account ${asked}; ${there}${more}`);
}

/** The account asked for, or the only one there is. */
export async function accountAt(
  { stage }: { readonly stage: Pick<Stage, 'engine'> },
  asked: string | undefined,
): Promise<string> {
  const ids = await stage.engine.accountIds();
  if (asked !== undefined) {
    if (ids.includes(asked)) return asked;
    throw noAccount(asked, ids);
  }
  const [only] = ids;
  if (only === undefined) throw new UsageError('no account is open at that step');
  if (ids.length > 1) throw new UsageError(`--account must name one of ${ids.join(', ')}`);
  return only;
}
