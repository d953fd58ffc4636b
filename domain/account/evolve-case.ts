import { Dec } from '../kernel/index.js';
import type {
  CaseReason,
  ClosedPosition,
  LiquidationCase,
  PendingCloseOut,
} from '../liquidation/index.js';
import { copyOfCase, type Own } from './copies.js';
import type { AccountEvent, CloseOutRequested, CloseOutUnfilled } from './events.js';

/** The events that close contracts of a position. */
type CloseOutFill = Closing | Extract<AccountEvent, { type: 'PositionDeleveraged' }>;
type Closing = Extract<AccountEvent, { closeOut?: string }>;

/** Whether an event closes contracts of a position, and so may belong to a case. */
export function isClosing(event: AccountEvent): event is CloseOutFill {
  switch (event.type) {
    case 'PositionReduced':
    case 'PositionClosed':
    case 'PositionFlipped':
    case 'PositionDeleveraged':
      return true;
    default:
      return false;
  }
}

/**
 * A fill that answers the pending close-out of the pool's case settles it. What a stage closed
 * without the venue is what was closed last as well: a deficit is shared or deleveraged on it.
 */
export function answered(open: LiquidationCase, fill: CloseOutFill): LiquidationCase {
  if (fill.type === 'PositionDeleveraged') {
    return fill.case === undefined ? open : withClosed(copyOfCase(open), lastOf(open, fill));
  }
  const { closeOut, stage } = fill;
  if (closeOut === undefined) {
    return stage === undefined ? open : withClosed(copyOfCase(open), closedBy(open, fill));
  }
  if (open.pending?.order !== closeOut) return open;
  return withClosed(begun(open.id, open, fill.position), closedBy(open, fill));
}

function withClosed(open: Own<LiquidationCase>, closed: ClosedPosition): LiquidationCase {
  open.closed = closed;
  return open;
}

function closedBy(liquidation: LiquidationCase, fill: Closing): ClosedPosition {
  const { quantity, price } = fill;
  const { instrument, position, side, fills } = lastOf(liquidation, fill);
  return { instrument, position, side, fills: [...fills, { quantity, price }] };
}

/**
 * The position that was closed last with its fills so far: those of one position follow each other,
 * another one begins a new list. What was closed against the other side is no fill of it, because
 * no deficit can be deleveraged on it again.
 */
function lastOf(
  { closed }: LiquidationCase,
  { instrument, position, side }: CloseOutFill,
): ClosedPosition {
  const fills = closed?.position === position ? closed.fills : [];
  return { instrument, position, side, fills };
}

/** A case after a close-out that was not filled whole: it waits, or goes on by market orders. */
export function leftOpen(
  known: LiquidationCase | undefined,
  { case: id, position, reason, next }: CloseOutUnfilled,
): LiquidationCase {
  const open = begun(id, known, position);
  if (next === undefined) return Object.assign(open, { waiting: reason, waitingFor: position });
  return Object.assign(open, { toMarket: [...(open.toMarket ?? []), position] });
}

/** A case that announces a close-out. */
export function requested(
  known: LiquidationCase | undefined,
  event: CloseOutRequested,
): LiquidationCase {
  const open = begun(event.case, known, event.position);
  open.closeOuts += 1;
  open.pending = pendingOf(event);
  return open;
}

/**
 * A copy of a case that turns to a position: without its pending close-out, and without the reason
 * it waits for that position. It still says why another one was left open, or a case whose last
 * close-out of a run was filled would wait without a reason.
 */
function begun(
  id: string,
  known: LiquidationCase | undefined,
  position: string,
): Own<LiquidationCase> {
  if (known?.id !== id) return newCase(id);
  const open = copyOfCase(known);
  open.pending = undefined;
  const { waiting, waitingFor } = known;
  if (waiting === undefined || (waitingFor !== undefined && waitingFor !== position)) return open;
  open.waiting = undefined;
  open.waitingFor = undefined;
  return open;
}

/** A case that has just begun; what comes later has its place already, so copies are cheap. */
export function newCase(id: string, reason?: CaseReason): Own<LiquidationCase> {
  const open = { id, closeOuts: 0, pending: undefined, closed: undefined };
  return reason === undefined ? open : { ...open, reason };
}

/** The close-out that a request announced. */
function pendingOf(event: CloseOutRequested): PendingCloseOut {
  const { order, instrument, position, side, quantity, limit, stage } = event;
  return {
    order,
    instrument,
    position,
    side,
    quantity: new Dec(quantity),
    limit: limit === undefined ? undefined : new Dec(limit),
    stage,
  };
}
