import { Exact, isoOf, refuse, text } from '../kernel/index.js';
import { lossRules, nextReset, type LossLimitTerms, type LossRules } from '../market/index.js';
import { valuePool } from '../margin/index.js';
import { lossOf, positionLoss } from '../protection/index.js';
import { poolsInOrder } from './account.js';
import type { Draft } from './draft.js';
import type { Place } from './locate.js';
import { limitsOf, lossCount } from './loss-count.js';

/**
 * Sets or takes off the holder's own limits. What was counted stays counted.
 * @rejects `loss.limit-reached`, `loss.daily-limit-reached`: a limit that was reached stands;
 *   `input.invalid` for a limit that is not positive
 */
export function setLossLimits(draft: Draft, limits: LossLimitTerms | 'off'): void {
  refuseAfterLoss(draft);
  const daily = limits === 'off' ? undefined : lossRules(limits, 'limits').daily;
  draft.emit({
    type: 'LossLimitsSet',
    account: draft.account.id,
    limits,
    ...(daily && { until: isoOf(nextReset(daily, draft.market.now)) }),
  });
  const begun = lossCount(draft.account, draft.market);
  if (begun !== undefined) draft.emit(begun);
}

/** @rejects `loss.limit-reached`, `loss.daily-limit-reached` */
export function refuseAfterLoss(draft: Draft): void {
  const limits = limitsOf(draft.account, draft.market);
  const { losses } = draft.account;
  if (limits?.account !== undefined && losses?.accountReached === true) {
    refuse('loss.limit-reached', 'the largest tolerable loss of the account was reached', {
      field: 'account',
      figure: draft.account.id,
    });
  }
  if (limits?.daily !== undefined && losses?.dayReached === true) {
    const reset = losses.until === undefined ? '' : ` until ${isoOf(losses.until)}`;
    refuse('loss.daily-limit-reached', `the daily loss limit bars new risk${reset}`, {
      field: 'account',
      figure: draft.account.id,
    });
  }
}

/** @rejects `loss.limit-reached` for a position whose own limit was reached */
export function refuseIncreaseAfterLoss(draft: Draft, { pool, key }: Place): void {
  if (draft.pool(pool)?.protections?.get(key)?.limitReached !== true) return;
  refuse('loss.limit-reached', `the largest tolerable loss of ${key} was reached`, {
    field: 'position',
    figure: key,
  });
}

/** A limit that the present losses reach, not yet told. */
export interface ReachedLimit {
  readonly scope: 'position' | 'account' | 'daily';
  readonly pool?: string;
  readonly position?: string;
  readonly loss: Exact;
  readonly rule: Pick<NonNullable<LossRules['position']>, 'limit' | 'policy'>;
}

/** Limits that are reached by the account as it stands. Equality reaches a limit. */
export function reachedLimits(draft: Draft): ReachedLimit[] {
  const { account, market } = draft;
  const limits = limitsOf(account, market);
  const { losses } = account;
  if (limits === undefined || losses === undefined) return [];
  const reached: ReachedLimit[] = [];
  let unrealized = Exact.ZERO;
  for (const pool of poolsInOrder(account)) {
    if (pool.positions.size === 0) continue;
    for (const valuation of valuePool(market, draft.margin(pool.id))) {
      unrealized = unrealized.plus(valuation.profit);
      const { position: rule } = limits;
      const { key } = valuation.position;
      if (rule === undefined || pool.liquidation !== undefined) continue;
      const known = pool.protections?.get(key);
      if (known?.closing !== undefined || known?.limitReached === true) continue;
      const loss = positionLoss(valuation);
      if (loss.cmp(Exact.of(rule.limit)) < 0) continue;
      reached.push({ scope: 'position', pool: pool.id, position: key, loss, rule });
    }
  }
  if (limits.account !== undefined && losses.accountReached !== true) {
    const loss = lossOf(market, losses.realized)?.minus(unrealized);
    const rule = limits.account;
    if (loss !== undefined && loss.cmp(Exact.of(rule.limit)) >= 0)
      reached.push({ scope: 'account', loss, rule });
  }
  if (limits.daily !== undefined && losses.dayReached !== true) {
    const { limit, withUnrealized } = limits.daily;
    const realized = lossOf(market, losses.day);
    const loss = withUnrealized ? realized?.minus(unrealized) : realized;
    const rule = { limit, policy: 'block' as const };
    if (loss !== undefined && loss.cmp(Exact.of(limit)) >= 0)
      reached.push({ scope: 'daily', loss, rule });
  }
  return reached;
}

/** Puts on the tape that a loss limit was reached. */
export function tellReached(draft: Draft, { scope, loss, rule, ...where }: ReachedLimit): void {
  draft.emit({
    type: 'LossLimitReached',
    account: draft.account.id,
    scope,
    ...where,
    loss: loss.toString(),
    limit: text(rule.limit),
    policy: rule.policy,
  });
}
