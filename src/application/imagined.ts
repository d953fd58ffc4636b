import {
  demand,
  parseInstant,
  refuse,
  type Change,
  type Dec,
  type Instant,
} from '../../domain/index.js';
import { parseCommand } from '../input/parse-command.js';
import type { Command } from './commands.js';
import { readAccountCommand, readDecimal, readFunding } from './read-command.js';
import { shapeRejection } from './shape-rejection.js';

/** Each command of a union without some of its keys. */
type Without<C, K extends string> = C extends unknown ? Omit<C, K> : never;

/** What may be imagined for an account: its commands, prices, funding, and time that passes. */
export type ImaginedChange =
  | Without<Extract<Command, { account: string }>, 'account' | 'id'>
  | Without<Extract<Command, { type: 'mark' | 'funding' }>, 'id'>
  | { readonly type: 'time'; readonly at: string };

/**
 * Reads an imagined change into the domain's.
 * @rejects `input.invalid` naming the field, or the type that cannot be imagined
 */
export function readImagined(account: string, shape: ImaginedChange): Change {
  const { type, at } = shape as { type: unknown; at?: unknown };
  if (type === 'time') return { type, at: readInstant(at) };
  const command = readShape(account, shape);
  const time = command.at === undefined ? {} : { at: readInstant(command.at) };
  switch (command.type) {
    case 'mark': {
      const { marks = {}, rates = {} } = command;
      const prices = { marks: decimalsOf('mark', marks), rates: decimalsOf('rate', rates) };
      return { type: 'prices', ...prices, ...time };
    }
    case 'funding':
      return { type: 'funding', ...readFunding(command), ...time };
    default:
      if ('account' in command) return { ...readAccountCommand(command), account, ...time };
      refuse('input.invalid', `${command.type} cannot be imagined for one account`, {
        field: '$.type',
        figure: command.type,
        limit: 'commands of the account, mark, funding, time',
      });
  }
}

/** Commands of an account are checked as they would be by `handle`. */
function readShape(account: string, shape: object): Command {
  const { type } = shape as { type?: unknown };
  const engineWide = type === 'mark' || type === 'funding';
  const parsed = parseCommand(engineWide ? shape : { ...shape, account });
  return demand(
    parsed.ok
      ? { ok: true, value: parsed.command }
      : { ok: false, error: shapeRejection(parsed.problems) },
  );
}

function readInstant(at: unknown): Instant {
  const parsed = parseInstant(at);
  if (!parsed.ok) refuse('input.invalid', `at must be ${parsed.error}`, { field: 'at' });
  return parsed.value;
}

function decimalsOf(kind: string, prices: Readonly<Record<string, string>>): Map<string, Dec> {
  return new Map(
    Object.entries(prices).map(([id, price]) => [id, readDecimal(`${kind}.${id}`, price)]),
  );
}
