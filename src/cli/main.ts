#!/usr/bin/env node
import { program } from './program.js';
import { EXIT, UsageError, processTerminal } from './terminal.js';

// A reader that stops early, such as `head`, is no error of ours.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(EXIT.ok);
  throw problem;
});

try {
  await program(processTerminal, (code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (problem) {
  if (!(problem instanceof UsageError)) throw problem;
  processTerminal.err(problem.message);
  process.exitCode = EXIT.usage;
}
