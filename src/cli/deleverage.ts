import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { csvLine } from '../history/csv.js';
import { compareDeleveraging, type CompareOptions } from '../replay/compare-deleveraging.js';
import type { DeleverageComparison, LossWay } from '../replay/deleverage-comparison.js';
import { shown } from '../report/escape.js';
import { renderDeleverageComparison } from '../report/deleverage-page.js';
import { progressBar } from './progress-bar.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** `--compare` is what the command does; without it nothing is asked of it. */
export interface DeleverageFlags {
  readonly compare?: true | undefined;
  readonly out?: string | undefined;
  readonly json?: true | undefined;
}

/** `plimsoll deleverage --compare`: who pays for deficits, way by way, on one book and crash. */
export async function deleverage(
  terminal: Terminal,
  options: CompareOptions,
  { compare, out, json }: DeleverageFlags,
): Promise<number> {
  if (compare !== true) {
    throw new UsageError('say --compare: ways to deleverage are compared on one book and crash');
  }
  const compared = await compareDeleveraging(options, progressBar(terminal)).catch(
    (problem: unknown) => {
      throw asUsage(problem);
    },
  );
  if (out !== undefined) {
    await write(out, compared).catch((problem: unknown) => {
      throw asUsage(problem);
    });
  }
  if (json === true) printJson(terminal, compared);
  else print(terminal, compared, out);
  return EXIT.ok;
}

async function write(out: string, compared: DeleverageComparison): Promise<void> {
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'deleverage.html'), renderDeleverageComparison(compared));
  const lines = compared.ways.flatMap(({ way, losers }) =>
    losers.map(({ account, lost }) => csvLine([way, account, lost])),
  );
  await writeFile(
    join(out, 'losses.csv'),
    [csvLine(['way', 'account', 'lost']), ...lines].join(''),
  );
}

const HEAD = [
  'way',
  'accounts',
  'lost',
  'largest',
  'median',
  'top tenth',
  'gained',
  'claims',
  'closed',
  'met of deficits',
  'venue bore',
  'overshoot',
];

function print(terminal: Terminal, compared: DeleverageComparison, out?: string): void {
  const colour = paint(terminal);
  const { title, settlement, simulated, generatedBook, path, notes, ways } = compared;
  terminal.out(colour.bold(`${title}, in ${settlement}`));
  if (simulated !== undefined) terminal.out(colour.yellow(simulated));
  if (generatedBook) terminal.out(colour.yellow('generated accounts, not real ones'));
  if (path === 'ohlc') terminal.out(colour.yellow('the order inside a candle is assumed'));
  for (const note of notes) terminal.out(colour.yellow(note));
  const table = new Table({
    head: HEAD,
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...Array.from({ length: HEAD.length - 1 }, () => 'right' as const)],
  });
  for (const way of ways) table.push(cells(way));
  terminal.out(table.toString());
  if (out === undefined) return;
  const files = ['deleverage.html', 'losses.csv'].map((file) => join(out, file));
  terminal.out(`written: ${files.join(', ')}`);
}

function cells(one: LossWay): string[] {
  const { way, touched, lost, largest, median, topTenth, gained, claims, closed, met } = one;
  const whole = (amount: string): string => shown(amount, 0);
  return [
    way,
    String(touched),
    ...[lost, largest?.lost ?? '0', median].map(whole),
    `${(100 * Number(topTenth)).toFixed(1)} %`,
    ...[gained, claims, closed].map(whole),
    `${whole(met)} of ${whole(one.deficits)}`,
    whole(one.venueBore),
    one.overshoot,
  ];
}
