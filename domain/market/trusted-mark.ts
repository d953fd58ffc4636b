import { isoOf, refuse } from '../kernel/index.js';
import type { Instrument } from './instrument.js';
import { composeMark, type SourcePrice } from './mark-composer.js';
import type { MarkAction, MarkQuality } from './mark-quality.js';
import type { Market } from './market.js';
import { isStale } from './marks.js';

/**
 * How far the price of an instrument can be trusted now. Sources grow old as time goes on, so it is
 * asked for when it matters and not kept. Without sources a mark is good, or stale by its age; an
 * instrument that never had a mark values positions at their entry, which is good.
 */
export function qualityOf(market: Market, instrument: Instrument): MarkQuality {
  const { id, sources, maxMarkAge } = instrument;
  if (sources !== undefined) {
    const { quality } = composeMark(sources, market.sources?.get(id) ?? NONE, market.now);
    if (quality !== 'good' && quality !== 'degraded') return quality;
    if (sources.feeds === 'mark') return quality;
    return agedMark(market, instrument) ? 'stale' : quality;
  }
  return maxMarkAge !== undefined && agedMark(market, instrument) ? 'stale' : 'good';
}

const NONE: ReadonlyMap<string, SourcePrice> = new Map();

function agedMark(market: Market, instrument: Instrument): boolean {
  const mark = market.marks.get(instrument.id);
  return mark !== undefined && isStale(instrument, mark, market.now);
}

/** Whether the quality of an instrument's price allows an action. */
export function markAllows(market: Market, instrument: Instrument, action: MarkAction): boolean {
  if (instrument.sources === undefined && instrument.maxMarkAge === undefined) return true;
  return market.configuration.markQuality[qualityOf(market, instrument)][action];
}

/** Whether the prices of everything held allow an action; a pool is worth what all of it is. */
export function allAllow(
  market: Market,
  held: Iterable<{ readonly instrument: string }>,
  action: MarkAction,
): boolean {
  for (const { instrument } of held) {
    const known = market.instruments.get(instrument);
    if (known !== undefined && !markAllows(market, known, action)) return false;
  }
  return true;
}

/**
 * Whether the price of an instrument can be trusted far enough for an action.
 * @rejects `market.mark-stale` or, for a degraded or invalid price, `market.mark-unreliable` when
 *   the quality of the price does not allow the action
 */
export function demandTrusted(market: Market, instrument: Instrument, action: MarkAction): void {
  if (markAllows(market, instrument, action)) return;
  const quality = qualityOf(market, instrument);
  const mark = market.marks.get(instrument.id);
  const last = mark === undefined ? 'never had one' : `is of ${isoOf(mark.at)}`;
  refuse(
    quality === 'stale' ? 'market.mark-stale' : 'market.mark-unreliable',
    `the price of ${instrument.id} is ${quality}, too little to ${action}; the last one ${last}`,
    { field: 'mark', figure: quality, limit: 'good' },
  );
}
