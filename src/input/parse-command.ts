import type { Command } from '../application/commands.js';
import { SHAPES } from './command-shapes.js';
import type { InvalidInput } from './invalid-input.js';
import { validateShape } from './validate-shape.js';

/** A command, or every problem that its shape has. */
export type ParsedCommand =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly problems: readonly InvalidInput[] };

/**
 * Turns an untrusted shape into a command, or lists every problem with its path.
 * @example
 * const shape = { type: 'deposit', account: 'alice', asset: 'USD', amount: 100 };
 * const parsed = parseCommand(shape);
 * parsed.ok ? '' : parsed.problems[0]?.path; // => '$.amount'
 */
export function parseCommand(shape: unknown): ParsedCommand {
  const looked = validateShape({ what: 'a command', key: 'type', shapes: SHAPES }, shape);
  return looked.ok ? { ok: true, command: looked.value as Command } : looked;
}
