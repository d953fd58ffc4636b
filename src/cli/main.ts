#!/usr/bin/env node
import { runProgram } from './run-program.js';
import { EXIT, processTerminal } from './terminal.js';

// A reader that stops early, such as `head`, is no error of ours.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(EXIT.ok);
  throw problem;
});

process.exitCode = await runProgram(process.argv.slice(2), processTerminal);
