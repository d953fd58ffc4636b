import { openKey, type CloseOutAnswer, type CloseOutRequest } from '../account/index.js';
import type { DuePool } from './judging-order.js';
import { by, type Order } from './order.js';

/** What working a case has done for it. */
export interface CaseHands {
  /** Decides the next step of the case; the close-out to ask for, if there is one. */
  advance(due: DuePool, unfilled: ReadonlySet<string>): CloseOutRequest | undefined;
  /** Asks for a close-out; nothing when the outcome is unknown and must be asked for again. */
  ask(request: CloseOutRequest): CloseOutAnswer | undefined;
  /** Books an answer, and tells whether a part of the close-out stayed open. */
  settle(request: CloseOutRequest, answer: CloseOutAnswer): boolean;
}

/**
 * The order of work of one case: decide, ask, book, and measure again, until the case has ended,
 * waits for an answer, or has tried everything. What a stage left open in part it does not ask for
 * twice in one run.
 */
export function* caseOrder(due: DuePool): Order<CaseHands> {
  const unfilled = new Set<string>();
  for (;;) {
    const request = yield* by((hands: CaseHands) => hands.advance(due, unfilled));
    if (request === undefined) return;
    const answer = yield* by((hands: CaseHands) => hands.ask(request));
    if (answer === undefined) return;
    if (yield* by((hands: CaseHands) => hands.settle(request, answer))) {
      unfilled.add(openKey(request));
    }
  }
}
