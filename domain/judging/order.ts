/**
 * An order of work: which thing is done after which, and nothing else. It yields one step at a
 * time as a call of the hands that carry it out, and goes on with what that call answered. So one
 * order serves hands that answer at once, as in a simulation, and hands that have to wait for a
 * journal or a venue between two steps.
 */
export type Order<Hands, Done = void> = Generator<(hands: Hands) => unknown, Done, unknown>;

/** Has one step of an order done: `const answer = yield* by((hands: Hands) => hands.step())`. */
export function* by<Hands, Answer>(step: (hands: Hands) => Answer): Order<Hands, Answer> {
  return (yield step) as Answer;
}

/** Carries an order out with hands that answer at once. */
export function carryOut<Hands, Done>(order: Order<Hands, Done>, hands: Hands): Done {
  let next = order.next();
  while (next.done !== true) next = order.next(next.value(hands));
  return next.value;
}
