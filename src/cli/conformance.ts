import Table from 'cli-table3';
import { runFile, scenarioFiles, type FileResult } from './scenario-files.js';
import { EXIT, paint, printJson, type Terminal } from './terminal.js';

interface Counts {
  passed: number;
  failed: number;
  /** Scenarios that name something the engine does not support: there is nothing of the kind. */
  readonly skipped: 0;
}

/** `plimsoll conformance DIR`: runs every scenario below a folder and sums up by group. */
export async function conformance(
  terminal: Terminal,
  directory: string,
  { json = false }: { json?: boolean },
): Promise<number> {
  const results: FileResult[] = [];
  for (const file of await scenarioFiles([directory])) results.push(await runFile(file));
  const total = count(results);
  if (json) printJson(terminal, document(results, total));
  else print(terminal, results, total);
  return total.failed === 0 ? EXIT.ok : EXIT.failed;
}

function count(results: readonly FileResult[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { result } of results) counts[result.status] += 1;
  return counts;
}

function document(results: readonly FileResult[], total: Counts): unknown {
  return {
    ...total,
    scenarios: results.map(({ id, file, group, result }) => ({
      id,
      file,
      group,
      status: result.status,
      ...(result.status === 'failed' ? { failures: result.checks.filter(({ ok }) => !ok) } : {}),
    })),
  };
}

function print(terminal: Terminal, results: readonly FileResult[], total: Counts): void {
  const colour = paint(terminal);
  const table = new Table({
    head: ['group', 'passed', 'failed', 'skipped'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  for (const group of [...new Set(results.map((result) => result.group))].sort()) {
    const { passed, failed, skipped } = count(results.filter((result) => result.group === group));
    table.push([group, passed, failed === 0 ? '0' : colour.red(failed), skipped]);
  }
  terminal.out(table.toString());
  for (const { id, result } of results) {
    if (result.status !== 'failed') continue;
    for (const { step, what, expected, actual } of result.checks.filter(({ ok }) => !ok)) {
      terminal.out(`${colour.red('failed')} ${id} step ${step + 1}: ${what}`);
      terminal.out(`       expected ${expected}, got ${actual}`);
    }
  }
  terminal.out(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}
