import { fundingPayment } from '../accrual/index.js';
import { type Dec, ZERO, refuse, text } from '../kernel/index.js';
import { HOUSE, bookRounded } from '../ledger/index.js';
import { bookedDecimals, demandMark, instrumentIn } from '../market/index.js';
import type { Draft } from './draft.js';
import { poolsInOrder } from './account.js';

/** One funding payment of an instrument. */
export interface FundingCharge {
  readonly instrument: string;
  readonly rate: Dec;
  /** The price of the payment; absent: the mark. */
  readonly mark?: Dec;
}

/**
 * Charges one funding payment to every position of the account in the instrument, each from its
 * own pool. What is received is rounded down and what is paid up; the house is the other side.
 * @rejects `market.mark-missing`, `market.price-not-positive` for a mark no position could have
 */
export function chargeFunding(draft: Draft, { instrument: id, rate, mark }: FundingCharge): void {
  const instrument = instrumentIn(draft.market, id);
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const at = mark ?? demandMark(draft.market, id);
  if (at.lte(ZERO) && !instrument.allowNonPositive) {
    const data = { field: 'mark', figure: text(at), limit: '0', unit: instrument.quote };
    refuse('market.price-not-positive', `the mark of ${id} must be positive`, data);
  }
  for (const pool of poolsInOrder(draft.account)) {
    for (const position of pool.positions.values()) {
      if (position.instrument !== id) continue;
      const exact = fundingPayment(instrument, position, rate, at);
      const entry = { asset, from: HOUSE, to: draft.purse(pool.id, asset) };
      const { amount, movements } = bookRounded(
        { ...entry, reason: 'funding' },
        exact,
        decimals,
        'floor',
      );
      if (amount.isZero()) continue;
      draft.emit({
        type: amount.isNegative() ? 'FundingPaid' : 'FundingReceived',
        account: draft.account.id,
        pool: pool.id,
        instrument: id,
        position: position.key,
        asset,
        amount: text(amount.abs()),
        rate: text(rate),
        movements,
      });
    }
  }
}
