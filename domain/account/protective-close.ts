import { type Dec, ZERO, invariant, minOf, quantityOf, raw, text } from '../kernel/index.js';
import { allAllow, instrumentIn } from '../market/index.js';
import { lineOf, valuePool } from '../margin/index.js';
import type { Execution, Position } from '../position/index.js';
import {
  protectedQuantity,
  triggered,
  type ClosingCause,
  type Protection,
  type Trigger,
} from '../protection/index.js';
import { poolsInOrder, type Account, type PoolState } from './account.js';
import { Draft, nextOrderId, type Decision, type DecisionContext } from './draft.js';
import type { CaseAdvance, CloseOutAnswer, CloseOutRequest } from './liquidate.js';
import { limitsOf } from './loss-count.js';
import { reachedLimits, tellReached } from './losses.js';
import { protectionRecord } from './protection-record.js';
import { reducePosition } from './reduce-position.js';
import { tellAlerts } from './review.js';

/** A position whose protective order is under way. */
export interface DueClosing {
  readonly pool: string;
  readonly position: string;
}

/** What the present prices triggered, and every closing under way, in order. */
export interface TriggerReview extends Decision {
  readonly due: readonly DueClosing[];
  /** A trigger is reached at a price that cannot be trusted far enough; time alone may mend it. */
  readonly waits: boolean;
}

/**
 * Looks at the protective orders and loss limits of an account: alerts of the step are told first,
 * then what triggered. A pool with an open liquidation is left to it; only an order the venue has
 * not answered yet is asked for again.
 */
export function decideTriggers(account: Account, context: DecisionContext): TriggerReview {
  const limited = limitsOf(account, context.market) !== undefined;
  if (account.halted !== undefined || !(limited || isGuarded(account))) {
    return { events: [], next: account, due: [], waits: false };
  }
  const draft = new Draft(account, context);
  const reached = [...priceHits(draft)];
  const hits = reached.filter(({ position }) => allAllow(draft.market, [position], 'trigger'));
  const limits = limited ? reachedLimits(draft) : [];
  if (hits.length > 0 || limits.length > 0) tellAllAlerts(draft);
  for (const { pool, position, hit } of hits) {
    startClosing(draft, pool, position, hit.leg, hit);
  }
  for (const limit of limits) tellReached(draft, limit);
  if (limited) closeAfterLoss(draft);
  const waits = reached.length > hits.length;
  return { ...draft.decision(), due: [...closings(draft.account)], waits };
}

/** Whether any price could set something off for the account. */
export function isGuarded({ pools, losses, halted }: Account): boolean {
  if (halted !== undefined) return false;
  if (losses !== undefined) return true;
  for (const { protections } of pools.values()) if (protections !== undefined) return true;
  return false;
}

interface Hit {
  readonly pool: string;
  readonly position: Position;
  readonly hit: Trigger;
}

function* priceHits(draft: Draft): Generator<Hit> {
  for (const pool of poolsInOrder(draft.account)) {
    if (pool.protections === undefined || pool.liquidation !== undefined) continue;
    for (const position of byAge(pool)) {
      const protection = pool.protections.get(position.key);
      if (protection === undefined || protection.closing !== undefined) continue;
      const hit = triggered(draft.market, position, protection);
      if (hit !== undefined) yield { pool: pool.id, position, hit };
    }
  }
}

function byAge({ positions }: PoolState): Position[] {
  return [...positions.values()].sort((a, b) => a.age - b.age);
}

function tellAllAlerts(draft: Draft): void {
  for (const pool of poolsInOrder(draft.account)) {
    const margin = draft.margin(pool.id);
    const valuations = valuePool(draft.market, margin);
    const line = lineOf(draft.market, margin, valuations);
    tellAlerts(draft, pool, { line, valuations });
  }
}

/** Positions that a reached limit with policy `close` covers and that nothing closes yet. */
function closeAfterLoss(draft: Draft): void {
  const { market } = draft;
  const limits = limitsOf(draft.account, market);
  const all = limits?.account?.policy === 'close' && draft.account.losses?.accountReached === true;
  const single = limits?.position?.policy === 'close';
  if (!all && !single) return;
  for (const pool of poolsInOrder(draft.account)) {
    if (pool.liquidation !== undefined) continue;
    for (const position of byAge(pool)) {
      const known = pool.protections?.get(position.key);
      if (known?.closing !== undefined) continue;
      if (all || known?.limitReached === true) {
        startClosing(draft, pool.id, position, 'loss-limit');
      }
    }
  }
}

function startClosing(
  draft: Draft,
  pool: string,
  position: Position,
  cause: ClosingCause,
  hit?: Trigger,
): void {
  const { account, market } = draft;
  const { key, side, age, quantity: held } = position;
  const before = draft.pool(pool)?.protections?.get(key) ?? { age };
  const instrument = instrumentIn(market, position.instrument);
  const quantity = protectedQuantity(instrument, held, hit?.order ?? {});
  const closing = {
    id: `${account.id}/${pool}/${cause}/${account.version}`,
    cause,
    remaining: quantity,
    sent: 0,
  };
  const protection = { ...othersOf(before, cause), closing };
  draft.emit({
    type: 'ProtectionTriggered',
    account: account.id,
    pool,
    instrument: instrument.id,
    position: key,
    side,
    cause,
    ...(hit && { on: hit.order.on, trigger: text(hit.trigger), price: text(hit.price) }),
    quantity: text(quantity),
    protection: protectionRecord(protection),
  });
}

