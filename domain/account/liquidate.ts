import { type Dec, Exact, ZERO, invariant, raw, text } from '../kernel/index.js';
import { FUND, VENUE, transfer } from '../ledger/index.js';
import {
  allAllow,
  bookedDecimals,
  instrumentIn,
  liquidationOrderOf,
  type Instrument,
} from '../market/index.js';
import {
  credited,
  isBreached,
  isCalled,
  lineOf,
  valuePool,
  withPosition,
  type MarginPool,
} from '../margin/index.js';
import {
  BUILT_IN_ORDERS,
  closeOutLimit,
  liquidationFee,
  nextCloseOut,
  type LiquidationOutcome,
  type PendingCloseOut,
} from '../liquidation/index.js';
import { averagePrice, notionalAt, reduce, type Execution } from '../position/index.js';
import { addAutomatically } from './auto-margin.js';
import { CROSS, awaitedPositions, type Account } from './account.js';
import { chargeDue, chargePool } from './charge-interest.js';
import { deleverageOpen } from './deleverage.js';
import type { AccountEvent } from './events.js';
import { Draft, nextOrderId, type Decision, type DecisionContext } from './draft.js';
import { bookReduction, carriedForward, paysFeeFromProceeds } from './fill-booking.js';
import { finishPool } from './finish-pool.js';
import { isCallExpired } from './margin-call.js';
import { releaseOrder } from './orders.js';
import { executionRecords, positionRecord } from './records.js';

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
 * announces the next close-out. Pure and driven from state alone, so it resumes after a crash
 * wherever it was. Nothing is begun or announced while the price of anything held is not to be
 * trusted that far.
 * @param unfilled positions this run has already left open
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
  const held = draft.pool(pool)?.positions.values() ?? [];
  if (!allAllow(context.market, held, 'liquidate')) return draft.decision();
  if (draft.pool(pool)?.liquidation === undefined && !startCase(draft, pool)) {
    return draft.decision();
  }
  const { liquidation: rules } = context.market.configuration;
  const order = context.orders.get(rules.order) ?? BUILT_IN_ORDERS.get(rules.order);
  invariant(order !== undefined, 'I-23', `no closing order is bound as ${rules.order}`);
  const open = draft.pool(pool)?.liquidation;
  const barred = new Set([...unfilled, ...awaitedPositions(draft.pool(pool))]);
  const step = nextCloseOut(context.market, draft.margin(pool), order, barred, open, context.sizes);
  const figures = {
    equity: step.line.equity.toString(),
    maintenance: step.line.maintenance.toString(),
  };
  if (step.kind === 'restored') endCase(draft, pool, 'restored', figures);
  if (step.kind === 'emptied') {
    const closed = draft.pool(pool)?.liquidation?.closed;
    const bankrupt = finishPool(draft, pool, rules.remainder, closed);
    endCase(draft, pool, bankrupt ? 'bankrupt' : 'closed', figures);
  }
  if (step.kind !== 'close') return draft.decision();
  const { position } = step.valuation;
  const liquidation = draft.pool(pool)!.liquidation!;
  const { market } = context;
  const limit = closeOutLimit(market, draft.margin(pool), step.valuation, step.line, liquidation);
  draft.emit({
    type: 'CloseOutRequested',
    account: account.id,
    pool,
    case: liquidation.id,
    order: nextOrderId(context, liquidation.id, liquidation.closeOuts),
    instrument: position.instrument,
    position: position.key,
    side: position.side,
    quantity: text(step.quantity),
    ...(limit === undefined ? {} : { limit: text(limit) }),
    ranking: [step.valuation, step.next].flatMap((ranked) =>
      ranked === undefined
        ? []
        : [{ position: ranked.position.key, profit: ranked.profit.toString() }],
    ),
    ...figures,
  });
  return {
    ...draft.decision(),
    request: asked(draft, pool, draft.pool(pool)!.liquidation!.pending!),
  };
}

function asked(draft: Draft, pool: string, pending: PendingCloseOut): CloseOutRequest {
  const type = pending.limit === undefined ? 'market' : 'limit';
  return { ...pending, account: draft.account.id, pool, type };
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
  if (pool === CROSS) {
    for (const { id, quantity } of [...account.orders.values()]) {
      releaseOrder(draft, id, quantity, 'liquidation');
    }
  }
  chargePool(draft, pool);
  return true;
}

