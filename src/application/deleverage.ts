import {
  attempt,
  changedBy,
  chargeOrHalt,
  decideDeleverage,
  err,
  ok,
  type Account,
  type Rejection,
  type Result,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { Command } from './commands.js';
import type { Decided } from './decided.js';
import type { Holders } from './holders.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';
import { unknownAccount } from './unknown-account.js';
import { withHolders } from './with-holders.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly holders: Holders;
}

/**
 * Closes a position of an account against others, all in one step.
 * @rejects `account.unknown` for an account that is not there, and as `decideDeleverage`
 */
export async function deleverage(
  command: Extract<Command, { type: 'deleverage' }>,
  parts: Parts,
): Promise<Result<Decided, Rejection>> {
  const { account: id, instrument, against, price } = command;
  const quantity = attempt(() =>
    command.quantity === undefined ? undefined : readDecimal('quantity', command.quantity),
  );
  if (!quantity.ok) return quantity;
  const [account, ...others] = await parts.accounts.load([id, ...(against ?? [])]);
  const missing = [account, ...others].findIndex((one) => one === undefined);
  if (account === undefined || missing >= 0) {
    const name = [id, ...(against ?? [])][missing] ?? id;
    return err(unknownAccount(name));
  }
  const named = against && { against: others as readonly Account[] };
  const size = quantity.value === undefined ? {} : { quantity: quantity.value };
  const asked = { instrument, price, ...size, ...named };
  const decided = await withHolders(parts, (context) =>
    chargeOrHalt(account, () => decideDeleverage(account, asked, context)),
  );
  if (!decided.ok) return decided;
  const changed = changedBy(decided.value);
  const touched = changed.map((one) => one.id);
  return ok({ events: decided.value.events, accounts: changed, touched });
}
