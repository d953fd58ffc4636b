#!/usr/bin/env node
import { CommanderError } from 'commander';
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
  if (problem instanceof CommanderError) {
    process.exitCode = problem.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } else if (problem instanceof UsageError) {
    processTerminal.err(problem.message);
    process.exitCode = EXIT.usage;
  } else {
    throw problem;
  }
}
