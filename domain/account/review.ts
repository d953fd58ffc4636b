import { alertCrossings, bufferOf, type AlertFigures } from '../alert/index.js';
import { Exact, instantOf, isoOf } from '../kernel/index.js';
import {
  openingHaircut,
  isBreached,
  isCalled,
  lineOf,
  usedMargin,
  valuePool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import { allAllow } from '../market/index.js';
import { poolsInOrder, type Account, type PoolState } from './account.js';
import { alertsOf } from './alert-preferences.js';
import { Draft, type Decision, type DecisionContext } from './draft.js';
import type { MarginCallIssued } from './events.js';
import { cureOf, isCallExpired } from './margin-call.js';
import { standStages } from './standing-stages.js';

/** What a review decided, and which pools must be worked now, in order. */
export interface Review extends Decision {
  /** Pools that are breached or have an open case. */
  readonly due: readonly string[];
  /** A pool is breached at a price that cannot be trusted far enough; time alone may mend it. */
  readonly waits: boolean;
}

/**
 * Looks at every pool of an account once, each position valued once: tells thresholds crossed
 * since the last review, issues or lifts a margin call, and names the pools that are breached.
 */
export function decideReview(account: Account, context: DecisionContext): Review {
  const draft = new Draft(account, context);
  const due: string[] = [];
  let waits = false;
  if (account.halted !== undefined) return { ...draft.decision(), due, waits };
  const { standing } = context.market.configuration.liquidation;
  for (const pool of poolsInOrder(account)) {
    const { positions, raised, called, liquidation, stages } = pool;
    if (positions.size === 0 && raised.size === 0 && !called && stages === undefined) {
      if (liquidation !== undefined) due.push(pool.id);
      continue;
    }
    const margin = draft.margin(pool.id);
    const values = valuePool(context.market, margin);
    const looked = { line: lineOf(context.market, margin, values), valuations: values };
    tellAlerts(draft, pool, looked);
    const after = standing.length === 0 ? looked : standStages(draft, pool.id, looked);
    if (after !== looked) tellAlerts(draft, draft.pool(pool.id) ?? pool, after);
    const { line, valuations } = after;
    const breached = positions.size > 0 && isBreached(context.market, line);
    tellCall(draft, pool, { line, valuations, breached });
    const expired = isCallExpired(draft.pool(pool.id) ?? pool, context.market.now);
    const lost = breached || expired;
    const begins = lost && allAllow(context.market, positions.values(), 'liquidate');
    if (begins || liquidation !== undefined) due.push(pool.id);
    else if (lost) waits = true;
  }
  const { liquidate } = context.market.configuration;
  return { ...draft.decision(), due: liquidate ? due : [], waits: liquidate && waits };
}

/** A pool measured for its review. */
interface Measured {
  readonly line: PoolLine;
  readonly valuations: readonly Valuation[];
  readonly breached: boolean;
}

/** Tells the alert thresholds that a pool crossed since it was last looked at. */
export function tellAlerts(
  draft: Draft,
  pool: PoolState,
  { line, valuations }: Omit<Measured, 'breached'>,
): void {
  const { market, account } = draft;
  const rules = alertsOf(account, market.configuration);
  if (rules !== undefined) {
    const figures = figuresOf(draft, pool, valuations, line);
    for (const { kind, ...crossing } of alertCrossings(rules, figures, pool.raised)) {
      const type = kind === 'raised' ? 'MarginAlertRaised' : 'MarginAlertCleared';
      draft.emit({ type, account: account.id, pool: pool.id, ...crossing });
    }
  }
}

/** The margin call of one pool. A pool that is being liquidated is past calling. */
function tellCall(draft: Draft, pool: PoolState, measured: Measured): void {
  const { market, account } = draft;
  const { line, valuations } = measured;
  if (pool.liquidation !== undefined) return;
  const called = isCalled(market, line, valuations);
  if (called === pool.called) return;
  const figures = {
    account: account.id,
    pool: pool.id,
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  };
  if (called)
    draft.emit({ type: 'MarginCallIssued', ...figures, ...termsOf(draft, pool, measured) });
  else draft.emit({ type: 'MarginCallLifted', ...figures });
}

/** What cures a call and until when. Nothing does once the liquidation begins in the same step. */
function termsOf(
  draft: Draft,
  pool: PoolState,
  { line, valuations, breached }: Measured,
): Pick<MarginCallIssued, 'cure' | 'deadline'> {
  const { now, configuration } = draft.market;
  const { callGrace } = configuration.liquidation;
  const lost = breached && configuration.liquidate;
  return {
    cure: lost ? null : cureOf(draft, pool.id, line, valuations),
    ...(callGrace === undefined ? {} : { deadline: isoOf(instantOf(now + callGrace)) }),
  };
}

function figuresOf(
  draft: Draft,
  pool: PoolState,
  valuations: readonly Valuation[],
  { equity, maintenance }: PoolLine,
): AlertFigures {
  const { market } = draft;
  const margin = draft.margin(pool.id);
  return {
    equity,
    maintenance,
    exposed: valuations.length > 0,
    opening: () => equity.minus(openingHaircut(market, margin, valuations)),
    used: () => usedMargin(market, margin, valuations),
    notional: () => Exact.sum(valuations.map(({ notional }) => notional)),
    buffer: () => bufferOf(market, { equity, maintenance }),
  };
}
