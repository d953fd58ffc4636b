import { isCooling, isDue } from '../liquidation/index.js';
import { isDownTo, lineOf, valuePool, type PoolLine, type Valuation } from '../margin/index.js';
import { allAllow, type Stage } from '../market/index.js';
import type { Draft } from './draft.js';
import { act, tellEntered } from './work-stages.js';

interface Looked {
  readonly line: PoolLine;
  readonly valuations: readonly Valuation[];
}

/**
 * Lets stages begin and end that need no case, and lets those act that can do so before one is
 * begun: what they do may spare the pool its liquidation. Each is told once when the pool comes to
 * its level, and once when it is above its target.
 * @returns the pool as they leave it
 */
export function standStages(draft: Draft, pool: string, looked: Looked): Looked {
  let now = looked;
  for (const stage of draft.market.configuration.liquidation.standing) {
    if (!isStanding(draft, pool, stage, now)) continue;
    if (!mayAct(draft, pool)) continue;
    const { market } = draft;
    const record = draft.pool(pool)?.stages?.get(stage.name);
    if (isCooling(market, record) || !isDue(market, stage, now.line, record)) continue;
    const margin = draft.margin(pool);
    if (!act(draft, pool, stage, { pool: margin, ...now })) continue;
    const after = draft.margin(pool);
    const valuations = valuePool(market, after);
    now = { valuations, line: lineOf(market, after, valuations) };
    leaveAbove(draft, pool, stage, now);
  }
  if (now !== looked) leaveEarlier(draft, pool, now);
  return now;
}

/** What a later stage did may have brought the pool above the target of an earlier one. */
function leaveEarlier(draft: Draft, pool: string, now: Looked): void {
  for (const stage of draft.market.configuration.liquidation.standing) {
    const record = draft.pool(pool)?.stages?.get(stage.name);
    if (record?.entered !== undefined) leaveAbove(draft, pool, stage, now);
  }
}

/** Tells that a stage begins or ends; whether it stands then. */
function isStanding(draft: Draft, pool: string, stage: Stage, looked: Looked): boolean {
  const { market } = draft;
  const stands = draft.pool(pool)?.stages?.get(stage.name)?.entered !== undefined;
  if (stands) return !leaveAbove(draft, pool, stage, looked);
  const begins = stage.at ?? market.configuration.liquidation.trigger;
  if (looked.valuations.length === 0 || !isDownTo(market, looked.line, begins)) return false;
  tellEntered(draft, pool, stage, looked.line);
  return true;
}

/** Ends a stage of a pool that is above its target, or holds no position any more. */
function leaveAbove(draft: Draft, pool: string, stage: Stage, looked: Looked): boolean {
  const { line, valuations } = looked;
  if (valuations.length > 0 && isDownTo(draft.market, line, stage.rules.target)) return false;
  draft.emit({
    type: 'StageLeft',
    account: draft.account.id,
    pool,
    stage: stage.name,
    do: stage.do,
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  });
  return true;
}

/** Only the case acts once it is open; and nobody on prices that are not to be trusted. */
function mayAct({ market, account }: Draft, pool: string): boolean {
  const { liquidate } = market.configuration;
  const state = account.pools.get(pool);
  if (!liquidate || state === undefined || state.liquidation !== undefined) return false;
  return allAllow(market, state.positions.values(), 'liquidate');
}
