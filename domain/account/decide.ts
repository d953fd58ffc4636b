import { attempt, type Rejection, type Result } from '../kernel/index.js';
import { newAccount, type Account } from './account.js';
import { setAutoMargin } from './auto-margin.js';
import { chargeFunding, type FundingCharge } from './charge-funding.js';
import { chargeInterest } from './charge-interest.js';
import type { AccountCommand } from './commands.js';
import { Draft, type Decision, type DecisionContext } from './draft.js';
import { refuseWhileHalted, resume } from './halt.js';
import { importPosition } from './import-position.js';
import { setLossLimits } from './losses.js';
import { openAccount } from './open-account.js';
import { openFill } from './open-position.js';
import { cancelOrder, placeOrder } from './orders.js';
import { protect } from './protect.js';
import { permit } from './permissions.js';
import { closeFill } from './reduce-position.js';
import { repay } from './repay.js';
import { setAlerts, setLeverage, setMode } from './terms.js';
import { addMargin, deposit, importBalance, removeMargin, withdraw } from './transfers.js';

/**
 * Decides a command of the holder. It may refuse and never mutates: the account handed in stays
 * as it is, and what was decided comes back as events with the account they lead to. A command for
 * an account that does not exist yet opens it with defaults; a refused one does not.
 */
export function decide(
  account: Account | undefined,
  id: string,
  command: AccountCommand,
  context: DecisionContext,
): Result<Decision, Rejection> {
  return attempt(() => {
    if (account !== undefined && command.type !== 'resume') refuseWhileHalted(account);
    const draft = new Draft(account ?? newAccount(id), context);
    if (account === undefined) openAccount(draft, command.type === 'account' ? command : {});
    carryOut(draft, command, account !== undefined);
    return draft.decision();
  });
}

function carryOut(draft: Draft, command: AccountCommand, existed: boolean): void {
  switch (command.type) {
    case 'account':
      if (existed) openAccount(draft, command);
      return;
    case 'deposit':
      return deposit(draft, command);
    case 'withdraw':
      return withdraw(draft, command);
    case 'balance':
      return importBalance(draft, command);
    case 'book':
      return importPosition(draft, command);
    case 'open':
      return openFill(draft, command);
    case 'close':
      return closeFill(draft, command);
    case 'order':
      return placeOrder(draft, command);
    case 'cancel':
      return cancelOrder(draft, command.id);
    case 'addMargin':
      return addMargin(draft, command);
    case 'removeMargin':
      return removeMargin(draft, command);
    case 'repay':
      return repay(draft, command);
    case 'protect':
      return protect(draft, command);
    case 'lossLimits':
      return setLossLimits(draft, command.limits);
    case 'autoMargin':
      return setAutoMargin(draft, command);
    case 'permit':
      return permit(draft, command.permission);
    case 'setLeverage':
      return setLeverage(draft, command.instrument, command.leverage);
    case 'setMode':
      return setMode(draft, command.instrument, command.mode);
    case 'setAlerts':
      return setAlerts(draft, command);
    case 'resume':
      return resume(draft);
  }
}

/** Decides the interest that the account's positions owe by now. */
export function decideInterest(
  account: Account,
  context: DecisionContext,
): Result<Decision, Rejection> {
  return attempt(() => {
    const draft = new Draft(account, context);
    chargeInterest(draft);
    return draft.decision();
  });
}

/** Decides one funding payment for the account's positions in an instrument. */
export function decideFunding(
  account: Account,
  charge: FundingCharge,
  context: DecisionContext,
): Result<Decision, Rejection> {
  return attempt(() => {
    const draft = new Draft(account, context);
    chargeFunding(draft, charge);
    return draft.decision();
  });
}
