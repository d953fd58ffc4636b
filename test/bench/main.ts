import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { some } from '../../src/cli/whole-number.js';
import { exactSuite } from './exact.js';
import { shown, surroundings, tableOf, type Report, type Suite } from './report.js';
import { watchSuite } from './watch/suite.js';

const SUITES: readonly Suite[] = [exactSuite, watchSuite];
/** One run a line, the latest last. */
const HISTORY = resolve(import.meta.dirname, 'history.jsonl');

interface Options {
  readonly suite?: string;
  readonly json?: true;
  readonly record?: true;
  readonly accounts: number;
}

const { suite, json, record, accounts } = new Command('bench')
  .description('measures the engine; ratios within one run say more than times')
  .addOption(new Option('--suite <name>', 'only this one').choices(SUITES.map(({ name }) => name)))
  .option('--json', 'print numbers instead of a table')
  .option('--record', 'add the run to test/bench/history.jsonl')
  .option('--accounts <count>', 'make no book larger than this', some, 1_000_000)
  .parse()
  .opts<Options>();

const chosen = SUITES.filter(({ name }) => suite === undefined || name === suite);

const around = surroundings();
const figures: Report['figures'][number][] = [];
for (const one of chosen) {
  for await (const figure of one.figures({ accounts })) {
    figures.push({ suite: one.name, ...figure });
    process.stderr.write(`${one.name}: ${figure.what}: ${shown(figure.value)} ${figure.unit}\n`);
  }
}

const report: Report = { ...around, figures };
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
if (record) appendFileSync(HISTORY, `${JSON.stringify(report)}\n`);
