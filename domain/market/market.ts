import { type Dec, ONE, isoOf, refuse, text, type Instant } from '../kernel/index.js';
import { unlistedAsset, type AssetRule } from './asset-rule.js';
import { BOOKED_DECIMALS, type Configuration } from './configuration.js';
import type { Instrument } from './instrument.js';
import type { MarginModels } from './margin-models.js';
import type { SourcePrice } from './mark-composer.js';
import type { Mark } from './marks.js';
import { bestSince, type PriceTrail } from './price-trail.js';
import type { VolatilitySurface } from './volatility-surface.js';

/** A feed that a protective order may watch. */
export type PriceSource = 'mark' | 'index' | 'last';

/** Everything a decision may read besides the account: terms, prices, policies and the time. */
export interface Market {
  readonly now: Instant;
  readonly configuration: Configuration;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly marks: ReadonlyMap<string, Mark>;
  /** Index prices by instrument; where none came, the mark stands for it. */
  readonly indexes: ReadonlyMap<string, Mark>;
  /** The last price of each source, by instrument and source. */
  readonly sources?: ReadonlyMap<string, ReadonlyMap<string, SourcePrice>>;
  /** Settlement value of one unit of an asset; the settlement asset itself is 1. */
  readonly rates: ReadonlyMap<string, Dec>;
  /** Implied volatilities by base, for the options that have none of their own. */
  readonly surfaces?: ReadonlyMap<string, VolatilitySurface>;
  /** The price of the last trade known of an instrument. */
  readonly lasts?: ReadonlyMap<string, Dec>;
  /** Margin models that an extension binds, by name. */
  readonly models?: MarginModels;
  /** Extremes of the feeds that trailing stops follow, by `trailKey`. */
  readonly trails?: ReadonlyMap<string, PriceTrail>;
  /** What tells that nothing was written into the maps; absent: everything is looked up anew. */
  readonly revision?: MarketRevision;
}

/**
 * Whether two views of markets are made of the very same things in all that a valuation or a
 * judgement of prices depends on. Written out: a cascade asks several times for each close-out.
 */
export function isMadeOfSame(
  one: Omit<Market, 'revision'>,
  other: Omit<Market, 'revision'>,
): boolean {
  return (
    one.now === other.now &&
    one.configuration === other.configuration &&
    one.instruments === other.instruments &&
    one.marks === other.marks &&
    one.indexes === other.indexes &&
    one.rates === other.rates &&
    one.surfaces === other.surfaces &&
    one.sources === other.sources
  );
}

/**
 * The promise of whoever owns a market's maps that nothing has been written into them since it was
 * made, until it is ended. It counts only for a market that is made of those very maps, at that
 * time and under that configuration, so that a copy with other prices in it never borrows the
 * promise of the original.
 */
export class MarketRevision {
  /** Nothing but an identity: who keeps it to compare keeps no market alive. */
  private token: object | undefined = {};
  private readonly of: Omit<Market, 'revision'>;

  constructor({ revision: _former, ...of }: Market) {
    this.of = of;
  }

  /** What stays the same for as long as the market does; undefined for any other market. */
  tokenFor(market: Market): object | undefined {
    return isMadeOfSame(this.of, market) ? this.token : undefined;
  }

  /** Takes the promise back, also for whoever still holds a view of the market as it was. */
  end(): void {
    this.token = undefined;
  }
}

/**
 * A market with a revision: its owner does not write into its maps any more, or ends the revision
 * when it does.
 */
export function fixed(market: Market): Market {
  return { ...market, revision: new MarketRevision(market) };
}

/** The same object as long as nothing decisive changes; undefined where nobody promises it. */
export function revisionOf(market: Market): object | undefined {
  return market.revision?.tokenFor(market);
}

/** A listed instrument. @rejects `market.instrument-unknown` */
export function instrumentIn(market: Market, id: string): Instrument {
  const instrument = market.instruments.get(id);
  if (instrument === undefined) {
    refuse('market.instrument-unknown', `no instrument ${id} is listed`, {
      field: 'instrument',
      figure: id,
      limit: someOf(market.instruments.keys()),
    });
  }
  return instrument;
}

