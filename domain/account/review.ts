import { alertCrossings, type AlertFigures } from '../alert/index.js';
import { Exact } from '../kernel/index.js';
import {
  isBreached,
  isCalled,
  lineOf,
  poolRequirement,
  nettingOf,
  usedOf,
  valuePool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import { poolsInOrder, type Account, type PoolState } from './account.js';
import { Draft, type Decision, type DecisionContext } from './draft.js';

/** What a review decided, and which pools must be worked now, in order. */
export interface Review extends Decision {
  /** Pools that are breached or have an open case. */
  readonly due: readonly string[];
}

/**
 * Looks at every pool of an account once, each position valued once: tells thresholds crossed
 * since the last review, issues or lifts a margin call, and names the pools that are breached.
 */
export function decideReview(account: Account, context: DecisionContext): Review {
  const draft = new Draft(account, context);
  const due: string[] = [];
  if (account.halted !== undefined) return { ...draft.decision(), due };
  for (const pool of poolsInOrder(account)) {
    const { positions, raised, called, liquidation } = pool;
    if (positions.size === 0 && raised.size === 0 && !called) {
      if (liquidation !== undefined) due.push(pool.id);
      continue;
    }
    const margin = draft.margin(pool.id);
    const valuations = valuePool(context.market, margin);
    const line = lineOf(context.market, margin, valuations);
    tell(draft, pool, valuations, line);
    const breached = positions.size > 0 && isBreached(context.market, line);
    if (breached || liquidation !== undefined) due.push(pool.id);
  }
  const { liquidate } = context.market.configuration;
  return { ...draft.decision(), due: liquidate ? due : [] };
}

/** Alerts and margin calls of one pool. A pool that is being liquidated is past calling. */
function tell(
  draft: Draft,
  pool: PoolState,
  valuations: readonly Valuation[],
  line: PoolLine,
): void {
  const { market, account } = draft;
  const rules = account.alerts ?? market.configuration.alerts;
  if (rules !== undefined && rules !== 'off') {
    const figures = figuresOf(draft, pool, valuations, line);
    for (const { kind, ...crossing } of alertCrossings(rules, figures, pool.raised)) {
      const type = kind === 'raised' ? 'MarginAlertRaised' : 'MarginAlertCleared';
      draft.emit({ type, account: account.id, pool: pool.id, ...crossing });
    }
  }
  if (pool.liquidation !== undefined) return;
  const called = isCalled(market, line, valuations);
  if (called === pool.called) return;
  draft.emit({
    type: called ? 'MarginCallIssued' : 'MarginCallLifted',
    account: account.id,
    pool: pool.id,
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  });
}

function figuresOf(
  draft: Draft,
  pool: PoolState,
  valuations: readonly Valuation[],
  { equity, maintenance }: PoolLine,
): AlertFigures {
  const { configuration } = draft.market;
  const netting = nettingOf(configuration, pool);
  return {
    equity,
    maintenance,
    exposed: valuations.length > 0,
    used: () => poolRequirement(valuations, usedOf, netting),
    notional: () => Exact.sum(valuations.map(({ notional }) => notional)),
  };
}
