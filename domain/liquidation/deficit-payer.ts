import { Dec, ZERO } from '../kernel/index.js';
import { entryKey, type LedgerAccount, type Movement, type TrialBalance } from '../ledger/index.js';
import type { Market } from '../market/index.js';
import type { Owed } from './deficit.js';

/** What a payer is asked for: the rest of a deficit in one asset, and whose it is. */
export interface DeficitRequest extends Owed {
  readonly account: string;
  readonly pool: string;
  /** What this payer has paid so far in the asset, for everybody together. */
  readonly paid: Dec;
}

/**
 * Somebody beside the insurance fund and the holders who pays deficits: how much of what is owed,
 * in the asset it is owed in. More than that is taken for all of it, and what is negative for
 * nothing. It must be pure; what it has paid is booked on a ledger account of its own.
 */
export type DeficitPayer = (request: DeficitRequest, market: Market) => Dec;

/** Payers by the name that the list of deficit policies refers to them with. */
export type DeficitPayers = ReadonlyMap<string, DeficitPayer>;

/** What payers have paid, by ledger entry. */
export type PaidByPayers = ReadonlyMap<string, Dec>;

/** The ledger account on which what a payer has paid is booked. */
export function payerAccount(payer: string): LedgerAccount {
  return { at: 'payer', payer };
}

/** What a payer has paid in an asset. */
export function paidBy(paid: PaidByPayers, payer: string, asset: string): Dec {
  return paid.get(entryKey(payerAccount(payer), asset)) ?? ZERO;
}

/** What payers have paid once more events have happened. */
export function paidAfter(
  paid: PaidByPayers,
  events: readonly { readonly movements?: readonly Movement[] }[],
): PaidByPayers {
  const more = events.flatMap(({ movements = [] }) => movements);
  const own = more.filter(({ from }) => from.at === 'payer');
  if (own.length === 0) return paid;
  const next = new Map(paid);
  for (const { asset, amount, from } of own) {
    const key = entryKey(from, asset);
    next.set(key, (next.get(key) ?? ZERO).plus(new Dec(amount)));
  }
  return next;
}

/** What payers have paid by the ledger, where there are any. */
export function paidIn(ledger: TrialBalance, payers: DeficitPayers): PaidByPayers {
  if (payers.size === 0) return new Map();
  const own = [...ledger].filter(([key]) => key.startsWith('["payer",'));
  return new Map(own.map(([key, balance]) => [key, balance.negated()]));
}
