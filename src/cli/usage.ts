import { BadRows } from '../adapters/market-files/bad-rows.js';
import { PortFailure } from '../ports/port-failure.js';
import { ReplayError } from '../replay/run-replay.js';
import { UsageError } from './terminal.js';

/** Codes of files that are missing, of archives that are broken and of text that is no CSV. */
const UNUSABLE = /^(ENOENT|EACCES|EISDIR|ENOTDIR|Z_\w+|CSV_\w+)$/;

/** Wrong files and refused accounts are the user's to mend; anything else is a bug. */
export function asUsage(problem: unknown): unknown {
  if (!(problem instanceof Error)) return problem;
  const { code } = problem as NodeJS.ErrnoException;
  const known =
    problem instanceof BadRows ||
    problem instanceof ReplayError ||
    problem instanceof PortFailure ||
    UNUSABLE.test(code ?? '');
  return known ? new UsageError(problem.message) : problem;
}
