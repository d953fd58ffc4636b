import { Dec, maxOf, minOf } from '../kernel/index.js';
import {
  extendTrail,
  newTrail,
  priceFrom,
  startTrail,
  trailKey,
  type Market,
  type PriceSource,
  type PriceTrail,
} from '../market/index.js';
import type { Account } from './account.js';
import type { AccountEvent } from './events.js';
import { protectionRecord, type ProtectionRecord } from './protection-record.js';

/** The trades of an instrument since somebody last asked: how far they went, and the last one. */
export interface Traded {
  readonly lowest: Dec;
  readonly highest: Dec;
  readonly last: Dec;
}

/**
 * What protective orders need to know of prices besides the marks: last trades, and the extremes
 * of the feeds that are trailed. It also tells which instruments that somebody follows by their
 * last price were traded, so that nobody is looked at for nothing.
 */
export class PriceFeeds {
  readonly lasts: Map<string, Dec>;
  readonly trails: Map<string, PriceTrail>;
  private readonly followed: Set<string>;
  private readonly traded = new Map<string, Traded>();

  /** Feeds of its own, that go on from where others stand. */
  constructor({ lasts, trails }: Pick<Market, 'lasts' | 'trails'> = {}) {
    this.lasts = new Map(lasts);
    this.trails = new Map(trails);
    this.followed = new Set();
  }

  /** The same at this moment; what is told to one of them from here on, the other never hears. */
  copy(): PriceFeeds {
    const feeds = new PriceFeeds(this);
    for (const instrument of this.followed) feeds.followed.add(instrument);
    return feeds;
  }

  /** The next price of a feed. */
  extend(source: PriceSource, instrument: string, price: Dec): void {
    if (this.trails.size === 0) return;
    const key = trailKey(source, instrument);
    const trail = this.trails.get(key);
    if (trail !== undefined) this.trails.set(key, extendTrail(trail, price));
  }

  /** A trade became known: the last price of the instrument is its price. */
  trade(instrument: string, price: Dec): void {
    this.lasts.set(instrument, price);
    this.extend('last', instrument, price);
    if (!this.followed.has(instrument)) return;
    const { lowest = price, highest = price } = this.traded.get(instrument) ?? {};
    this.traded.set(instrument, {
      lowest: minOf(lowest, price),
      highest: maxOf(highest, price),
      last: price,
    });
  }

  /** What an event of an account says about trades, and about who follows a feed. */
  apply(event: AccountEvent, market: Market): void {
    switch (event.type) {
      case 'PositionOpened':
        if (event.imported !== true) this.trade(event.instrument, new Dec(event.price));
        return;
      case 'PositionReduced':
      case 'PositionClosed':
        if (event.settlement !== true) this.trade(event.instrument, new Dec(event.price));
        return;
      case 'PositionIncreased':
      case 'PositionFlipped':
        this.trade(event.instrument, new Dec(event.price));
        return;
      case 'ProtectionSet':
        this.follow(event.instrument, event.protection);
        this.startTrailing(event.instrument, event.protection, market);
        return;
      default:
    }
  }

  /** Takes up what the protective orders of an account follow. */
  join({ pools }: Account): void {
    for (const { positions, protections } of pools.values()) {
      for (const [key, protection] of protections ?? []) {
        const instrument = positions.get(key)?.instrument;
        if (instrument !== undefined) this.follow(instrument, protectionRecord(protection));
      }
    }
  }

  /** A protective order may watch the trades of an instrument from now on. */
  private follow(instrument: string, protection: ProtectionRecord | null): void {
    const { stopLoss, takeProfit, trailing } = protection ?? {};
    const watches = [stopLoss, takeProfit, trailing].some((order) => order?.on === 'last');
    if (watches) this.followed.add(instrument);
  }

  private startTrailing(
    instrument: string,
    protection: ProtectionRecord | null,
    market: Market,
  ): void {
    const { on, since } = protection?.trailing ?? {};
    if (on === undefined) return;
    const key = trailKey(on, instrument);
    const trail = this.trails.get(key);
    const price = priceFrom(market, on, instrument);
    if (trail === undefined) this.trails.set(key, newTrail(price));
    else if (trail.ticks === since && price !== undefined) {
      this.trails.set(key, startTrail(trail, price));
    }
  }

  /** Followed instruments that were traded since this was last asked. */
  take(): ReadonlyMap<string, Traded> {
    const traded = new Map(this.traded);
    this.traded.clear();
    return traded;
  }
}
