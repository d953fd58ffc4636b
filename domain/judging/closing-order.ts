import type { CloseOutAnswer, CloseOutRequest } from '../account/index.js';
import type { DueProtection } from './judging-order.js';
import { by, type Order } from './order.js';

/** What working a protective order has done for it. */
export interface ProtectionHands {
  /** Decides the order to send, or to send again; nothing when none is under way any more. */
  send(due: DueProtection): CloseOutRequest | undefined;
  /** Asks for it; nothing when the outcome is unknown and must be asked for again. */
  ask(request: CloseOutRequest): CloseOutAnswer | undefined;
  /** Books an answer. */
  book(request: CloseOutRequest, answer: CloseOutAnswer): void;
}

/** The order of work of one protective order: what it leaves open waits for the next step. */
export function* closingOrder(due: DueProtection): Order<ProtectionHands> {
  const request = yield* by((hands: ProtectionHands) => hands.send(due));
  if (request === undefined) return;
  const answer = yield* by((hands: ProtectionHands) => hands.ask(request));
  if (answer === undefined) return;
  yield* by((hands: ProtectionHands) => hands.book(request, answer));
}
