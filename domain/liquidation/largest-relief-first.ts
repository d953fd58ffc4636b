import { Exact } from '../kernel/index.js';
import { bookedDecimals, markOf, type Market } from '../market/index.js';
import { closedAtMark, measureLine, type Valuation } from '../margin/index.js';
import { largestLossFirst, type ClosingSituation, type PoolOrder } from './closing-order.js';

/** What a close-out does to the requirement of its pool, and what has to be traded for it. */
interface Relief {
  readonly valuation: Valuation;
  /** Maintenance margin before minus after, in settlement; negative where it hedged the rest. */
  readonly relief: Exact;
  /** Notional that is closed, in settlement; fees and slippage are proportional to it. */
  readonly traded: Exact;
}

/**
 * The close-out that lowers the maintenance margin of its pool most per notional traded comes
 * first. Where positions are required for one by one that is the highest rate; under portfolio
 * margin a position that hedges the rest comes last. Ties: the largest loss first.
 */
export const largestReliefFirst: PoolOrder = {
  rank: (situation) => {
    const before = measureLine(situation.market, situation.pool).maintenance;
    const reliefs = situation.valuations.map((one) => reliefOf(situation, one, before));
    reliefs.sort((a, b) => compare(a, b) || largestLossFirst(a.valuation, b.valuation));
    return reliefs.map(({ valuation }) => valuation);
  },
};

function reliefOf(
  { market, pool, quantityOf }: ClosingSituation,
  valuation: Valuation,
  before: Exact,
): Relief {
  const { position, instrument, rate } = valuation;
  if (!canBeTried(market, valuation)) {
    return { valuation, relief: Exact.ZERO, traded: Exact.ZERO };
  }
  const decimals = bookedDecimals(market, instrument.payAsset);
  const closed = closedAtMark(market, pool, position, quantityOf(valuation), decimals);
  const { maintenance } = measureLine(market, closed.pool);
  return { valuation, relief: before.minus(maintenance), traded: closed.notional.scaled(rate) };
}

/** Without a mark nothing can be closed at it. */
function canBeTried(market: Market, { instrument }: Valuation): boolean {
  return markOf(market, instrument.id) !== undefined;
}

/** Relief per notional, the larger first, without dividing; what trades nothing comes last. */
function compare(a: Relief, b: Relief): number {
  if (a.traded.sign() === 0 || b.traded.sign() === 0) return b.traded.cmp(a.traded);
  return b.relief.times(a.traded).cmp(a.relief.times(b.traded));
}