/** The orders that stay in force: one cancels the others, unless they were to be kept. */
function othersOf(before: Protection, cause: ClosingCause): Protection {
  const { stopLoss, trailing, takeProfit, ...rest } = before;
  if (before.keepOthers === undefined) return rest;
  return {
    ...rest,
    ...(cause !== 'stop-loss' && stopLoss && { stopLoss }),
    ...(cause !== 'trailing' && trailing && { trailing }),
    ...(cause !== 'take-profit' && takeProfit && { takeProfit }),
  };
}

function* closings(account: Account): Generator<DueClosing> {
  for (const pool of poolsInOrder(account)) {
    for (const [position, { closing }] of pool.protections ?? []) {
      const rests = pool.liquidation !== undefined && closing?.pending === undefined;
      if (closing !== undefined && !rests) yield { pool: pool.id, position };
    }
  }
}

/**
 * Moves a protective closing one step on: repeats an order whose answer never came, else sends one
 * for what remains. Driven from state alone, so it resumes after a crash wherever it was.
 */
export function advanceClosing(
  account: Account,
  context: DecisionContext,
  { pool, position: key }: DueClosing,
): CaseAdvance {
  const draft = new Draft(account, context);
  const { protections, positions, liquidation } = draft.pool(pool) ?? {};
  const closing = protections?.get(key)?.closing;
  const position = positions?.get(key);
  if (closing === undefined || position === undefined || account.halted !== undefined) {
    return draft.decision();
  }
  if (closing.pending === undefined) {
    if (liquidation !== undefined) return draft.decision();
    draft.emit({
      type: 'ProtectiveOrderSent',
      account: account.id,
      pool,
      instrument: position.instrument,
      position: key,
      side: position.side,
      cause: closing.cause,
      order: nextOrderId(context, closing.id, closing.sent),
      quantity: text(closing.remaining),
    });
  }
  const { order, quantity } = draft.pool(pool)!.protections!.get(key)!.closing!.pending!;
  const { instrument, side } = position;
  const where = { account: account.id, pool, position: key, instrument, side };
  return { ...draft.decision(), request: { ...where, type: 'market', order, quantity } };
}

/**
 * Books the venue's answer to a protective order: one event whatever its executions, the trading
 * fee of each, and what stayed open. A protective order never turns a position: what was filled
 * beyond what is still held, because the holder closed meanwhile, is told and not booked.
 */
export function applyProtective(
  account: Account,
  context: DecisionContext,
  request: CloseOutRequest,
  answer: CloseOutAnswer,
): Decision {
  const draft = new Draft(account, context);
  const { pool, position: key, order } = request;
  const { pending } = draft.pool(pool)?.protections?.get(key)?.closing ?? {};
  const position = draft.pool(pool)?.positions.get(key);
  const filled = sum(answer.executions);
  if (account.halted !== undefined) return draft.decision();
  if (pending?.order !== order || position === undefined) {
    tellBeyond(draft, request, filled);
    return draft.decision();
  }
  invariant(filled.lte(pending.quantity), 'I-16', 'the venue filled more than was asked', {
    asked: text(pending.quantity),
    filled: text(filled),
  });
  const executions = upTo(answer.executions, position.quantity);
  if (executions.length > 0) {
    const instrument = instrumentIn(draft.market, position.instrument);
    const { mode } = draft.pool(pool)!;
    reducePosition(
      draft,
      instrument,
      { executions, protective: order },
      {
        pool,
        mode,
        key,
        position,
      },
    );
  }
  const open = draft.pool(pool)?.protections?.get(key)?.closing;
  if (open !== undefined) {
    draft.emit({
      type: 'ProtectiveOrderUnfilled',
      account: account.id,
      pool,
      instrument: position.instrument,
      position: key,
      order,
      quantity: text(open.remaining),
      reason: answer.reason ?? 'not filled',
    });
  }
  tellBeyond(draft, request, filled.minus(sum(executions)));
  return draft.decision();
}

function sum(executions: readonly Execution[]): Dec {
  return executions.reduce((total, { quantity }) => total.plus(raw(quantity)), ZERO);
}

/** The first executions, up to a quantity. */
function upTo(executions: readonly Execution[], most: Dec): Execution[] {
  let left = most;
  return executions.flatMap(({ quantity, price }) => {
    const part = minOf(raw(quantity), left);
    left = left.minus(part);
    return part.isZero() ? [] : [{ quantity: quantityOf(part), price }];
  });
}

function tellBeyond(draft: Draft, request: CloseOutRequest, quantity: Dec): void {
  if (quantity.isZero()) return;
  const { pool, instrument, position, order } = request;
  draft.emit({
    type: 'ProtectiveFillBeyondPosition',
    account: draft.account.id,
    pool,
    instrument,
    position,
    order,
    quantity: text(quantity),
  });
}
