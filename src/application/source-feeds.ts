import {
  Dec,
  indexOf,
  instantOf,
  isKeptFrom,
  text,
  type Instant,
  type Market,
  type PricePoint,
  type SourcePrice,
} from '../../domain/index.js';
import type { EngineEvent } from './tape.js';

type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

/** What sources said, and each index path that a settlement may average, as snapshots keep it. */
export interface SourceRecord {
  readonly sources: readonly { id: string; name: string; price: string; at: number }[];
  readonly paths: readonly { id: string; points: readonly { price: string; at: number }[] }[];
}

/** The last price of each source, and the index of dated instruments over their last window. */
export class SourceFeeds {
  readonly sources = new Map<string, Map<string, SourcePrice>>();
  readonly paths = new Map<string, readonly PricePoint[]>();

  /** Takes what a batch of prices brought; the market already holds its marks and indexes. */
  apply(event: MarksAdvanced, market: Market, at: Instant): void {
    for (const [id, prices] of Object.entries(event.sources ?? {})) {
      const known = this.sources.get(id) ?? new Map<string, SourcePrice>();
      for (const [name, price] of Object.entries(prices)) {
        known.set(name, { price: new Dec(price), at });
      }
      this.sources.set(id, known);
    }
    for (const id of [...Object.keys(event.marks), ...Object.keys(event.indexes ?? {})]) {
      this.extend(id, market, at);
    }
  }

  private extend(id: string, market: Market, at: Instant): void {
    const { settlement, expiry } = market.instruments.get(id) ?? {};
    const price = indexOf(market, id);
    if (settlement?.window === undefined || price === undefined) return;
    if (expiry !== undefined && at > expiry) return;
    const path = [...(this.paths.get(id) ?? []), { price, at }];
    this.paths.set(id, path.filter(isKeptFrom(at - settlement.window)));
  }

  record(): SourceRecord {
    return {
      sources: [...this.sources].flatMap(([id, prices]) =>
        [...prices].map(([name, { price, at }]) => ({ id, name, price: text(price), at })),
      ),
      paths: [...this.paths].map(([id, points]) => ({
        id,
        points: points.map(({ price, at }) => ({ price: text(price), at })),
      })),
    };
  }

  restore({ sources, paths }: SourceRecord): void {
    for (const { id, name, price, at } of sources) {
      const known = this.sources.get(id) ?? new Map<string, SourcePrice>();
      this.sources.set(id, known.set(name, { price: new Dec(price), at: instantOf(at) }));
    }
    for (const { id, points } of paths) {
      const path = points.map(({ price, at }) => ({ price: new Dec(price), at: instantOf(at) }));
      this.paths.set(id, path);
    }
  }
}
