import { Dec, Exact, attempt, isoOf, minOf, text, type Instant } from '../kernel/index.js';
import {
  BUILT_IN_ORDERS,
  callGoal,
  closingSequence,
  leastClosing,
  riskLimits,
  stepOf,
  wholeIfSmallRest,
  type Closed,
} from '../liquidation/index.js';
import { assetRule, bookedDecimals, demandRate, weighted } from '../market/index.js';
import {
  callLine,
  countedBalance,
  lineOf,
  valuePool,
  type MarginPool,
  type PoolLine,
  type Valuation,
} from '../margin/index.js';
import type { PoolState } from './account.js';
import { Draft } from './draft.js';
import type { AccountEvent, CallCure } from './events.js';
import { closeFill } from './reduce-position.js';

/** Decimals that an amount of a command may have. */
const GIVEN_DECIMALS = 18;

/** Whether a call stands whose grace is over; asked at the end of a step. */
export function isCallExpired(pool: PoolState, now: Instant): boolean {
  return pool.called && pool.deadline !== undefined && pool.deadline <= now;
}

/**
 * What would lift a margin call as things stand: an amount to add, and what to close instead. Both
 * are exact: a unit or a lot less does not lift it. Null when the pool is not called.
 */
export function cureOf(
  draft: Draft,
  pool: string,
  line: PoolLine,
  valuations: readonly Valuation[],
): CallCure | null {
  const call = callLine(draft.market, line, valuations);
  if (call === undefined || line.equity.cmp(call) > 0) return null;
  const shortfall = call.minus(line.equity);
  return {
    shortfall: shortfall.toString(),
    ...amountToAdd(draft, draft.margin(pool), shortfall),
    close: closesToMake(draft, pool, valuations),
  };
}

/**
 * The smallest amount that lifts the equity above the call line: of the settlement asset into the
 * wallet of a cross pool, of its own asset into an isolated one. Amounts have the decimals the
 * asset is booked with, 18 at most.
 */
function amountToAdd(
  { market }: Draft,
  pool: MarginPool,
  shortfall: Exact,
): Pick<CallCure, 'asset' | 'amount'> {
  const { settlement } = market.configuration;
  const asset = pool.mode === 'cross' ? settlement : pool.asset;
  const decimals = Math.min(bookedDecimals(market, asset), GIVEN_DECIMALS);
  const unit = new Dec(`1e-${decimals}`);
  if (pool.mode === 'isolated') {
    const amount = shortfall.over(demandRate(market, asset)).rounded(decimals, 'floor').plus(unit);
    return { asset, amount: text(amount) };
  }
  const rule = assetRule(market, asset);
  const balance = countedBalance(market, pool.wallets, asset);
  const needed = shortfall.plus(Exact.of(weighted(rule, balance)));
  // Owed money may weigh more than held money: what is still owed afterwards is divided by that.
  const least = needed.sign() < 0 ? needed.over(rule.liabilityWeight) : needed;
  const amount = least.minus(Exact.of(balance)).rounded(decimals, 'floor').plus(unit);
  return { asset, amount: text(amount) };
}

/**
 * Positions to close at the mark, in the closing order of the engine: all but the last whole, the
 * last in the smallest quantity that lifts the call. Null when closing cannot lift it. It asks the
 * same decision that closing by hand asks, so the answer cannot differ from it.
 */
function closesToMake(
  draft: Draft,
  pool: string,
  valuations: readonly Valuation[],
): CallCure['close'] {
  const { orders } = draft.context;
  const { order: name } = draft.market.configuration.liquidation;
  const order = orders.get(name) ?? BUILT_IN_ORDERS.get(name);
  if (order === undefined) return null;
  const closes: NonNullable<CallCure['close']>[number][] = [];
  let { account } = draft;
  const situation = {
    market: draft.market,
    pool: draft.margin(pool),
    valuations,
    quantityOf: ({ position }: Valuation) => position.quantity,
  };
  for (const valuation of closingSequence(order, situation)) {
    const { position, instrument } = valuation;
    const { key, side, quantity } = position;
    const before = new Draft(account, draft.context);
    const tried = (part: Dec) => closedByHand(before, pool, valuation, part);
    const step = stepOf(instrument);
    const bends = riskLimits(valuePool(before.market, before.margin(pool)), valuation);
    const least = leastClosing(valuation, (steps) => tried(steps.times(step)), bends);
    const part = wholeIfSmallRest(instrument, position, least ?? quantity);
    const after = tried(part);
    if (after === undefined) return null;
    closes.push({ instrument: instrument.id, position: key, side, quantity: text(part) });
    if (after.restored) return closes;
    ({ account } = after.draft);
  }
  return null;
}

/** What a close by hand leads to; restored: the call would be lifted by it. */
interface Tried extends Closed {
  readonly draft: Draft;
}

/** Closes at the mark with the taker fee on a draft of its own; undefined when it is refused. */
function closedByHand(
  { account, context }: Draft,
  pool: string,
  { position, instrument }: Valuation,
  part: Dec,
): Tried | undefined {
  const draft = new Draft(account, context);
  const mode = account.pools.get(pool)?.mode;
  const closed = attempt(() =>
    closeFill(draft, {
      instrument: instrument.id,
      side: position.side,
      quantity: minOf(part, position.quantity),
      ...(mode === undefined ? {} : { mode }),
      ...(position.id === undefined ? {} : { position: position.id }),
    }),
  );
  if (!closed.ok) return undefined;
  const margin = draft.margin(pool);
  const valuations = valuePool(context.market, margin);
  const line = lineOf(context.market, margin, valuations);
  const goal = callGoal(context.market);
  const distance = goal.distance(line, valuations);
  if (valuations.length > 0) return { draft, distance, restored: goal.isMet(line, valuations) };
  // With its last position gone the pool is called no more, unless it owes something.
  const { events } = draft.decision();
  return { draft, distance, restored: !events.some(isBankruptcy) };
}

function isBankruptcy({ type }: AccountEvent): boolean {
  return type === 'PoolBankrupted';
}

/** A margin call that stands, and what would lift it as things are now. */
export interface StandingCall {
  readonly pool: string;
  readonly equity: string;
  readonly maintenance: string;
  /** ISO 8601 UTC. */
  readonly deadline?: string;
  readonly cure: CallCure | null;
}

/** The margin call of a pool, if one stands. */
export function standingCall(draft: Draft, pool: string): StandingCall | null {
  const state = draft.pool(pool);
  if (state === undefined || !state.called) return null;
  const margin = draft.margin(pool);
  const valuations = valuePool(draft.market, margin);
  const line = lineOf(draft.market, margin, valuations);
  return {
    pool,
    equity: line.equity.toString(),
    maintenance: line.maintenance.toString(),
    ...(state.deadline === undefined ? {} : { deadline: isoOf(state.deadline) }),
    cure: cureOf(draft, pool, line, valuations),
  };
}
