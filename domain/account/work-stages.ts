import { type Dec, instantOf, isoOf, text, violated } from '../kernel/index.js';
import {
  BUILT_IN_ORDERS,
  closeOutLimit,
  closesSome,
  closingSequence,
  isCooling,
  isDue,
  marketUnder,
  nextCloseOut,
  resolved,
  type ClosingOrder,
  type CloseOut,
} from '../liquidation/index.js';
import {
  lineOf,
  valuePool,
  type MarginPool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import { markOf, type Stage } from '../market/index.js';
import { awaitedPositions } from './account.js';
import { cancelOrders } from './cancel-orders.js';
import { deleverageOpen } from './deleverage.js';
import type { Draft } from './draft.js';
import { handOver } from './hand-over.js';
import { netOpposite } from './net-opposite.js';
import { repayNegatives, sellCollateral } from './stage-conversions.js';

/** A pool as it was measured before a stage acts. */
export interface Measured {
  readonly pool: MarginPool;
  readonly valuations: readonly Valuation[];
  readonly line: PoolLine;
}

/** What a stage has closed at the venue next. */
export interface StageClosing {
  readonly stage: Stage;
  readonly closing: CloseOut;
  /** Undefined: a market order. */
  readonly limit: Dec | undefined;
  readonly line: PoolLine;
}

/**
 * Goes through the list of stages once, from its beginning, and lets the first one act that is due,
 * is not cooling down and finds something to do. A stage that cools down holds up those behind
 * it, unless it says that they go on.
 * @param unfilled close-outs that this run has left open already
 * @param spent names of stages that act at most once in a decision and have done so
 * @returns what is to be closed at the venue; `acted` when the pool must be measured again;
 *   nothing when the case waits
 */
export function actOnce(
  draft: Draft,
  pool: string,
  measured: Measured,
  unfilled: ReadonlySet<string>,
  spent: string[],
): StageClosing | 'acted' | undefined {
  const { market, context } = draft;
  for (const configured of market.configuration.liquidation.stages) {
    const record = draft.pool(pool)?.stages?.get(configured.name);
    if (isCooling(market, record)) {
      if (configured.meanwhile === 'wait') return undefined;
      continue;
    }
    if (!isDue(market, configured, measured.line, record)) continue;
    const stage = resolved(configured, context.stages, market, measured);
    if (stage === undefined) continue;
    if (stage.do === 'reduce') {
      const closing = closingOf(draft, pool, stage, measured, unfilled);
      if (closing === undefined) continue;
      tellEntered(draft, pool, stage, measured.line);
      return closing;
    }
    if (spent.includes(stage.name)) continue;
    if (ONCE.has(stage.do)) spent.push(stage.name);
    if (act(draft, pool, stage, measured)) return 'acted';
  }
  return undefined;
}

/** Conversions round, so doing them again at once would bring nothing but residues. */
const ONCE: ReadonlySet<string> = new Set(['repay', 'convert-collateral']);

/** Lets the stages act that cancel orders as soon as a case begins, before anything is charged. */
export function cancelFirst(draft: Draft, pool: string, measured: Measured): void {
  const { market } = draft;
  for (const stage of market.configuration.liquidation.stages) {
    const record = draft.pool(pool)?.stages?.get(stage.name);
    if (stage.do !== 'cancel-orders' || !isDue(market, stage, measured.line, record)) return;
    act(draft, pool, stage, measured);
  }
}

/** What the stage has closed next, if the venue can be asked for anything. */
function closingOf(
  draft: Draft,
  pool: string,
  stage: Stage,
  measured: Measured,
  unfilled: ReadonlySet<string>,
): StageClosing | undefined {
  const { context } = draft;
  const market = marketUnder(draft.market, stage);
  const { staged } = market.configuration.liquidation;
  const open = draft.pool(pool)?.liquidation;
  const awaited = awaitedPositions(draft.pool(pool));
  const isPartial = unfilled.size > 0 || typeof stage.rules.size === 'object';
  for (const valuation of isPartial ? measured.valuations : []) {
    const { key } = valuation.position;
    const asked = staged ? JSON.stringify([stage.name, key]) : key;
    if (unfilled.has(asked) || !closesSome(stage.rules.size, valuation)) awaited.push(key);
  }
  const without = awaited.length === 0 ? NOBODY : new Set(awaited);
  const order = orderOf(draft, stage);
  const closing = nextCloseOut(market, measured, order, without, open, context.sizes);
  if (closing === undefined) return undefined;
  const { line } = measured;
  const limit = closeOutLimit(market, measured.pool, closing.valuation, line, open);
  return { stage, closing, line, limit };
}

const NOBODY: ReadonlySet<string> = new Set();

function orderOf({ context }: Draft, { rules }: Stage): ClosingOrder {
  const order = context.orders.get(rules.order) ?? BUILT_IN_ORDERS.get(rules.order);
  return order ?? violated('I-23', `no closing order is bound as ${rules.order}`);
}

/** Positions in the closing order of the stage, without those a protective order may just close. */
function sequenceOf(draft: Draft, id: string, stage: Stage, { pool, valuations }: Measured) {
  const quantityOf = ({ position }: Valuation): Dec => position.quantity;
  const situation = { market: draft.market, pool, valuations, quantityOf };
  const without = new Set(awaitedPositions(draft.pool(id)));
  return closingSequence(orderOf(draft, stage), situation, without);
}

/**
 * Carries out a stage that needs no venue, and tells of it.
 * @returns whether it found anything to do
 */
export function act(draft: Draft, pool: string, stage: Stage, measured: Measured): boolean {
  // What the stage is going to change decides whether it is told, so it is tried on the side.
  const trial = draft.aside();
  if (!carryOut(trial, pool, stage, measured)) return false;
  tellEntered(draft, pool, stage, measured.line);
  carryOut(draft, pool, stage, measured);
  tellActed(draft, pool, stage);
  return true;
}

function carryOut(draft: Draft, pool: string, stage: Stage, measured: Measured): boolean {
  const market = marketUnder(draft.market, stage);
  switch (stage.do) {
    case 'cancel-orders': {
      const next = stage.of === 'all' ? undefined : sequenceOf(draft, pool, stage, measured)[0];
      return cancelOrders(draft, pool, stage.of === 'all' ? 'all' : next?.instrument.id);
    }
    case 'repay':
      return repayNegatives(draft, market, pool);
    case 'convert-collateral':
      return sellCollateral(draft, market, pool);
    case 'net-opposite':
      return netOpposite(draft, market, pool, stage);
    case 'take-over':
    case 'assign':
      return handOver(draft, market, pool, stage, sequenceOf(draft, pool, stage, measured));
    case 'deleverage':
      return deleverageFirst(draft, pool, stage, sequenceOf(draft, pool, stage, measured));
    default:
      return false;
  }
}

/** Closes the first position that somebody on the other side can be closed against. */
function deleverageFirst(
  draft: Draft,
  pool: string,
  { price }: Stage,
  sequence: readonly Valuation[],
): boolean {
  return sequence.some(({ position }) => {
    if (markOf(draft.market, position.instrument) === undefined) return false;
    return deleverageOpen(draft, pool, position, position.quantity, price).gt(0);
  });
}

/** Tells that a stage begins, once in a case or since the pool came to its level. */
export function tellEntered(draft: Draft, pool: string, stage: Stage, line: PoolLine): void {
  const state = draft.pool(pool);
  if (!draft.market.configuration.liquidation.staged) return;
  if (state?.stages?.get(stage.name)?.entered !== undefined) return;
  const open = state?.liquidation;
  draft.emit({
    type: 'StageEntered',
    account: draft.account.id,
    pool,
    stage: stage.name,
    do: stage.do,
    ...(open === undefined ? {} : { case: open.id }),
    ...(stage.at === undefined ? {} : { at: text(stage.at) }),
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  });
}

/** Tells that a stage has acted, and until when it does not act again. */
export function tellActed(draft: Draft, pool: string, stage: Stage): void {
  const { market } = draft;
  const state = draft.pool(pool);
  const margin = draft.margin(pool);
  const line = lineOf(market, margin, valuePool(market, margin));
  const open = state?.liquidation;
  const { cooldown } = stage;
  draft.emit({
    type: 'StageActed',
    account: draft.account.id,
    pool,
    stage: stage.name,
    do: stage.do,
    ...(open === undefined ? {} : { case: open.id }),
    acted: (state?.stages?.get(stage.name)?.acted ?? 0) + 1,
    ...(cooldown === undefined ? {} : { until: isoOf(instantOf(market.now + cooldown)) }),
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
  });
}
