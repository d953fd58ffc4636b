import { CommanderError } from 'commander';
import { program } from './program.js';
import { EXIT, UsageError, type Terminal } from './terminal.js';

/**
 * Carries out one command line and returns its exit code; a wrong call or unusable input is told
 * in one message. Anything else that goes wrong is a bug and thrown.
 */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.ok;
  try {
    await program(terminal, (exit) => {
      code = exit;
    }).parseAsync(words, { from: 'user' });
  } catch (problem) {
    if (problem instanceof CommanderError) return problem.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(problem instanceof UsageError)) throw problem;
    terminal.err(problem.message);
    return EXIT.usage;
  }
  return code;
}
