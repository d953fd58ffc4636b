import { attempt, type Rejection, type Result } from '../kernel/index.js';
import { newAccount, type Account } from './account.js';
import { Draft, type Decision, type DecisionContext } from './draft.js';
import { refuseWhileHalted } from './halt.js';
import { openAccount } from './open-account.js';
import { movePosition, type MovePosition } from './move-position.js';
import { transferBalance, type TransferBalance } from './transfer-balance.js';

/** What moves between wallets, pools or accounts without a trade, told apart by `type`. */
export type BetweenCommand =
  | ({ readonly type: 'transfer' } & TransferBalance)
  | ({ readonly type: 'movePosition' } & MovePosition);

/** One of the two sides: the account as it is, if it is, and its id. */
export interface Party {
  readonly id: string;
  readonly account: Account | undefined;
}

/**
 * Decides a command of two accounts, or of two places in one: both sides agree or nothing happens.
 * The events of the sender come first; one decision for each account concerned comes back. Whether
 * the holder of one may move to the other is the caller's to know.
 */
export function decideBetween(
  from: Party,
  to: Party,
  command: BetweenCommand,
  context: DecisionContext,
): Result<readonly Decision[], Rejection> {
  return attempt(() => {
    const source = draftOf(from, context);
    const target = from.id === to.id ? source : draftOf(to, context);
    if (command.type === 'transfer') transferBalance(source, target, command);
    else movePosition(source, target, command);
    return source === target ? [source.decision()] : [source.decision(), target.decision()];
  });
}

function draftOf({ id, account }: Party, context: DecisionContext): Draft {
  if (account !== undefined) refuseWhileHalted(account);
  const draft = new Draft(account ?? newAccount(id), context);
  if (account === undefined) openAccount(draft, {});
  return draft;
}
