import {
  demand,
  parseInstant,
  refuse,
  type Change,
  type Dec,
  type Instant,
} from '../../domain/index.js';
import { parseCommand } from '../input/parse-command.js';
import { readAccountCommand, readFunding } from './read-command.js';
import { readDecimal } from './read-decimal.js';
import type { Command, HolderCommand } from './commands.js';
import { shapeRejection } from './shape-rejection.js';

/** Each command of a union without some of its keys. */
type Without<C, K extends string> = C extends unknown ? Omit<C, K> : never;

const ENGINE_WIDE = ['mark', 'funding', 'accrue', 'openInterest', 'settle'] as const;
type EngineWide = (typeof ENGINE_WIDE)[number];

/**
 * What may be imagined for an account: its commands, prices, charges, and time, which passes with
 * the `at` of any change and is charged by `accrue`.
 */
export type ImaginedChange =
  Without<HolderCommand, 'account' | 'id'> | Without<Extract<Command, { type: EngineWide }>, 'id'>;

/**
 * Reads an imagined change into the domain's.
 * @rejects `input.invalid` naming the field, or the type that cannot be imagined
 */
export function readImagined(account: string, shape: ImaginedChange): Change {
  const command = readShape(account, shape);
  const time = command.at === undefined ? {} : { at: readInstant(command.at) };
  switch (command.type) {
    case 'mark': {
      const { marks = {}, indexes = {}, rates = {}, lasts = {} } = command;
      const prices = {
        marks: decimalsOf('mark', marks),
        indexes: decimalsOf('index', indexes),
        rates: decimalsOf('rate', rates),
        lasts: decimalsOf('last', lasts),
      };
      return { type: 'prices', ...prices, ...time };
    }
    case 'funding':
      return { type: 'funding', ...readFunding(command), ...time };
    case 'accrue':
      return { type: 'accrue', ...time };
    case 'openInterest': {
      const { type, instrument, notional } = command;
      return { type, instrument, notional: readDecimal('notional', notional), ...time };
    }
    case 'settle': {
      const { type, instrument, price } = command;
      return { type, instrument, price: readDecimal('price', price), ...time };
    }
    case 'transfer':
    case 'movePosition':
    case 'deleverage':
      return refuseImagined(command.type);
    default:
      if ('account' in command) return { ...readAccountCommand(command), account, ...time };
      return refuseImagined(command.type);
  }
}

function refuseImagined(type: string): never {
  refuse('input.invalid', `${type} cannot be imagined for one account`, {
    field: '$.type',
    figure: type,
    limit: ['commands of the account', ...ENGINE_WIDE].join(', '),
  });
}

/** Commands of an account are checked as they would be by `handle`. */
function readShape(account: string, shape: object): Command {
  const { type } = shape as { type?: unknown };
  const engineWide = ENGINE_WIDE.some((name) => name === type);
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
