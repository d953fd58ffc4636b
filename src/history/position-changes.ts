import { type Exact, type Account, type Dec, type Position } from '../../domain/index.js';
import type { TapeEvent } from '../application/tape.js';

/** Where a position is held. */
export interface Place {
  readonly pool: string;
  readonly position: string;
}

/** What an event did to the contracts of one position. */
export type PositionChange =
  /** Contracts left the position, with the cost that left with them. */
  | (Place & Part & { readonly kind: 'closed'; readonly before: Position; readonly whole: boolean })
  /** Contracts came in, at a cost. `fresh`: the position was not there before. */
  | (Place & Part & { readonly kind: 'opened'; readonly after: Position; readonly fresh: boolean })
  /** The position changed its pool and nothing else. */
  | (Place & { readonly kind: 'moved'; readonly from: Place; readonly after: Position });

interface Part {
  readonly quantity: Dec;
  readonly cost: Exact;
}

interface Held extends Place {
  readonly held: Position;
}

/**
 * What happened to the contracts of an account between two of its states: read from the positions
 * themselves, so that it holds for every kind of event. A flip is a close and an opening.
 */
export function positionChanges(before: Account | undefined, after: Account): PositionChange[] {
  const old = positionsOf(before);
  const now = positionsOf(after);
  const gone: Held[] = [];
  const come: Held[] = [];
  const changes: PositionChange[] = [];
  for (const [id, was] of old) {
    const is = now.get(id);
    if (is === undefined || is.held.side !== was.held.side) gone.push(was);
    else if (is.held !== was.held) changes.push(...resized(was, is));
  }
  for (const [id, is] of now) {
    if (old.get(id)?.held.side !== is.held.side) come.push(is);
  }
  for (const was of gone) {
    const to = come.find(({ held }) => isSame(was.held, held));
    if (to === undefined) changes.push(closing(was, was.held.quantity, was.held.cost, true));
    else {
      come.splice(come.indexOf(to), 1);
      changes.push({ kind: 'moved', from: placeOf(was), ...placeOf(to), after: to.held });
    }
  }
  changes.push(...come.map((is) => opening(is, is.held.quantity, is.held.cost, true)));
  return changes;
}

/**
 * Follows the positions of one account through its own events. One that is sent to another pool of
 * the same account and received there has moved, though it was held nowhere in between.
 */
export class PositionTrail {
  private sent: Place | undefined;

  constructor(private readonly account: string) {}

  /** What the next event of the account did to its positions. */
  changes(event: TapeEvent, before: Account | undefined, after: Account): PositionChange[] {
    if (event.type === 'PositionSent' && event.to.account === this.account) {
      this.sent = { pool: event.pool, position: event.position };
      return [];
    }
    const { sent: from } = this;
    this.sent = undefined;
    return positionChanges(before, after).map((change) => {
      const arrived = change.kind === 'opened' && change.fresh;
      if (from === undefined || event.type !== 'PositionReceived' || !arrived) return change;
      const { pool, position, after: held } = change;
      return { kind: 'moved', from, pool, position, after: held };
    });
  }
}

/** One text for a place, for maps. */
export function placeKey({ pool, position }: Place): string {
  return JSON.stringify([pool, position]);
}

function positionsOf(account: Account | undefined): Map<string, Held> {
  const found = new Map<string, Held>();
  for (const { id: pool, positions } of account?.pools.values() ?? []) {
    for (const held of positions.values()) {
      const place = { pool, position: held.key };
      found.set(placeKey(place), { ...place, held });
    }
  }
  return found;
}

function resized(was: Held, is: Held): PositionChange[] {
  const added = is.held.quantity.minus(was.held.quantity);
  if (added.isZero()) return [];
  const cost = is.held.cost.minus(was.held.cost);
  if (!added.isNegative()) return [opening(is, added, cost, false)];
  return [closing(was, added.negated(), cost.negated(), false)];
}

function closing(was: Held, quantity: Dec, cost: Exact, whole: boolean): PositionChange {
  return { kind: 'closed', ...placeOf(was), before: was.held, quantity, cost, whole };
}

function opening(is: Held, quantity: Dec, cost: Exact, fresh: boolean): PositionChange {
  return { kind: 'opened', ...placeOf(is), after: is.held, quantity, cost, fresh };
}

function placeOf({ pool, position }: Held): Place {
  return { pool, position };
}

/** The same contracts at the same cost: they moved, nobody traded them. */
function isSame(a: Position, b: Position): boolean {
  return (
    a.instrument === b.instrument &&
    a.side === b.side &&
    a.quantity.eq(b.quantity) &&
    a.cost.toJSON() === b.cost.toJSON()
  );
}
