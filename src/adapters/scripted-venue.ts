import { Dec, ZERO, isWithinLimit, minOf, text, type CloseOutRequest } from '../../domain/index.js';
import type { Venue, VenueAnswer, VenueExecution } from '../ports/ports.js';

/** How the venue shall fill the next close-outs of one instrument. */
export interface Script {
  readonly fills: readonly { readonly price: string; readonly quantity?: string }[];
  /** What happens to what the script leaves open: filled at the mark, or left. */
  readonly then: 'mark' | 'none';
}

const BEYOND = 'nobody took the other side within the limit';

interface Queue {
  fills: { readonly price: string; quantity: Dec | undefined }[];
  then: Script['then'];
}

/**
 * A venue that fills as it is told, and else whole at the mark, never beyond a limit. It remembers
 * its answers by order id, so a repeated request closes nothing twice.
 */
export class ScriptedVenue implements Venue {
  private readonly queues = new Map<string, Queue>();
  private readonly answers = new Map<string, VenueAnswer>();

  constructor(private readonly markOf: (instrument: string) => string | undefined) {}

  /** Replaces the script of an instrument. */
  script(instrument: string, { fills, then }: Script): void {
    const queue = fills.map(({ price, quantity }) => ({
      price,
      quantity: quantity === undefined ? undefined : new Dec(quantity),
    }));
    this.queues.set(instrument, { fills: queue, then });
  }

  close(request: CloseOutRequest): Promise<VenueAnswer> {
    const known = this.answers.get(request.order);
    if (known !== undefined) return Promise.resolve(known);
    const answer = this.fill(request);
    this.answers.set(request.order, answer);
    return Promise.resolve(answer);
  }

  private fill(request: CloseOutRequest): VenueAnswer {
    const { instrument, quantity } = request;
    const queue = this.queues.get(instrument);
    const executions: VenueExecution[] = [];
    let rest = quantity;
    while (rest.gt(ZERO) && queue !== undefined && queue.fills.length > 0) {
      const next = queue.fills[0]!;
      if (!isWithinLimit(request, new Dec(next.price))) return { executions, reason: BEYOND };
      const part = next.quantity === undefined ? rest : minOf(next.quantity, rest);
      if (part.gt(ZERO)) executions.push({ quantity: text(part), price: next.price });
      rest = rest.minus(part);
      const left = next.quantity?.minus(part);
      if (left?.gt(ZERO) === true) next.quantity = left;
      else queue.fills.shift();
    }
    if (rest.isZero()) return { executions };
    const mark = this.markOf(instrument);
    if (queue?.then === 'none') return { executions, reason: 'nobody took the other side' };
    if (mark === undefined) return { executions, reason: 'there is no mark to fill at' };
    if (!isWithinLimit(request, new Dec(mark))) return { executions, reason: BEYOND };
    return { executions: [...executions, { quantity: text(rest), price: mark }] };
  }
}
