import { type Dec, Dec as Decimal, text, type Exact } from '../kernel/index.js';
import type { Counterparty, RankedCounterparty } from '../liquidation/index.js';
import { markOf, type Market } from '../market/index.js';
import { valueAt, valueSign } from '../position/index.js';
import type { PositionDeleveraged } from './position-events.js';

/** Contracts that change hands, what they are worth then, and the price that events show. */
export interface Terms {
  readonly quantity: Dec;
  readonly value: Exact;
  readonly shown: string;
}

/** A counterparty with its place among so many in the queue, unless the venue named it. */
export type Chosen = Counterparty &
  Partial<RankedCounterparty> & { readonly rank?: number; readonly of?: number };

/** For whom a counterparty was closed, what it cost it, and why it was its turn. */
export type Why = Pick<PositionDeleveraged, 'against' | 'mark' | 'cost' | 'queue'>;

/** What closing gives up against the mark. */
export function costOf(
  market: Market,
  { instrument, position }: Counterparty,
  { quantity, value }: Terms,
): Pick<Why, 'mark' | 'cost'> {
  const mark = markOf(market, instrument.id);
  if (mark === undefined) return {};
  const sign = new Decimal(valueSign(instrument, position));
  const cost = valueAt(instrument, quantity, mark).minus(value).scaled(sign);
  return { mark: text(mark), cost: cost.toString() };
}

/** Why it was its turn, for the event. */
export function placeOf(
  { configuration }: Market,
  { rank, score, of }: Chosen,
): Pick<Why, 'queue'> {
  if (rank === undefined || score === undefined || of === undefined) return {};
  const { ranking } = configuration.deleverage;
  const parts = Object.entries(score.parts).map(([name, part]) => [name, part.toString()]);
  return {
    queue: {
      ranking,
      rank,
      of,
      score: score.value?.toString() ?? null,
      parts: Object.fromEntries(parts) as Record<string, string>,
    },
  };
}
