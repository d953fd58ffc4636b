import { UnusableAnswer } from '../adapters/market-files/answer-field.js';
import { BadRows } from '../adapters/market-files/bad-rows.js';
import { UnusableFile } from '../adapters/market-files/open-text.js';
import { PortFailure } from '../ports/port-failure.js';
import { ReplayError } from '../replay/replay-error.js';
import { UsageError } from './terminal.js';

/** Codes of files and folders that are missing or may not be used. */
const UNUSABLE = /^(ENOENT|EACCES|EISDIR|ENOTDIR|EEXIST)$/;

/** Wrong files and refused accounts are the user's to mend; anything else is a bug. */
export function asUsage(problem: unknown): unknown {
  if (!(problem instanceof Error)) return problem;
  const { code } = problem as NodeJS.ErrnoException;
  const known =
    problem instanceof BadRows ||
    problem instanceof UnusableFile ||
    problem instanceof UnusableAnswer ||
    problem instanceof ReplayError ||
    problem instanceof PortFailure ||
    UNUSABLE.test(code ?? '');
  return known ? new UsageError(problem.message) : problem;
}
