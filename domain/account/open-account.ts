import { text } from '../kernel/index.js';
import { checkPositive } from './checks.js';
import type { OpenAccount } from './commands.js';
import type { Draft } from './draft.js';
import { lossCount } from './loss-count.js';

/** @rejects `input.invalid` for a leverage that is not positive */
export function openAccount(draft: Draft, { leverage, mode, positionMode }: OpenAccount): void {
  if (leverage !== undefined) checkPositive(leverage, 'leverage');
  draft.emit({
    type: 'AccountOpened',
    account: draft.account.id,
    ...(leverage === undefined ? {} : { leverage: text(leverage) }),
    ...(mode === undefined ? {} : { mode }),
    ...(positionMode === undefined ? {} : { positionMode }),
  });
  const first = lossCount(draft.account, draft.market);
  if (first !== undefined) draft.emit(first);
}
