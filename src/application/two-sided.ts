import { attempt, decideBetween, type Rejection, type Result } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { TwoSidedCommand } from './commands.js';
import type { Decided } from './decided.js';
import { readTwoSided } from './read-command.js';
import type { EngineState } from './state.js';

/** Decides what moves between two accounts, or within one: both sides in one step, or neither. */
export async function decideTwoSided(
  command: TwoSidedCommand,
  state: EngineState,
  accounts: AccountStore,
): Promise<Result<Decided, Rejection>> {
  const { account: from, toAccount: to = from } = command;
  const read = attempt(() => readTwoSided(command));
  if (!read.ok) return read;
  const [sender, receiver] = await accounts.load([from, to]);
  const decided = decideBetween(
    { id: from, account: sender },
    { id: to, account: receiver },
    read.value,
    state.context,
  );
  if (!decided.ok) return decided;
  const events = decided.value.flatMap(({ events: own }) => own);
  const changed = decided.value.map(({ next }) => next);
  return { ok: true, value: { events, accounts: changed, touched: [...new Set([from, to])] } };
}