const NAMED = 10;

/** Names that are known, as many as a message can carry. */
function someOf(names: Iterable<string>): string {
  const all = [...names];
  const more = all.length > NAMED ? `, and ${all.length - NAMED} more` : '';
  return `${all.slice(0, NAMED).join(', ')}${more}`;
}

/** The last good mark, if one ever came. */
export function markOf(market: Market, instrument: string): Dec | undefined {
  return market.marks.get(instrument)?.price;
}

/** The last index price; where none ever came the mark, if there is one. */
export function indexOf(market: Market, instrument: string): Dec | undefined {
  return market.indexes.get(instrument)?.price ?? markOf(market, instrument);
}

/** The present price of a feed, if one ever came. */
export function priceFrom(
  market: Market,
  source: PriceSource,
  instrument: string,
): Dec | undefined {
  switch (source) {
    case 'mark':
      return markOf(market, instrument);
    case 'index':
      return market.indexes.get(instrument)?.price;
    case 'last':
      return market.lasts?.get(instrument);
  }
}

/** One text for a feed of prices of an instrument. */
export function trailKey(source: PriceSource, instrument: string): string {
  return `${source} ${instrument}`;
}

/** The best price of a feed for a side since a tick of its trail. */
export function bestPrice(
  market: Market,
  source: PriceSource,
  instrument: string,
  side: 'long' | 'short',
  since: number,
): Dec | undefined {
  const trail = market.trails?.get(trailKey(source, instrument));
  return trail && bestSince(trail, side, since);
}

/** The mark of an instrument, in its quote. @rejects `market.mark-missing` when none ever came */
export function demandMark(market: Market, instrument: string): Dec {
  const mark = markOf(market, instrument);
  if (mark === undefined) {
    refuse('market.mark-missing', `${instrument} has no mark yet`, { field: 'mark' });
  }
  return mark;
}

/**
 * Whether an instrument still takes new risk.
 * @rejects `market.instrument-expired` from its expiry on, and once it was settled
 */
export function demandTradable(market: Market, instrument: Instrument): void {
  const { id, expiry, settledAt } = instrument;
  if (settledAt !== undefined) return refuseSettled(id, settledAt);
  if (expiry === undefined || market.now < expiry) return;
  refuse('market.instrument-expired', `${id} has expired and takes no new risk`, {
    field: 'instrument',
    figure: isoOf(market.now),
    limit: isoOf(expiry),
  });
}

/** A settled instrument takes no new risk. @rejects `market.instrument-expired` */
export function refuseSettled(id: string, settledAt: Dec | undefined): void {
  if (settledAt === undefined) return;
  refuse('market.instrument-expired', `${id} was settled at ${text(settledAt)}`, {
    field: 'instrument',
    figure: id,
  });
}

/** The settlement value of one unit, if it is known. */
export function rateOf(market: Market, asset: string): Dec | undefined {
  return asset === market.configuration.settlement ? ONE : market.rates.get(asset);
}

/**
 * What one unit of an asset is worth in settlement, where it must be known: a profit, notional or
 * debt is in it.
 * @rejects `market.mark-missing` when its rate never came
 */
export function demandRate(market: Market, asset: string): Dec {
  const rate = rateOf(market, asset);
  if (rate === undefined) {
    refuse('market.mark-missing', `${asset} has no rate yet`, { field: `rate.${asset}` });
  }
  return rate;
}

/** How balances of an asset count, listed or not. */
export function assetRule(market: Market, asset: string): AssetRule {
  const { assets, settlement } = market.configuration;
  return assets.get(asset) ?? unlistedAsset(asset, settlement);
}

/** Decimals of amounts and costs booked in an asset. */
export function bookedDecimals(market: Market, asset: string): number {
  return market.configuration.bookedDecimals[asset] ?? BOOKED_DECIMALS;
}
