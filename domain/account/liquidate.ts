import { type Dec, ZERO, invariant, raw, text, violated } from '../kernel/index.js';
import { instrumentIn, liquidationOrderOf, type Market, type Stage } from '../market/index.js';
import {
  isBreached,
  isCalled,
  lineOf,
  valuePool,
  type MarginPool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import {
  caseGoal,
  marketUnder,
  type LiquidationOutcome,
  type PendingCloseOut,
} from '../liquidation/index.js';
import type { Execution } from '../position/index.js';
import { addAutomatically } from './auto-margin.js';
import type { Account } from './account.js';
import { bookClosing } from './book-closing.js';
import { chargePool } from './charge-interest.js';
import { deleverageOpen } from './deleverage.js';
import type { AccountEvent, CloseOutRequested } from './events.js';
import { Draft, nextOrderId, type Decision, type DecisionContext } from './draft.js';
import { finishPool } from './finish-pool.js';
import { isCallExpired } from './margin-call.js';
import {
  actOnce,
  cancelFirst,
  tellActed,
  type Measured,
  type StageClosing,
} from './work-stages.js';
import { mayLiquidate } from './trusted-pool.js';

/** A close-out the venue is asked for; a repeated order id must be answered with the same fills. */
export interface CloseOutRequest extends PendingCloseOut {
  readonly account: string;
  readonly pool: string;
  /** A limit order is immediate or cancel, at `limit` or better. */
  readonly type: 'market' | 'limit';
}

/** The venue's answer: executions up to the asked quantity, and why a rest stayed unfilled. */
export interface CloseOutAnswer {
  readonly executions: readonly Execution[];
  readonly reason?: string;
}

/** One step of a case: what was decided, and what the venue must be asked next, if anything. */
export interface CaseAdvance extends Decision {
  readonly request?: CloseOutRequest;
}

/**
 * Moves the liquidation of one pool one step on: opens the case if the pool is breached or
 * its call has run out, repeats a close-out whose answer never came, stops at the target, or
 * lets the stages act until one of them announces a close-out. Pure and driven from state alone, so
 * it resumes after a crash wherever it was. Nothing is begun or announced while the price of
 * anything held is not to be trusted that far.
 * @param unfilled close-outs that this run has already left open, by `openKey`
 */
export function advanceCase(
  account: Account,
  context: DecisionContext,
  pool: string,
  unfilled: ReadonlySet<string>,
): CaseAdvance {
  const draft = new Draft(account, context);
  if (account.halted !== undefined) return draft.decision();
  const pending = draft.pool(pool)?.liquidation?.pending;
  if (pending !== undefined) return { ...draft.decision(), request: asked(draft, pool, pending) };
  const held = draft.pool(pool)?.positions;
  if (held !== undefined && !mayLiquidate(context.market, held)) return draft.decision();
  if (draft.pool(pool)?.liquidation === undefined && !startCase(draft, pool)) {
    return draft.decision();
  }
  const closing = workStages(draft, pool, unfilled);
  if (closing === undefined) return draft.decision();
  announce(draft, pool, closing);
  const request = asked(draft, pool, draft.pool(pool)!.liquidation!.pending!);
  const { events, next, others } = draft.decision();
  return others === undefined ? { events, next, request } : { events, next, others, request };
}

/** What a request is remembered by within a run once it was left open. */
export function openKey({ position, stage }: PendingCloseOut): string {
  return stage === undefined ? position : JSON.stringify([stage, position]);
}

/**
 * Lets the stages of an open case act until it ends, waits, or one of them has something to close
 * at the venue. After each of them the pool is measured anew and the list is gone through from its
 * beginning: the first stage that is due and finds something to do acts.
 */
function workStages(
  draft: Draft,
  pool: string,
  unfilled: ReadonlySet<string>,
): StageClosing | undefined {
  const spent: string[] = [];
  for (;;) {
    const measured = measureCase(draft, pool);
    if (hasEnded(draft, pool, measured)) return undefined;
    const done = actOnce(draft, pool, measured, unfilled, spent);
    if (done !== 'acted') return done;
  }
}

function measureCase(draft: Draft, pool: string): Measured {
  const { market } = draft;
  const margin = draft.margin(pool);
  const valuations = valuePool(market, margin);
  return { pool: margin, valuations, line: lineOf(market, margin, valuations) };
}

/** Ends a case that is at its target, or has nothing left to close. */
function hasEnded(draft: Draft, pool: string, { valuations, line }: Measured): boolean {
  const { market } = draft;
  const open = draft.pool(pool)?.liquidation;
  if (valuations.length > 0) {
    if (!caseGoal(market, open ?? {}).isMet(line, valuations)) return false;
    endCase(draft, pool, 'restored', line);
    return true;
  }
  const { stages, remainder } = market.configuration.liquidation;
  const last = stages.find(({ name }) => name === open?.stage);
  const bankrupt = finishPool(draft, pool, last?.rules.remainder ?? remainder, open?.closed);
  endCase(draft, pool, bankrupt ? 'bankrupt' : 'closed', line);
  return true;
}

/** Announces a close-out before the venue is asked for it. */
function announce(draft: Draft, pool: string, { stage, closing, limit, line }: StageClosing): void {
  const { account, context } = draft;
  const { staged } = context.market.configuration.liquidation;
  const { valuation, quantity, next } = closing;
  const { position } = valuation;
  const liquidation = draft.pool(pool)!.liquidation!;
  draft.emit({
    type: 'CloseOutRequested',
    account: account.id,
    pool,
    case: liquidation.id,
    order: nextOrderId(context, liquidation.id, liquidation.closeOuts),
    instrument: position.instrument,
    position: position.key,
    side: position.side,
    quantity: text(quantity),
    ...(limit === undefined ? {} : { limit: text(limit) }),
    ...(staged ? { stage: stage.name } : {}),
    ranking: next === undefined ? [rankedAs(valuation)] : [rankedAs(valuation), rankedAs(next)],
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  });
}

type Ranked = CloseOutRequested['ranking'][number];

/** How a position is told: who is named as the next one is mostly the first of the one after. */
function rankedAs(valuation: Valuation): Ranked {
  if (told?.valuation === valuation) return told.as;
  const { position, profit } = valuation;
  const as = { position: position.key, profit: profit.toString() };
  told = { valuation, as };
  return as;
}

/** What was told last. A cache and nothing else. */
let told: { readonly valuation: Valuation; readonly as: Ranked } | undefined;

function asked(draft: Draft, pool: string, pending: PendingCloseOut): CloseOutRequest {
  const { order, instrument, position, side, quantity, limit, stage } = pending;
  const account = draft.account.id;
  const type = limit === undefined ? 'market' : 'limit';
  // Written out: copying and adding costs as much as everything else of a close-out.
  return { account, pool, type, order, instrument, position, side, quantity, limit, stage };
}

/** Opens a case if the pool is breached or its call has run out; open orders are cancelled. */
function startCase(draft: Draft, pool: string): boolean {
  const { market, account } = draft;
  const state = draft.pool(pool);
  if (state === undefined || state.positions.size === 0) return false;
  const margin = draft.margin(pool);
  const valuations = valuePool(market, margin);
  const line = lineOf(market, margin, valuations);
  const breached = isBreached(market, line);
  const expired = isCallExpired(state, market.now) && isCalled(market, line, valuations);
  if (!breached && !expired) return false;
  const cured = (added: MarginPool): boolean => {
    const values = valuePool(market, added);
    const after = lineOf(market, added, values);
    return !isBreached(market, after) && !(expired && isCalled(market, after, values));
  };
  if (addAutomatically(draft, pool, cured)) return false;
  draft.emit({
    type: 'LiquidationStarted',
    account: account.id,
    pool,
    case: `${account.id}/${pool}/${account.version}`,
    ...(breached ? {} : { reason: 'call-expired' as const }),
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  });
  cancelFirst(draft, pool, { pool: margin, valuations, line });
  chargePool(draft, pool);
  return true;
}

function endCase(
  draft: Draft,
  pool: string,
  outcome: LiquidationOutcome,
  { equity, maintenance }: PoolLine,
): void {
  const id = draft.pool(pool)?.liquidation?.id;
  invariant(id !== undefined, 'I-6', `the case of ${pool} ended twice`);
  const account = draft.account.id;
  draft.emit({
    type: 'LiquidationEnded',
    account,
    pool,
    case: id,
    outcome,
    equity: equity.toString(),
    maintenance: maintenance.toString(),
  });
}

/**
 * Books the venue's answer to the pending close-out: one event whatever its executions, then the
 * fee. An answer without executions, or with fewer than asked, leaves the rest open with a reason.
 */
export function applyCloseOut(
  account: Account,
  context: DecisionContext,
  request: CloseOutRequest,
  answer: CloseOutAnswer,
): Decision {
  const draft = new Draft(account, context);
  const { pool, order } = request;
  const pending = draft.pool(pool)?.liquidation?.pending;
  if (account.halted !== undefined || pending?.order !== order) return draft.decision();
  const filled = answer.executions.reduce((sum, e) => sum.plus(raw(e.quantity)), ZERO);
  const rest = pending.quantity.minus(filled);
  if (rest.isNegative()) {
    violated('I-16', 'the venue filled more than was asked', {
      asked: text(pending.quantity),
      filled: text(filled),
    });
  }
  const stage = stageOf(draft.market, pending);
  if (filled.gt(ZERO)) {
    const { position } = request;
    const { executions } = answer;
    const market = stage === undefined ? draft.market : marketUnder(draft.market, stage);
    bookClosing(draft, market, { pool, position, executions, cause: { closeOut: order } });
    if (pending.stage !== undefined && stage !== undefined) tellActed(draft, pool, stage);
  }
  if (!rest.isZero()) leaveUnfilled(draft, request, stage, rest, answer.reason ?? 'not filled');
  return draft.decision();
}

/** Whether an answer left a part of a close-out open that this run does not ask for again. */
export function leftOpen(events: readonly AccountEvent[]): boolean {
  return events.some((event) => event.type === 'CloseOutUnfilled' && event.next === undefined);
}

/** The stage that asked for a close-out; where no stages are configured, the one that closes. */
function stageOf({ configuration }: Market, { stage: name }: PendingCloseOut): Stage | undefined {
  const { stages, staged } = configuration.liquidation;
  return stages.find((one) => (staged ? one.name === name : one.do === 'reduce'));
}

function leaveUnfilled(
  draft: Draft,
  request: CloseOutRequest,
  stage: Stage | undefined,
  rest: Dec,
  reason: string,
): void {
  const { pool, order, instrument, position } = request;
  const id = draft.pool(pool)?.liquidation?.id;
  invariant(id !== undefined, 'I-6', `a close-out of ${pool} was answered without a case`);
  const market = stage === undefined ? draft.market : marketUnder(draft.market, stage);
  const rules = liquidationOrderOf(market, instrumentIn(market, instrument));
  const goesOn = request.limit !== undefined && rules?.then !== 'deficit';
  draft.emit({
    type: 'CloseOutUnfilled',
    account: draft.account.id,
    pool,
    case: id,
    order,
    instrument,
    position,
    quantity: text(rest),
    reason,
    ...(goesOn ? { next: 'market' as const } : {}),
  });
  const { deleverage, liquidation } = market.configuration;
  const held = draft.pool(pool)?.positions.get(position);
  if (goesOn || held === undefined || liquidation.rest !== 'deleverage') return;
  deleverageOpen(draft, pool, held, rest, deleverage.price);
}
