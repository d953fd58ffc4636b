import { type Exact } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import { callLine, distance, isAtTarget, type PoolLine, type Valuation } from '../margin/index.js';
import type { LiquidationCase } from './liquidation-case.js';

/** Where closing may stop: how far the pool is from it, and whether it is there. */
export interface Goal {
  distance(line: PoolLine, valuations: readonly Valuation[]): Exact;
  isMet(line: PoolLine, valuations: readonly Valuation[]): boolean;
}

/** Equity above target x maintenance (with boundary `below`: at it). */
export function targetGoal(market: Market): Goal {
  return new TargetGoal(market);
}

/** Without closures: it is made twice for each close-out. */
class TargetGoal implements Goal {
  constructor(private readonly market: Market) {}

  distance(line: PoolLine): Exact {
    return distance(line, this.market.configuration.liquidation.target);
  }

  isMet(line: PoolLine): boolean {
    return isAtTarget(this.market, line);
  }
}

/** Equity above the call line, so that the call is lifted; above zero where no call is due. */
export function callGoal(market: Market): Goal {
  const above = (line: PoolLine, valuations: readonly Valuation[]): Exact => {
    const call = callLine(market, line, valuations);
    return call === undefined ? line.equity : line.equity.minus(call);
  };
  return { distance: above, isMet: (line, valuations) => above(line, valuations).sign() > 0 };
}

/**
 * Where a case stops. One that was begun because a call was not cured in time cures the call too,
 * or else the same call would stand again at once.
 */
export function caseGoal(market: Market, { reason }: Pick<LiquidationCase, 'reason'>): Goal {
  const target = targetGoal(market);
  if (reason === undefined) return target;
  const call = callGoal(market);
  return {
    distance: (line, valuations) =>
      target.distance(line, valuations).min(call.distance(line, valuations)),
    isMet: (line, valuations) => target.isMet(line, valuations) && call.isMet(line, valuations),
  };
}
