import { rejection, type Rejection } from '../../domain/index.js';

/** The refusal of whatever is asked of an account that does not exist. */
export function unknownAccount(id: string): Rejection {
  const message = `there is no account ${id}`;
  return rejection('account.unknown', message, { field: 'account', figure: id });
}
