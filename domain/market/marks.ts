import {
  type Dec,
  err,
  isMultipleOf,
  ok,
  rejection,
  text,
  type Instant,
  type Rejection,
  type Result,
} from '../kernel/index.js';
import type { Instrument } from './instrument.js';

/** The price positions are valued at, with where it stands in its feed. */
export interface Mark {
  readonly price: Dec;
  readonly at: Instant;
  /** The feed's own sequence number, where it has one; strictly rising. */
  readonly sequence?: number;
}

/** A price offered for an instrument, its decimal already read. */
export interface MarkUpdate {
  readonly price: Dec;
  readonly at: Instant;
  readonly sequence?: number;
}

/**
 * Whether a new mark may replace the last good one.
 * @rejects `market.price-not-positive` unless the instrument allows it, `price.off-tick` where the
 *   instrument demands its grid, `market.tick-out-of-order` for an older time or sequence.
 */
export function acceptMark(
  instrument: Instrument,
  last: Mark | undefined,
  update: MarkUpdate,
): Result<Mark, Rejection> {
  const { id } = instrument;
  const data = { field: `mark.${id}`, figure: text(update.price), unit: instrument.quote };
  if (!update.price.gt(0) && !instrument.allowNonPositive) {
    const message = `the mark of ${id} must be positive`;
    return err(rejection('market.price-not-positive', message, { ...data, limit: '0' }));
  }
  const { tick, markOnTick } = instrument;
  if (markOnTick && tick !== undefined && !isMultipleOf(update.price, tick)) {
    const message = `the mark of ${id} is not a multiple of its tick`;
    return err(rejection('price.off-tick', message, { ...data, limit: text(tick) }));
  }
  if (last !== undefined && isOlder(update, last)) {
    const message = `the mark of ${id} is older than the last one`;
    return err(rejection('market.tick-out-of-order', message, data));
  }
  return ok(update);
}

/**
 * Whether a new index price may replace the last one. An index binds to no grid.
 * @rejects `market.price-not-positive` unless the instrument allows it,
 *   `market.tick-out-of-order` for an older time
 */
export function acceptIndex(
  { id, quote, allowNonPositive }: Instrument,
  last: Mark | undefined,
  update: MarkUpdate,
): Result<Mark, Rejection> {
  const data = { field: `index.${id}`, figure: text(update.price), unit: quote };
  if (!update.price.gt(0) && !allowNonPositive) {
    const message = `the index of ${id} must be positive`;
    return err(rejection('market.price-not-positive', message, { ...data, limit: '0' }));
  }
  if (last !== undefined && isOlder(update, last)) {
    const message = `the index of ${id} is older than the last one`;
    return err(rejection('market.tick-out-of-order', message, data));
  }
  return ok(update);
}

function isOlder(update: MarkUpdate, last: Mark): boolean {
  if (update.at < last.at) return true;
  if (update.sequence === undefined || last.sequence === undefined) return false;
  return update.sequence <= last.sequence;
}

/** True when the mark is older than the instrument allows. */
export function isStale(instrument: Instrument, mark: Mark, now: Instant): boolean {
  return instrument.maxMarkAge !== undefined && now - mark.at > instrument.maxMarkAge;
}
