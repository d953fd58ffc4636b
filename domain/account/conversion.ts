import { type Dec, Exact, ZERO, minOf, text } from '../kernel/index.js';
import {
  HOUSE,
  RESIDUE_DECIMALS,
  ROUNDING,
  transfer,
  type LedgerAccount,
} from '../ledger/index.js';
import { bookedDecimals, demandRate, type WalletKind } from '../market/index.js';
import type { Draft } from './draft.js';
import type { BalanceConverted } from './events.js';

/** A balance that may be given for an amount needed in another asset. */
export interface Conversion {
  readonly asset: string;
  readonly wallet: WalletKind;
  /** The most that may be given; absent: whatever is needed. */
  readonly most?: Dec;
  readonly into: string;
  /** The most that is needed. */
  readonly needed: Dec;
  readonly reason: BalanceConverted['reason'];
}

/** What was given and what came in for it. */
export interface Converted {
  readonly given: Dec;
  readonly received: Dec;
}

/**
 * Gives as much of a balance as is needed, at the rates of both assets; the house takes the other
 * side, and what comes in goes to the wallet on which its asset moves. What is given is rounded up,
 * what is received down, and the residue is booked to the rounding account.
 */
export function convert(draft: Draft, conversion: Conversion): Converted {
  const { asset, wallet, most, into, needed, reason } = conversion;
  const { market, account } = draft;
  const [price, wanted] = [demandRate(market, asset), demandRate(market, into)];
  const quotient = Exact.quotient(needed.times(wanted), price);
  const enough = quotient.rounded(bookedDecimals(market, asset), 'up');
  const given = minOf(most ?? enough, enough);
  const worth = Exact.quotient(given.times(price), wanted);
  const received = minOf(needed, worth.rounded(bookedDecimals(market, into), 'down'));
  if (given.lte(ZERO)) return { given: ZERO, received: ZERO };
  const from: LedgerAccount = { at: 'wallet', account: account.id, wallet };
  const residue = worth.minus(Exact.of(received)).rounded(RESIDUE_DECIMALS, 'down');
  const leg = { asset: into, from: HOUSE };
  draft.emit({
    type: 'BalanceConverted',
    account: account.id,
    asset,
    amount: text(given),
    wallet,
    into,
    received: text(received),
    reason,
    movements: [
      ...transfer({ asset, from, to: HOUSE, reason: 'conversion' }, given),
      ...transfer({ ...leg, to: draft.wallet(into), reason: 'conversion' }, received),
      ...transfer({ ...leg, to: ROUNDING, reason: 'rounding' }, residue),
    ],
  });
  return { given, received };
}
