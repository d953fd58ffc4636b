import {
  checkPrice,
  type AccountCommand,
  type FundingCharge,
  type Settlement,
} from '../account/index.js';
import { ZERO, demand, refuse, text, type Dec, type Instant } from '../kernel/index.js';
import {
  acceptIndex,
  acceptMark,
  instrumentIn,
  instrumentOf,
  instrumentsAt,
  refuseSettled,
  ruledMarks,
  versionAt,
  type InstrumentFacts,
  type Market,
} from '../market/index.js';

/**
 * Prices that come in together and are judged once. Rates are settlement values of assets, lasts
 * the prices of last trades.
 */
export interface PriceChange {
  readonly marks?: ReadonlyMap<string, Dec>;
  readonly indexes?: ReadonlyMap<string, Dec>;
  readonly rates?: ReadonlyMap<string, Dec>;
  readonly lasts?: ReadonlyMap<string, Dec>;
}

/** What may be imagined, told apart by `type`: all a holder may do, prices, charges and time. */
export type Change = { /** Time goes to this instant first. */ readonly at?: Instant } & (
  | (AccountCommand & { readonly account: string })
  | ({ readonly type: 'prices' } & PriceChange)
  | ({ readonly type: 'funding' } & FundingCharge)
  /** Charges the interest that is due by then. */
  | { readonly type: 'accrue' }
  | { readonly type: 'openInterest'; readonly instrument: string; readonly notional: Dec }
  | ({ readonly type: 'settle' } & Settlement)
);

const NONE: ReadonlyMap<string, Dec> = new Map();

/**
 * The market after new prices at its present time, marks as their rules make them.
 * @rejects `market.instrument-unknown`, `market.price-not-positive`, `price.off-tick`,
 *   `market.tick-out-of-order`, as for prices that really come
 */
export function withPrices(market: Market, change: PriceChange): Market {
  const { marks, indexes, rates, lasts } = change;
  const { now: at } = market;
  const nextMarks = new Map(market.marks);
  for (const [id, price] of marks ?? []) {
    const accepted = acceptMark(instrumentIn(market, id), nextMarks.get(id), { price, at });
    nextMarks.set(id, demand(accepted));
  }
  const nextIndexes = new Map(market.indexes);
  for (const [id, price] of indexes ?? []) {
    const accepted = acceptIndex(instrumentIn(market, id), nextIndexes.get(id), { price, at });
    nextIndexes.set(id, demand(accepted));
  }
  for (const [id, price] of ruledMarks(market, marks ?? NONE, indexes ?? NONE)) {
    nextMarks.set(id, { price, at });
  }
  for (const [id, price] of lasts ?? []) checkPrice(instrumentIn(market, id), price);
  const nextRates = new Map(market.rates);
  for (const [asset, rate] of rates ?? []) {
    if (!rate.gt(ZERO)) {
      refuse('market.price-not-positive', `the rate of ${asset} must be positive`, {
        field: `rate.${asset}`,
        figure: text(rate),
        limit: '0',
      });
    }
    nextRates.set(asset, rate);
  }
  return { ...market, marks: nextMarks, indexes: nextIndexes, rates: nextRates };
}

/**
 * The market at a later time, with the margin schedules that are in force then.
 * @rejects `time.backwards`
 */
export function withTime(market: Market, at: Instant): Market {
  if (at < market.now) refuse('time.backwards', 'time never goes back', { field: 'at' });
  return { ...market, now: at, instruments: instrumentsAt(market.instruments, at) };
}

/** Instruments whose margin a schedule changes after the present time and up to another. */
export function scheduledUntil({ instruments, now }: Market, at: Instant): string[] {
  return [...instruments.values()].flatMap(({ id, versions = [] }) =>
    versions.some(({ change }) => change !== undefined && change.at > now && change.at <= at)
      ? [id]
      : [],
  );
}

/** The market with another open interest. @rejects `input.invalid` for a negative one */
export function withOpenInterest(market: Market, id: string, openInterest: Dec): Market {
  const { payAsset } = instrumentIn(market, id);
  if (openInterest.lt(ZERO)) {
    refuse('input.invalid', `the open interest of ${id} cannot be negative`, {
      field: 'notional',
      figure: text(openInterest),
      limit: '0',
      unit: payAsset,
    });
  }
  return withFact(market, id, { openInterest });
}

function withFact(market: Market, id: string, fact: InstrumentFacts): Market {
  const { terms, openInterest, settledAt, toldVolatility } = instrumentIn(market, id);
  const known = {
    ...(openInterest === undefined ? {} : { openInterest }),
    ...(toldVolatility === undefined ? {} : { toldVolatility }),
    ...(settledAt === undefined ? {} : { settledAt }),
  };
  const instrument = versionAt(
    instrumentOf(terms, { ...known, ...fact }, market.models),
    market.now,
  );
  return { ...market, instruments: new Map(market.instruments).set(id, instrument) };
}

/**
 * The market once an instrument has been settled.
 * @rejects `market.instrument-expired` when it was before, `market.price-not-positive`
 */
export function withSettlement(market: Market, { instrument: id, price }: Settlement): Market {
  const instrument = instrumentIn(market, id);
  refuseSettled(id, instrument.settledAt);
  if (price.lte(ZERO) && !instrument.allowNonPositive) {
    refuse('market.price-not-positive', `the settlement price of ${id} must be positive`, {
      field: 'price',
      figure: text(price),
      limit: '0',
      unit: instrument.quote,
    });
  }
  return withFact(market, id, { settledAt: price });
}
