import { warningText } from '../application/refusal-text.js';
import { runFile, scenarioFiles, type FileResult } from './scenario-files.js';
import { EXIT, paint, printJson, type Terminal } from './terminal.js';

/** `plimsoll run FILE...`: runs scenarios and prints one line per expectation. */
export async function run(
  terminal: Terminal,
  paths: readonly string[],
  { json = false }: { json?: boolean },
): Promise<number> {
  const results: FileResult[] = [];
  for (const file of await scenarioFiles(paths)) results.push(await runFile(file));
  if (json) printJson(terminal, results);
  else for (const result of results) print(terminal, result);
  const failed = results.some(({ result }) => result.status === 'failed');
  return failed ? EXIT.failed : EXIT.ok;
}

function print(terminal: Terminal, { id, title, result }: FileResult): void {
  const colour = paint(terminal);
  terminal.out(id === title ? colour.bold(id) : `${colour.bold(id)}  ${title}`);
  for (const warning of result.warnings ?? []) {
    terminal.out(`  ${colour.yellow('warning')}  ${warningText(warning)}`);
  }
  if (result.checks.length === 0) {
    terminal.out('  it expects nothing; plimsoll overview FILE shows what it leads to');
  }
  for (const { ok, step, what, expected, actual } of result.checks) {
    const mark = ok ? colour.green('ok    ') : colour.red('failed');
    const where = step < 0 ? '' : `step ${step + 1}  `;
    const outcome = ok ? actual : `expected ${expected}, got ${actual}`;
    terminal.out(`  ${mark}  ${where}${what}: ${outcome}`);
  }
}
