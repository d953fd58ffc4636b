import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { PRESETS } from '../presets/index.js';
import { compareRuns } from '../replay/compare-runs.js';
import {
  AMOUNTS,
  type ComparedRun,
  type RefusedRun,
  type ReplayComparison,
} from '../replay/replay-comparison.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import { shown } from '../report/escape.js';
import { renderComparison } from '../report/comparison-page.js';
import { reportedRun } from './replay.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** What `--preset` named: `kraken-futures`, or with options `kraken-futures+deleverage`. */
export function namedPresets(words: readonly string[]): string[] {
  const named = words.flatMap((word) =>
    word === 'all' ? PRESETS.map(({ name }) => name) : [word],
  );
  const labels = named.map(labelOf);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) throw new UsageError(`the preset ${twice} is named more than once`);
  return named;
}

/** Columns beside the name of the preset. */
const OTHERS = 2 + AMOUNTS.length;

/** What a preset is called in tables and folders: of a file its name alone. */
function labelOf(word: string): string {
  return word.replace(/^.*[/\\]/, '').replace(/\.(ya?ml|json)(?=[@+]|$)/, '');
}

/** `plimsoll replay` under several presets: a run of each, one table and one page. */
export async function replayPresets(
  terminal: Terminal,
  presets: readonly string[],
  options: Omit<ReplayOptions, 'preset' | 'presetOptions'>,
  { json = false }: { json?: boolean },
): Promise<number> {
  await mkdir(options.out, { recursive: true }).catch((problem: unknown) => {
    throw asUsage(problem);
  });
  const words = new Map(presets.map((word) => [labelOf(word), word]));
  const compared = await compareRuns([...words.keys()], async (named) => {
    const [preset = '', ...presetOptions] = (words.get(named) ?? named).split('+');
    terminal.err(`preset ${named}`);
    return reportedRun(terminal, {
      ...options,
      preset,
      presetOptions,
      out: join(options.out, named),
    });
  }).catch((problem: unknown) => {
    throw asUsage(problem);
  });
  await writeFile(join(options.out, 'comparison.html'), renderComparison(compared));
  if (json) printJson(terminal, compared);
  else print(terminal, compared, options.out);
  return EXIT.ok;
}

function print(terminal: Terminal, compared: ReplayComparison, out: string): void {
  const colour = paint(terminal);
  terminal.out(colour.bold(compared.title));
  if (compared.generatedBook) terminal.out(colour.yellow('generated accounts, not real ones'));
  for (const note of compared.notes) terminal.out(colour.yellow(note));
  const table = new Table({
    head: ['preset', 'accounts liquidated', 'close-outs', ...AMOUNTS.map(([name]) => name)],
    style: { head: [], border: [] },
    colAligns: ['left', ...Array.from({ length: OTHERS }, () => 'right' as const)],
  });
  for (const run of compared.runs) table.push(cells(run));
  terminal.out(table.toString());
  terminal.out(`amounts in ${compared.settlement}`);
  for (const run of compared.runs) {
    if ('refused' in run) terminal.out(colour.red(`${run.preset} did not run: ${run.refused}`));
  }
  const { everywhere, nowhere, accounts } = compared;
  terminal.out(
    `of ${accounts} accounts ${everywhere} are liquidated under all of them, ${nowhere} under none`,
  );
  terminal.out(`written: ${join(out, 'comparison.html')}, and a folder for each preset`);
}

function cells(run: ComparedRun | RefusedRun): string[] {
  if ('refused' in run) return [run.preset, ...Array.from({ length: OTHERS }, () => '-')];
  const { preset, liquidated, totals } = run;
  const amounts = AMOUNTS.map(([, amount]) => shown(amount(run), 0));
  return [preset, String(liquidated), String(totals.closeOuts), ...amounts];
}
