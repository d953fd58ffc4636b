import { BUILT_IN_BORROW_RATES, rateAt } from '../accrual/index.js';
import { type Dec, ZERO, invariant, refuse, text, type RejectionCode } from '../kernel/index.js';
import {
  instrumentIn,
  type AssetInterest,
  type Instrument,
  type RateStep,
} from '../market/index.js';
import type { Position } from '../position/index.js';
import type { Draft } from './draft.js';
import { bookedLoan, borrowedAsset } from './loan-booking.js';

/** The terms at which an asset is borrowed; undefined where borrowing is free and without limit. */
export function borrowTerms(draft: Draft, asset: string): AssetInterest | undefined {
  const { interest } = draft.market.configuration;
  return interest?.assets.get(asset) ?? interest;
}

/** The rates of a borrowed asset by the policy that the configuration names. */
export function borrowRates(draft: Draft, asset: string): readonly RateStep[] {
  const terms = borrowTerms(draft, asset);
  const name = draft.market.configuration.interest?.policy;
  if (terms === undefined || name === undefined) return [];
  const policy = draft.context.borrowRates?.get(name) ?? BUILT_IN_BORROW_RATES.get(name);
  invariant(policy !== undefined, 'I-23', `no rate policy is bound as ${name}`);
  return policy(terms, { asset, now: draft.market.now, lent: lentOf(draft, asset) });
}

/** The rate to lock in for what is borrowed now; undefined where rates float. */
export function lockedRate(draft: Draft, asset: string): Dec | undefined {
  if (draft.market.configuration.interest?.lock !== 'opening') return undefined;
  return rateAt(borrowRates(draft, asset), draft.market.now);
}

function lentOf({ context }: Draft, asset: string): Dec {
  return context.lent?.(asset) ?? ZERO;
}

/**
 * Whether the lending pool has what a change of a position borrows on top.
 * @rejects `loan.pool-exhausted`, `loan.account-limit`
 */
export function checkLending(
  draft: Draft,
  instrument: Instrument,
  before: Position | undefined,
  after: Position,
): void {
  const asset = borrowedAsset(instrument, after.side);
  const lending = instrument.kind === 'spot-margin' && borrowTerms(draft, asset)?.lending;
  if (lending === undefined || lending === false) return;
  const old = bookedLoan(draft, instrument, before);
  const added = bookedLoan(draft, instrument, after).minus(old);
  if (added.lte(ZERO)) return;
  const limit = (code: RejectionCode, figure: Dec, most: Dec, whose: string): void => {
    if (figure.lte(most)) return;
    refuse(code, `${whose} ${text(most)} ${asset} can be borrowed`, {
      field: 'quantity',
      figure: text(figure),
      limit: text(most),
      unit: asset,
    });
  };
  const { supply, accountLimit } = lending;
  limit('loan.pool-exhausted', lentOf(draft, asset).plus(added), supply, 'in all,');
  if (accountLimit === undefined) return;
  limit('loan.account-limit', owedBy(draft, asset).plus(added), accountLimit, 'by one account,');
}

/** What the account owes of an asset over all its positions. */
function owedBy(draft: Draft, asset: string): Dec {
  let owed = ZERO;
  for (const { positions } of draft.account.pools.values()) {
    for (const position of positions.values()) {
      const instrument = instrumentIn(draft.market, position.instrument);
      if (borrowedAsset(instrument, position.side) !== asset) continue;
      owed = owed.plus(bookedLoan(draft, instrument, position));
    }
  }
  return owed;
}
