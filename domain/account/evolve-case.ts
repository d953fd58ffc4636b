import { Dec } from '../kernel/index.js';
import type {
  CaseReason,
  ClosedPosition,
  LiquidationCase,
  PendingCloseOut,
} from '../liquidation/index.js';
import type { AccountEvent, CloseOutRequested, CloseOutUnfilled } from './events.js';

/**
 * A fill that answers the pending close-out of the pool's case settles it. What a stage closed
 * without the venue is what was closed last as well: a deficit is shared or deleveraged on it.
 */
export function answered(liquidation: LiquidationCase, fill: CloseOutFill): LiquidationCase {
  if (fill.type === 'PositionDeleveraged') {
    return { ...liquidation, closed: lastOf(liquidation, fill) };
  }
  const closed = closedBy(liquidation, fill);
  if (fill.closeOut === undefined) {
    return fill.stage === undefined ? liquidation : { ...liquidation, closed };
  }
  if (liquidation.pending?.order !== fill.closeOut) return liquidation;
  return { ...begun(liquidation.id, liquidation, fill.position), closed };
}

type CloseOutFill = Closing | Extract<AccountEvent, { type: 'PositionDeleveraged' }>;
type Closing = Extract<AccountEvent, { closeOut?: string }>;

function closedBy(liquidation: LiquidationCase, fill: Closing): ClosedPosition {
  const { quantity, price } = fill;
  const last = lastOf(liquidation, fill);
  return { ...last, fills: [...last.fills, { quantity, price }] };
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
  open: LiquidationCase,
  { position, reason, next }: CloseOutUnfilled,
): LiquidationCase {
  if (next === undefined) return { ...open, waiting: reason, waitingFor: position };
  return { ...open, toMarket: [...(open.toMarket ?? []), position] };
}

/**
 * A case that turns to a position: without its pending close-out, and without the reason it waits
 * for that position. It still says why another one was left open, or a case whose last close-out
 * of a run was filled would wait without a reason.
 */
export function begun(
  id: string,
  known: LiquidationCase | undefined,
  position: string,
): LiquidationCase {
  if (known?.id !== id) return newCase(id);
  const { waiting, waitingFor } = known;
  if (waiting === undefined || (waitingFor !== undefined && waitingFor !== position)) {
    return known.pending === undefined ? known : { ...known, pending: undefined };
  }
  return { ...known, pending: undefined, waiting: undefined, waitingFor: undefined };
}

/** A case that has just begun; what comes later has its place already, so copies are cheap. */
export function newCase(id: string, reason?: CaseReason): LiquidationCase {
  const open = { id, closeOuts: 0, pending: undefined, closed: undefined };
  return reason === undefined ? open : { ...open, reason };
}

/** The close-out that a request announced. */
export function pendingOf(event: CloseOutRequested): PendingCloseOut {
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
