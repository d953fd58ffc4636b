import type { Order } from '../../domain/index.js';

/** The same hands, but each answer has to be waited for. */
export type Later<Hands> = {
  readonly [Step in keyof Hands]: Hands[Step] extends (...given: infer Given) => infer Answer
    ? (...given: Given) => Promise<Answer>
    : never;
};

/** Carries an order of work out with hands that have to be waited for. */
export async function carryOutLater<Hands, Done>(
  order: Order<Hands, Done>,
  hands: Later<Hands>,
): Promise<Done> {
  let next = order.next();
  // Awaiting what these hands return gives exactly what the order was written for.
  while (next.done !== true) next = order.next(await next.value(hands as Hands));
  return next.value;
}
