import {
  Dec,
  ONE,
  floorToStep,
  isWithinLimit,
  roundTo,
  text,
  type CloseOutRequest,
} from '../../domain/index.js';
import { SeededRandom } from '../generate/seeded-random.js';
import type { Venue, VenueAnswer } from '../ports/ports.js';
import { PortFailure } from '../ports/port-failure.js';

/** How a simulated venue behaves; all chances in [0, 1]. */
export interface VenueBehaviour {
  readonly seed: number;
  /** The worst slippage against the mark, as a rate; each fill draws its own below it. */
  readonly slippage?: string;
  /** How likely a close-out fills only in part. */
  readonly partial?: number;
  /** How likely a request fails although nothing was filled. */
  readonly failure?: number;
  /** How likely a request is filled and its answer is lost. */
  readonly lostAnswer?: number;
  /** Milliseconds until an answer arrives. */
  readonly latency?: number;
}

/** What the venue must know of the market to fill at it. */
export interface VenueMarket {
  markOf(instrument: string): Dec | undefined;
  lotOf(instrument: string): Dec | undefined;
}

const FINEST = new Dec('0.00000001');

/**
 * A venue that fills near the mark, partly, late or not at all, all drawn from a seed. Fills are
 * remembered by order id, so that a repeated request is answered with the same fills.
 */
export class SimulatedVenue implements Venue {
  private readonly random: SeededRandom;
  private readonly answers = new Map<string, VenueAnswer>();

  constructor(
    private readonly market: VenueMarket,
    private readonly behaviour: VenueBehaviour,
  ) {
    this.random = new SeededRandom(behaviour.seed);
  }

  async close(request: CloseOutRequest): Promise<VenueAnswer> {
    const { latency = 0, failure = 0, lostAnswer = 0 } = this.behaviour;
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
    const known = this.answers.get(request.order);
    if (known !== undefined) return known;
    if (this.random.chance(failure)) throw new PortFailure('venue', 'no connection', true);
    const answer = this.fill(request);
    this.answers.set(request.order, answer);
    if (this.random.chance(lostAnswer)) {
      throw new PortFailure('venue', 'the connection broke after the order was sent', true);
    }
    return answer;
  }

  private fill(request: CloseOutRequest): VenueAnswer {
    const { instrument, side, quantity } = request;
    const mark = this.market.markOf(instrument);
    if (mark === undefined) return { executions: [], reason: 'there is no mark to fill at' };
    const { partial = 0, slippage } = this.behaviour;
    const price = this.slipped(mark, side, slippage);
    if (!isWithinLimit(request, new Dec(price))) {
      return { executions: [], reason: 'nobody took the other side within the limit' };
    }
    if (!this.random.chance(partial)) return { executions: [{ quantity: text(quantity), price }] };
    const share = new Dec(this.random.integer(0, 99)).times('0.01');
    const step = this.market.lotOf(instrument) ?? FINEST;
    const filled = floorToStep(quantity.times(share), step);
    const executions = filled.isZero() ? [] : [{ quantity: text(filled), price }];
    return { executions, reason: 'the book was too thin' };
  }

  /** A closed long sells below the mark, a closed short buys above it. */
  private slipped(mark: Dec, side: 'long' | 'short', slippage: string | undefined): string {
    if (slippage === undefined) return text(mark);
    const share = new Dec(this.random.integer(0, 1000)).times('0.001').times(slippage);
    const factor = side === 'long' ? ONE.minus(share) : ONE.plus(share);
    return text(roundTo(mark.times(factor), 18, side === 'long' ? 'down' : 'up'));
  }
}
