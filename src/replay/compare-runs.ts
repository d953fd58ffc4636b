import { Dec, text } from '../../domain/index.js';
import type { ComparedRun, RefusedRun, ReplayComparison } from './replay-comparison.js';
import type { ReplayReport } from './replay-report.js';
import { ReplayError } from './replay-error.js';
import type { ReplayRun } from './run-replay.js';

/** A finished run with its report. */
export interface Reported {
  readonly run: ReplayRun;
  readonly report: ReplayReport;
}

/**
 * Runs one market over one book under several presets, one after another.
 * @throws ReplayError if the book runs under none of them; whatever `runUnder` throws about a file
 */
export async function compareRuns(
  presets: readonly string[],
  runUnder: (preset: string) => Promise<Reported>,
): Promise<ReplayComparison> {
  const runs: (ComparedRun | RefusedRun)[] = [];
  const closed: ReadonlySet<string>[] = [];
  const notes = new Set<string>();
  let first: ReplayReport | undefined;
  for (const preset of presets) {
    try {
      const { run, report } = await runUnder(preset);
      first ??= report;
      const { liquidated } = run.tally;
      closed.push(liquidated);
      for (const note of report.notes) notes.add(note);
      runs.push(comparedRun(preset, run, report, liquidated.size));
    } catch (problem) {
      if (!(problem instanceof ReplayError)) throw problem;
      runs.push({ preset, refused: problem.message });
    }
  }
  if (first === undefined) throw new ReplayError(noneRan(runs));
  const { title, book, generatedBook, path, settlement, from, to, simulated, totals } = first;
  const { accounts } = totals;
  const anywhere = new Set(closed.flatMap((ids) => [...ids]));
  return {
    title,
    book,
    generatedBook,
    ...(simulated === undefined ? {} : { simulated }),
    path,
    settlement,
    from,
    to,
    notes: [...notes],
    runs,
    accounts,
    everywhere: [...anywhere].filter((id) => closed.every((ids) => ids.has(id))).length,
    nowhere: accounts - anywhere.size,
  };
}

function comparedRun(
  preset: string,
  { preset: { asOf } }: ReplayRun,
  { totals, stateHash }: ReplayReport,
  liquidated: number,
): ComparedRun {
  const { deficits, coveredByFund, carried, absorbed, fundBefore, fundAfter } = totals;
  const others = new Dec(deficits).minus(coveredByFund).minus(carried).minus(absorbed);
  const gained = new Dec(fundAfter).plus(coveredByFund).minus(fundBefore);
  const borneByOthers = text(others);
  return { preset, asOf, liquidated, totals, borneByOthers, fundGained: text(gained), stateHash };
}

function noneRan(runs: readonly (ComparedRun | RefusedRun)[]): string {
  const reasons = runs.map((run) => `${run.preset}: ${'refused' in run ? run.refused : ''}`);
  return `the book runs under none of the presets; ${reasons.join('; ')}`;
}
