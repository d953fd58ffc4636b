import pc from 'picocolors';

/** Exit codes of the command line. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** A wrong call or unusable input: the message is all the user needs. */
export class UsageError extends Error {}

/** Where a command writes, so that tests can listen. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  readonly interactive: boolean;
}

/** The terminal of the process. */
export const processTerminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  interactive: process.stdout.isTTY,
};

/** Colours, only on a terminal. */
export function paint(terminal: Terminal): ReturnType<typeof pc.createColors> {
  return pc.createColors(terminal.interactive && process.env.NO_COLOR === undefined);
}

/** Prints JSON as one document. */
export function printJson(terminal: Terminal, document: unknown): void {
  terminal.out(JSON.stringify(document, null, 2));
}
