import { alertCrossings } from '../alert/index.js';
import { isBreached, isCalled, measureLine, measurePool } from '../margin/index.js';
import { poolsInOrder, type Account } from './account.js';
import { type Draft, marginPool, type DecisionContext } from './draft.js';

/**
 * Tells what a pool's holder should know: thresholds crossed since the last review, and a margin
 * call issued or lifted. A pool that is being liquidated is past calling.
 */
export function reviewPool(draft: Draft, pool: string): void {
  const state = draft.pool(pool);
  if (state === undefined) return;
  const { market, account } = draft;
  const rules = account.alerts ?? market.configuration.alerts;
  const { call } = market.configuration.liquidation;
  const idle = state.positions.size === 0 && !state.called && state.raised.size === 0;
  if (idle) return;
  const watches = (rules !== undefined && rules !== 'off') || call !== undefined;
  const models = [...state.positions.values()].some(
    ({ instrument }) => market.instruments.get(instrument)?.margin.call !== undefined,
  );
  if (!watches && !models && !state.called) return;
  const measure = measurePool(market, draft.margin(pool));
  const figures = {
    account: account.id,
    pool,
    equity: measure.equity.toString(),
    maintenance: measure.maintenance.toString(),
  };
  if (rules !== undefined && rules !== 'off') {
    for (const { kind, ...crossing } of alertCrossings(rules, measure, state.raised)) {
      const type = kind === 'raised' ? 'MarginAlertRaised' : 'MarginAlertCleared';
      draft.emit({ type, account: account.id, pool, ...crossing });
    }
  }
  if (state.liquidation !== undefined) return;
  const called = isCalled(market, measure);
  if (called && !state.called) draft.emit({ type: 'MarginCallIssued', ...figures });
  if (!called && state.called) draft.emit({ type: 'MarginCallLifted', ...figures });
}

/** Ids of the pools of an account that must be worked, in order: breached, or with an open case. */
export function poolsToWork(account: Account, context: DecisionContext): string[] {
  const { market } = context;
  if (!market.configuration.liquidate) return [];
  return poolsInOrder(account)
    .filter((pool) => {
      if (pool.liquidation !== undefined) return true;
      if (pool.positions.size === 0) return false;
      return isBreached(market, measureLine(market, marginPool(account, market, pool.id)));
    })
    .map(({ id }) => id);
}