function endCase(
  draft: Draft,
  pool: string,
  outcome: LiquidationOutcome,
  figures: { readonly equity: string; readonly maintenance: string },
): void {
  const id = draft.pool(pool)?.liquidation?.id;
  invariant(id !== undefined, 'I-6', `the case of ${pool} ended twice`);
  const account = draft.account.id;
  draft.emit({ type: 'LiquidationEnded', account, pool, case: id, outcome, ...figures });
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
  invariant(filled.lte(pending.quantity), 'I-16', 'the venue filled more than was asked', {
    asked: text(pending.quantity),
    filled: text(filled),
  });
  if (filled.gt(ZERO)) bookCloseOut(draft, request, answer.executions);
  const rest = pending.quantity.minus(filled);
  if (rest.gt(ZERO)) leaveUnfilled(draft, request, rest, answer.reason ?? 'not filled');
  return draft.decision();
}

/** Whether an answer left a part of a close-out open that this run does not ask for again. */
export function leftOpen(events: readonly AccountEvent[]): boolean {
  return events.some((event) => event.type === 'CloseOutUnfilled' && event.next === undefined);
}

function bookCloseOut(
  draft: Draft,
  request: CloseOutRequest,
  executions: readonly Execution[],
): void {
  const { pool, position: key, order } = request;
  const position = chargeDue(draft, pool, key);
  invariant(position !== undefined, 'I-16', `${key} was closed twice`);
  const instrument = instrumentIn(draft.market, position.instrument);
  const asset = instrument.payAsset;
  const decimals = bookedDecimals(draft.market, asset);
  const reduction = reduce(instrument, position, executions, decimals);
  const booked = reduction.profit.rounded(decimals, 'floor');
  const filled = Exact.sum(
    executions.map((e) => notionalAt(instrument, raw(e.quantity), raw(e.price))),
  );
  const held = withPosition(draft.margin(pool), position, reduction.rest);
  const after = credited(draft.market, held, asset, booked);
  const fee = liquidationFee(draft.market, after, instrument, filled, decimals);
  const { amount, movements } = bookReduction(draft, {
    pool,
    instrument,
    position,
    reduction,
    fee,
    feeTo: draft.market.configuration.liquidation.feeTo === 'venue' ? VENUE : FUND,
    feeReason: 'liquidation-fee',
  });
  const rest = carriedForward(reduction, amount);
  draft.emit({
    type: rest === undefined ? 'PositionClosed' : 'PositionReduced',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: key,
    side: position.side,
    quantity: text(reduction.quantity),
    price: text(averagePrice(instrument, executions).rounded(18, 'half-even')),
    profit: text(amount),
    fee: text(fee),
    releasedCost: reduction.releasedCost.toJSON(),
    closeOut: order,
    executions: executionRecords(executions),
    after: rest === undefined ? null : positionRecord(rest),
    movements,
  });
  chargeLiquidationFee(draft, request, instrument, fee);
}

function chargeLiquidationFee(
  draft: Draft,
  { pool, position }: CloseOutRequest,
  instrument: Instrument,
  fee: Dec,
): void {
  if (fee.isZero()) return;
  const to = draft.market.configuration.liquidation.feeTo === 'venue' ? VENUE : FUND;
  const asset = instrument.payAsset;
  const from = draft.purse(pool, asset);
  draft.emit({
    type: 'LiquidationFeeCharged',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position,
    asset,
    amount: text(fee),
    movements: paysFeeFromProceeds(instrument)
      ? []
      : transfer({ asset, from, to, reason: 'liquidation-fee' }, fee),
  });
}

function leaveUnfilled(draft: Draft, request: CloseOutRequest, rest: Dec, reason: string): void {
  const { pool, order, instrument, position } = request;
  const id = draft.pool(pool)?.liquidation?.id;
  invariant(id !== undefined, 'I-6', `a close-out of ${pool} was answered without a case`);
  const rules = liquidationOrderOf(draft.market, instrumentIn(draft.market, instrument));
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
  const { deficit, deleverage } = draft.market.configuration;
  const held = draft.pool(pool)?.positions.get(position);
  if (goesOn || held === undefined || !deficit.includes('deleverage')) return;
  deleverageOpen(draft, pool, held, rest, deleverage.price);
}
