import { validateSync, type ValidationError } from 'class-validator';
import type { Command, CommandType } from '../application/commands.js';
import { SHAPES } from './command-shapes.js';
import { invalid, type InvalidInput } from './invalid-input.js';
import { plainCopy } from './plain-copy.js';

export type ParsedCommand =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly problems: readonly InvalidInput[] };

const KNOWN = Object.keys(SHAPES) as CommandType[];

/**
 * Turns an untrusted shape into a command. Every problem is listed with its path: unknown keys,
 * wrong types, numbers where money is meant, keys that reach for prototypes, too deep or too long.
 */
export function parseCommand(shape: unknown): ParsedCommand {
  const copied = plainCopy(shape);
  if (!copied.ok) return copied;
  const { value } = copied;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: [invalid('$', 'a command', value)] };
  }
  const { type } = value as { type?: unknown };
  const known = KNOWN.find((name) => name === type);
  if (known === undefined) {
    return { ok: false, problems: [invalid('$.type', `one of ${KNOWN.join(', ')}`, type)] };
  }
  const typed: object = Object.assign(new SHAPES[known](), value);
  const errors = validateSync(typed, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
  });
  if (errors.length > 0) return { ok: false, problems: errors.map(problemOf) };
  return { ok: true, command: value as Command };
}

function problemOf({ property, constraints = {}, value }: ValidationError): InvalidInput {
  const path = `$.${property}`;
  if ('whitelistValidation' in constraints) return invalid(path, 'no such key', value);
  const [expected = 'a value'] = Object.values(constraints);
  return invalid(path, expected.replace(`${property} must be `, ''), value);
}
