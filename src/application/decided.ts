import type { Account, Rejection } from '../../domain/index.js';
import type { RefusedPrice, TapeEvent } from './tape.js';

/** What a command comes to, before anything of it has happened. */
export interface Decided {
  readonly events: readonly TapeEvent[];
  readonly accounts: readonly Account[];
  /** Accounts to judge once the events are in. */
  readonly touched: readonly string[];
  /** The answer where the command met a bug: all that happened is that its account is halted. */
  readonly refused?: Rejection;
}

/** Why a command is refused; for a batch of prices also each of them. */
export type Refusal = Rejection & { readonly refused?: readonly RefusedPrice[] };
