import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import Table from 'cli-table3';

/** One measured figure. What is smaller is better, unless `least` says that it must reach a limit. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The same work done in another way in the same process, in the same unit. */
  readonly baseline?: { readonly what: string; readonly value: number };
  readonly target?: Target;
  /** How it was measured, where that is not obvious. */
  readonly note?: string;
}

/** What a figure must reach and aims at: at most, or at least. */
export type Target =
  | { readonly most: number; readonly aim?: number }
  | { readonly least: number; readonly aim?: number };

/** Bounds of a run. */
export interface Sizes {
  /** No book is larger. */
  readonly accounts: number;
}

/** A part of the benchmarks that can be run alone. */
export interface Suite {
  readonly name: string;
  figures(sizes: Sizes): AsyncIterable<Figure>;
}

/** The figures of a run with what they depend on. */
export interface Report {
  readonly date: string;
  /** The last that changed what is measured. */
  readonly commit: string;
  readonly machine: string;
  /** Load of the machine in the minute before the run: other work that took its time. */
  readonly load: number;
  readonly figures: readonly (Figure & { readonly suite: string })[];
}

/** Whether a figure reached its limit; undefined where it has none. */
export function isMet({ value, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return 'most' in target ? value <= target.most : value >= target.least;
}

/** What the figures of this moment are measured on. */
export function surroundings(): Omit<Report, 'figures'> {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return {
    date: new Date().toISOString(),
    commit: commit(),
    machine: `${cpus().length} x ${first?.model ?? 'unknown'}, ${memory}, Node ${process.version}`,
    load: Math.round(loadavg()[0]! * 10) / 10,
  };
}

function commit(): string {
  try {
    const last = ['log', '-1', '--format=%h', '--', 'src', 'domain'];
    return execFileSync('git', last, { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** The size of a book as it is told. */
export function inThousands(size: number): string {
  return size >= 1_000_000 ? `${size / 1_000_000}M` : `${size / 1000}k`;
}

/** Four significant digits. */
export function shown(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

function wanted({ target }: Figure): string {
  if (target === undefined) return '';
  const [sign, limit] = 'most' in target ? ['<=', target.most] : ['>=', target.least];
  const aim = target.aim === undefined ? '' : ` (${shown(target.aim)})`;
  return `${sign} ${shown(limit)}${aim}`;
}

/** The figures as a table, then the notes. */
export function tableOf({ date, commit: at, machine, load, figures }: Report): string {
  const table = new Table({
    head: ['suite', 'work', 'measured', 'unit', 'must (aim)', 'met', 'beside', 'ratio'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'left', 'right', 'left', 'right', 'right'],
  });
  for (const figure of figures) {
    const { suite, what, value, unit, baseline } = figure;
    const met = { true: 'met', false: 'NOT MET', undefined: '' }[`${isMet(figure)}`];
    const beside = baseline === undefined ? '' : `${baseline.what} ${shown(baseline.value)}`;
    const ratio = baseline === undefined ? '' : shown(value / baseline.value);
    table.push([suite, what, shown(value), unit, wanted(figure), met, beside, ratio]);
  }
  const notes = figures.flatMap(({ what, note }) => (note === undefined ? [] : `${what}: ${note}`));
  const header = `${date}, ${at}, ${machine}, load ${load}`;
  return [header, table.toString(), ...notes, ''].join('\n');
}
