import type { Account } from './account.js';
import type { AccountHalted, AccountResumed } from './events.js';

/** Stands still, or goes on. */
export function withHalt(account: Account, event: AccountHalted | AccountResumed): Account {
  if (event.type === 'AccountHalted') {
    const { rule, message, figures } = event;
    return { ...account, halted: { rule, message, figures } };
  }
  const { halted: _mended, ...sound } = account;
  return sound;
}
