import { Command } from 'commander';
import { conformance } from './conformance.js';
import { run } from './run.js';
import type { Terminal } from './terminal.js';

/** The command line as commander sees it; `exit` receives the exit code. */
export function program(terminal: Terminal, exit: (code: number) => void): Command {
  const root = new Command('plimsoll')
    .description('Exact portfolio margin: measure, explain and liquidate leveraged accounts.')
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  root
    .command('run')
    .description('run scenario files; one line per expectation, exit code 1 if any fails')
    .argument('<paths...>', 'scenario files or folders (JSON or YAML)')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: { json?: boolean }) => {
      exit(await run(terminal, paths, options));
    });
  root
    .command('conformance')
    .description('run every scenario below a folder and sum up by group')
    .argument('<directory>')
    .option('--json', 'print JSON')
    .action(async (directory: string, options: { json?: boolean }) => {
      exit(await conformance(terminal, directory, options));
    });
  return root;
}
