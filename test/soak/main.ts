import { appendFileSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { some, whole } from '../../src/cli/whole-number.js';
import { surroundings } from '../bench/report.js';
import { sharedPath } from '../support/shared-material.js';
import { DAYS } from './real-days.js';
import { runRounds } from './rounds.js';

interface Options {
  readonly poolTicks: number;
  readonly seed: number;
  readonly minutes: number;
  readonly record?: true;
}

/** One run a line. */
const RESULTS = resolve(import.meta.dirname, 'result.jsonl');

const { poolTicks, seed, minutes, record } = new Command('soak')
  .description('compares every answer of the watch with the exact figures')
  .option('--pool-ticks <count>', 'lines to decide in all', some, 10_000_000)
  .option('--seed <number>', 'of the first round', whole, 1)
  .option('--minutes <count>', 'begin no round after this long, nor after an interrupt', some, 60)
  .option('--record', 'add the run to test/soak/result.jsonl')
  .parse()
  .opts<Options>();

if (!existsSync(sharedPath(DAYS))) process.stderr.write(`skipped: real days, no ${DAYS}\n`);

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true;
  });
}

const around = surroundings();
const start = performance.now();
const markets = await runRounds({
  poolTicks,
  seed,
  until: () => interrupted || performance.now() - start > minutes * 60_000,
  told: (line) => process.stderr.write(`${line}\n`),
});
const seconds = Math.round((performance.now() - start) / 1000);
const decided = Object.values(markets).reduce((sum, tally) => sum + tally.poolTicks, 0);
const result = { ...around, seed, seconds, poolTicks: decided, wrong: 0, markets };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (record) appendFileSync(RESULTS, `${JSON.stringify(result)}\n`);
if (decided < poolTicks) process.exitCode = 1;
