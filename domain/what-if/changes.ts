import type { AccountCommand, FundingCharge } from '../account/index.js';
import { demand, refuse, text, type Dec, type Instant } from '../kernel/index.js';
import { acceptMark, instrumentIn, type Market } from '../market/index.js';

/** Prices that come in together and are judged once. Rates are settlement values of assets. */
export interface PriceChange {
  readonly marks?: ReadonlyMap<string, Dec>;
  readonly rates?: ReadonlyMap<string, Dec>;
}

/** What may be imagined, told apart by `type`: everything a holder may do, prices and time. */
export type Change = { /** Time goes to this instant first. */ readonly at?: Instant } & (
  | (AccountCommand & { readonly account: string })
  | ({ readonly type: 'prices' } & PriceChange)
  | ({ readonly type: 'funding' } & FundingCharge)
  | { readonly type: 'time' }
);

/**
 * The market after new prices at its present time.
 * @rejects `market.instrument-unknown`, `market.price-not-positive`, `price.off-tick`,
 *   `market.tick-out-of-order`, as for marks that really come
 */
export function withPrices(market: Market, { marks, rates }: PriceChange): Market {
  const { now } = market;
  const nextMarks = new Map(market.marks);
  for (const [id, price] of marks ?? []) {
    const update = { price, at: now };
    nextMarks.set(id, demand(acceptMark(instrumentIn(market, id), nextMarks.get(id), update)));
  }
  const nextRates = new Map(market.rates);
  for (const [asset, rate] of rates ?? []) {
    if (!rate.gt(0)) {
      refuse('market.price-not-positive', `the rate of ${asset} must be positive`, {
        field: `rate.${asset}`,
        figure: text(rate),
        limit: '0',
      });
    }
    nextRates.set(asset, rate);
  }
  return { ...market, marks: nextMarks, rates: nextRates };
}

/**
 * The market at a later time.
 * @rejects `time.backwards`
 */
export function withTime(market: Market, at: Instant): Market {
  if (at < market.now) refuse('time.backwards', 'time never goes back', { field: 'at' });
  return { ...market, now: at };
}
