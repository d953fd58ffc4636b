import {
  type AccountCommand,
  type BetweenCommand,
  type Dec,
  type FundingCharge,
} from '../../domain/index.js';
import type { Command, HolderCommand, TwoSidedCommand } from './commands.js';
import { readProtect } from './read-protect.js';
import { readDecimal } from './read-decimal.js';

/**
 * Turns a holder's command into the domain's, reading its decimals.
 * @rejects `input.invalid` naming the field that is no decimal
 */
export function readAccountCommand(command: HolderCommand): AccountCommand {
  switch (command.type) {
    case 'account':
      return withDecimals(command, ['leverage']);
    case 'deposit':
    case 'withdraw':
    case 'balance':
      return withDecimals(command, ['amount']);
    case 'book':
      return withDecimals(command, ['quantity', 'entry', 'leverage', 'margin']);
    case 'open':
      return withDecimals(command, ['quantity', 'price', 'leverage', 'margin']);
    case 'close':
      return withDecimals(command, ['quantity', 'price']);
    case 'order': {
      const { order, ...rest } = withDecimals(command, ['quantity', 'price', 'leverage']);
      return { ...rest, id: order };
    }
    case 'cancel':
      return { type: 'cancel', id: command.order };
    case 'repay':
    case 'addMargin':
    case 'removeMargin':
      return withDecimals(command, ['amount']);
    case 'setLeverage':
      return withDecimals(command, ['leverage']);
    case 'protect':
      return readProtect(command);
    case 'autoMargin': {
      const { cap } = command;
      return { ...command, cap: cap === 'off' ? cap : readDecimal('cap', cap) };
    }
    case 'permit': {
      const { type, account: _account, id: _id, at: _at, ...permission } = command;
      return { type, permission };
    }
    case 'lossLimits':
    case 'setMode':
    case 'setAlerts':
    case 'resume':
      return command;
  }
}

/** The same for a command of two accounts. */
export function readTwoSided(command: TwoSidedCommand): BetweenCommand {
  return command.type === 'transfer'
    ? withDecimals(command, ['amount'])
    : withDecimals(command, ['margin']);
}

/** A funding command with its decimals read. */
export function readFunding(command: Extract<Command, { type: 'funding' }>): FundingCharge {
  const { instrument, rate, mark } = command;
  return {
    instrument,
    rate: readDecimal('rate', rate),
    ...(mark === undefined ? {} : { mark: readDecimal('mark', mark) }),
  };
}

/** The same shape with the named fields as decimals; absent ones stay absent. */
type WithDecimals<T, K extends keyof T> = { [P in keyof T]: P extends K ? Dec : T[P] };

function withDecimals<T extends object, K extends keyof T & string>(
  command: T,
  fields: readonly K[],
): WithDecimals<T, K> {
  const read = { ...command } as Record<string, unknown>;
  for (const field of fields) {
    if (read[field] !== undefined) read[field] = readDecimal(field, read[field]);
  }
  return read as WithDecimals<T, K>;
}
