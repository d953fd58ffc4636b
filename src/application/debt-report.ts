import { compareIds, isoOf, rateOf, text, type Account, type Market } from '../../domain/index.js';

/** A debt as it stands: what is owed, since when, and what that is worth. */
export interface ShownDebt {
  readonly asset: string;
  readonly amount: string;
  /** Since when the account has been in debt in this asset without a break, ISO 8601 UTC. */
  readonly since: string;
  /** How long that is at the engine's time, in milliseconds. */
  readonly age: number;
  /** In settlement; null while the asset has no rate. */
  readonly value: string | null;
}

/** The debts of an account and what they keep it from. */
export interface DebtReport {
  /** The oldest first. */
  readonly debts: readonly ShownDebt[];
  /** Commands that are refused with `account.indebted` until everything is repaid. */
  readonly refused: readonly string[];
}

/**
 * Closing, cancelling, depositing and bringing money from a wallet that does not count to one that
 * does stay allowed, so that a debt can always be settled.
 */
export const REFUSED_WHILE_INDEBTED = [
  'open',
  'order',
  'withdraw',
  'transfer',
  'movePosition',
] as const;

/** Everything an account owes as explicit debts. Debts bear no interest, so the amount stands. */
export function debtsOf(account: Account, market: Market): DebtReport {
  const debts = [...account.debts]
    .sort(([a, { since }], [b, other]) => since - other.since || compareIds(a, b))
    .map(([asset, { amount, since }]) => {
      const rate = rateOf(market, asset);
      return {
        asset,
        amount: text(amount),
        since: isoOf(since),
        age: Math.max(market.now - since, 0),
        value: rate === undefined ? null : text(amount.times(rate)),
      };
    });
  return { debts, refused: debts.length === 0 ? [] : REFUSED_WHILE_INDEBTED };
}
