import type { Trade } from '../accrual/index.js';
import { Dec, EPOCH, ZERO, instantAt } from '../kernel/index.js';
import type { LedgerAccount, Movement } from '../ledger/index.js';
import { withPermission, type WalletKind } from '../market/index.js';
import type { ClosedPosition, LiquidationCase } from '../liquidation/index.js';
import { withBalance } from '../margin/index.js';
import type { Position } from '../position/index.js';
import { bookResults } from '../protection/index.js';
import { CROSS, emptyPool, type Account, type PoolState } from './account.js';
import { preferred } from './alert-preferences.js';
import { withClaim, withoutClaim } from './claims.js';
import type { AccountEvent, AlertsSet, CloseOutUnfilled, VolumeTraded } from './events.js';
import { withHalt } from './evolve-halt.js';
import { livingStages, withStage, withoutCaseStages } from './evolve-stages.js';
import { applyProtection, protectiveFill, withLivingProtections } from './evolve-protection.js';
import { loanOf, orderOf, positionOf } from './records.js';

/** The account after an event. It never refuses: whatever was decided has happened. */
export function evolve(account: Account, event: AccountEvent): Account {
  const moved = applyMovements(account, event.movements ?? NOTHING);
  const changed = applyChange(moved, event);
  return withoutSpentPools({ ...changed, version: account.version + 1 });
}

const NOTHING: readonly Movement[] = [];

function applyMovements(account: Account, movements: readonly Movement[]): Account {
  let next = account;
  for (const { asset, amount, from, to } of movements) {
    const moved = new Dec(amount);
    next = book(book(next, from, asset, moved.negated()), to, asset, moved);
  }
  if (next.losses === undefined || movements.length === 0) return next;
  return { ...next, losses: bookResults(next.losses, account.id, movements) };
}

function book(account: Account, entry: LedgerAccount, asset: string, amount: Dec): Account {
  if (entry.at === 'wallet' && entry.account === account.id) {
    const wallet = entry.wallet as WalletKind;
    return { ...account, wallets: withBalance(account.wallets, asset, wallet, amount) };
  }
  if (entry.at === 'pool' && entry.account === account.id) {
    const pool =
      account.pools.get(entry.pool) ??
      emptyPool(entry.pool, 'isolated', account.version + 1, asset);
    // A pool that a position was moved into learns its asset with the first money it gets.
    return withPool(account, { asset, ...pool, balance: pool.balance.plus(amount) });
  }
  return account;
}

/** The account with this state of one of its pools. */
export function withPool(account: Account, pool: PoolState): Account {
  return { ...account, pools: new Map(account.pools).set(pool.id, withLivingProtections(pool)) };
}

function changePool(
  account: Account,
  id: string,
  change: (pool: PoolState) => Partial<PoolState>,
): Account {
  const pool = account.pools.get(id) ?? emptyPool(id, 'isolated', account.version + 1);
  return withPool(account, { ...pool, ...change(pool) });
}

function applyChange(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'AccountOpened':
      return {
        ...account,
        ...(event.leverage === undefined ? {} : { leverage: new Dec(event.leverage) }),
        ...(event.mode === undefined ? {} : { mode: event.mode }),
        ...(event.positionMode === undefined ? {} : { positionMode: event.positionMode }),
      };
    case 'AlertsSet':
      return withPreferences(account, event);
    case 'PositionOpened':
    case 'PositionIncreased':
    case 'PositionReduced':
    case 'PositionClosed':
    case 'PositionDeleveraged':
    case 'PositionFlipped':
    case 'PositionReceived':
      return changePool(protectiveFill(account, event), event.pool, (pool) => ({
        positions: withPosition(
          pool.positions,
          event.position,
          event.after === null ? undefined : positionOf(event.after),
        ),
        ...('closeOut' in event || 'stage' in event ? answered(pool, event) : {}),
      }));
    case 'PermissionSet':
      return {
        ...account,
        permissions: withPermission(account.permissions ?? [], event.permission),
      };
    case 'PositionSent':
      return changePool(account, event.pool, ({ positions }) => ({
        positions: withPosition(positions, event.position, undefined),
      }));
    case 'FeeCharged':
    case 'LiquidationFeeCharged':
      return changePosition(account, event.pool, event.position, (position) => ({
        fees: position.fees.plus(new Dec(event.amount)),
      }));
    case 'VolumeTraded':
      return { ...account, trades: withTrade(account.trades ?? [], event) };
    case 'InterestCharged':
      return changePosition(account, event.pool, event.position, () => ({
        loan: loanOf(event.loan),
      }));
    case 'LoanRepaid':
      return changePosition(account, event.pool, event.position, () => ({
        leverage: new Dec(event.leverage),
        loan: loanOf(event.loan),
      }));
    case 'FundingPaid':
    case 'FundingReceived': {
      const amount = new Dec(event.amount);
      const signed = event.type === 'FundingPaid' ? amount.negated() : amount;
      return changePosition(account, event.pool, event.position, (position) => ({
        funding: position.funding.plus(signed),
      }));
    }
    default:
      return applyTerms(account, event);
  }
}

function applyTerms(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'MarginModeChanged':
      return {
        ...(event.moved ?? []).reduce(movePosition, account),
        modes: new Map(account.modes).set(event.instrument, event.mode),
      };
    case 'LeverageChanged': {
      const leverage = new Dec(event.leverage);
      const leverages = new Map(account.leverages).set(event.instrument, leverage);
      return event.positions.reduce<Account>(
        (next, { pool, position, loan }) =>
          changePosition(next, pool, position, () => ({
            leverage,
            ...(loan === undefined ? {} : { loan: loanOf(loan) }),
          })),
        { ...account, leverages },
      );
    }
    case 'OrderReserved':
      return {
        ...account,
        orders: new Map(account.orders).set(event.order.id, orderOf(event.order)),
      };
    case 'OrderReleased': {
      const orders = new Map(account.orders);
      const order = orders.get(event.order);
      const remaining = new Dec(event.remaining);
      if (order === undefined || remaining.isZero()) orders.delete(event.order);
      else orders.set(event.order, { ...order, quantity: remaining });
      return { ...account, orders };
    }
    case 'ProfitClaimed':
      return withClaim(
        changePosition(account, event.pool, event.position, () => positionOf(event.after)),
        event,
      );
    case 'ClaimRepaid':
      return withoutClaim(account, event);
    case 'NegativeBalanceCarried':
      return withDebt(account, event.asset, new Dec(event.amount), event.since);
    case 'NegativeBalanceRepaid':
      return withDebt(account, event.asset, new Dec(event.amount).negated());
    default:
      return applyPhase(account, event);
  }
}

function applyPhase(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'AutoMarginSet': {
      const pool = account.pools.get(event.pool);
      return pool === undefined ? account : withPool(account, autoMarginSet(pool, event.cap));
    }
    case 'AutoMarginAdded': {
      const autoMargin = { cap: new Dec(event.cap), added: new Dec(event.added) };
      return changePool(account, event.pool, () => ({ autoMargin }));
    }
    case 'MarginAlertRaised':
      return changePool(account, event.pool, ({ raised }) => ({
        raised: new Set(raised).add(event.threshold),
      }));
    case 'MarginAlertCleared':
      return changePool(account, event.pool, ({ raised }) => ({
        raised: new Set([...raised].filter((threshold) => threshold !== event.threshold)),
      }));
    case 'MarginCallIssued':
      return changePool(account, event.pool, () => ({
        called: true,
        ...(event.deadline === undefined ? {} : { deadline: instantAt(event.deadline) }),
      }));
    case 'MarginCallLifted':
      return withoutCall(account, event.pool);
    case 'LiquidationStarted': {
      const { case: id, reason } = event;
      const liquidation = { id, ...(reason === undefined ? {} : { reason }), closeOuts: 0 };
      return changePool(withoutCall(account, event.pool), event.pool, () => ({ liquidation }));
    }
    case 'CloseOutRequested': {
      const { order, instrument, position, side, quantity, limit, stage } = event;
      const size = { quantity: new Dec(quantity), ...(limit && { limit: new Dec(limit) }) };
      const asked = { order, instrument, position, side, ...(stage && { stage }) };
      const pending = { ...asked, ...size };
      return changePool(account, event.pool, ({ liquidation }) => ({
        liquidation: {
          ...begun(event.case, liquidation, position),
          closeOuts: (liquidation?.closeOuts ?? 0) + 1,
          pending,
        },
      }));
    }
    case 'CloseOutUnfilled':
      return changePool(account, event.pool, ({ liquidation }) => ({
        liquidation: leftOpen(begun(event.case, liquidation, event.position), event),
      }));
    case 'AccountHalted':
    case 'AccountResumed':
      return withHalt(account, event);
    case 'LiquidationEnded': {
      const pool = account.pools.get(event.pool);
      if (pool === undefined) return account;
      const { liquidation: _ended, ...rest } = pool;
      return withPool(account, withoutCaseStages(rest));
    }
    case 'StageEntered':
    case 'StageActed':
    case 'StageLeft': {
      const pool = account.pools.get(event.pool);
      if (pool === undefined) return account;
      const { stages: _before, ...rest } = pool;
      const { stages = new Map(), ...changed } = withStage(pool, event);
      return withPool(account, { ...rest, ...changed, ...livingStages(stages) });
    }
    default:
      return applyProtection(account, event);
  }
}

/** A cap set anew counts what was added before; switched off and on again it counts from zero. */
function autoMarginSet({ autoMargin, ...pool }: PoolState, cap: string): PoolState {
  if (cap === 'off') return pool;
  return { ...pool, autoMargin: { cap: new Dec(cap), added: autoMargin?.added ?? ZERO } };
}

/**
 * A fill that answers the pending close-out of the pool's case settles it. What a stage closed
 * without the venue is what was closed last as well: a deficit is shared or deleveraged on it.
 */
function answered({ liquidation }: PoolState, fill: CloseOutFill): Partial<PoolState> {
  if (liquidation === undefined) return {};
  const closed = closedBy(liquidation, fill);
  if (fill.closeOut === undefined) {
    return fill.stage === undefined ? {} : { liquidation: { ...liquidation, closed } };
  }
  if (liquidation.pending?.order !== fill.closeOut) return {};
  return { liquidation: { ...begun(liquidation.id, liquidation, fill.position), closed } };
}

type CloseOutFill = Extract<AccountEvent, { closeOut?: string }>;

/** Fills of one position follow each other; another position begins a new list. */
function closedBy({ closed }: LiquidationCase, fill: CloseOutFill): ClosedPosition {
  const { instrument, position, side, quantity, price } = fill;
  const before = closed?.position === position ? closed.fills : [];
  return { instrument, position, side, fills: [...before, { quantity, price }] };
}

/** A case after a close-out that was not filled whole: it waits, or goes on by market orders. */
function leftOpen(
  open: LiquidationCase,
  { position, reason, next }: CloseOutUnfilled,
): LiquidationCase {
  if (next === undefined) return { ...open, waiting: reason, waitingFor: position };
  return { ...open, toMarket: [...(open.toMarket ?? []), position] };
}

/**
 * A case that turns to a position: without its pending close-out, and without the reason it waits
 * for that position. It still says why another one was left open, or a case whose last close-out
 * of a run was filled would wait without a reason.
 */
function begun(id: string, known: LiquidationCase | undefined, position: string): LiquidationCase {
  const { reason, closed, closeOuts = 0, toMarket, waiting, waitingFor, stage } = known ?? {};
  return {
    id,
    ...(reason && { reason }),
    closeOuts,
    ...(toMarket && { toMarket }),
    ...(closed && { closed }),
    ...(stage && { stage }),
    ...(waiting && waitingFor && waitingFor !== position && { waiting, waitingFor }),
  };
}

function withoutCall(account: Account, id: string): Account {
  const pool = account.pools.get(id);
  if (pool === undefined) return account;
  const { deadline: _over, ...rest } = pool;
  return withPool(account, { ...rest, called: false });
}

/** New thresholds are told from the start, so what was told of the former ones is forgotten. */
function withPreferences(account: Account, { alerts, channels }: AlertsSet): Account {
  const told = channels === undefined ? account : { ...account, channels };
  if (alerts === undefined) return told;
  const pools = [...told.pools.values()].map((pool) => ({ ...pool, raised: new Set<string>() }));
  return {
    ...told,
    alerts: preferred(alerts),
    pools: new Map(pools.map((pool) => [pool.id, pool])),
  };
}

function withPosition(
  positions: ReadonlyMap<string, Position>,
  key: string,
  after: Position | undefined,
): ReadonlyMap<string, Position> {
  const next = new Map(positions);
  if (after === undefined) next.delete(key);
  else next.set(key, after);
  return next;
}

function changePosition(
  account: Account,
  pool: string,
  key: string,
  change: (position: Position) => Partial<Position>,
): Account {
  const position = account.pools.get(pool)?.positions.get(key);
  if (position === undefined) return account;
  return changePool(account, pool, ({ positions }) => ({
    positions: withPosition(positions, key, { ...position, ...change(position) }),
  }));
}

function movePosition(
  account: Account,
  { from, to, position: key }: { from: string; to: string; position: string },
): Account {
  const position = account.pools.get(from)?.positions.get(key);
  if (position === undefined) return account;
  const protection = account.pools.get(from)?.protections?.get(key);
  const left = changePool(account, from, ({ positions }) => ({
    positions: withPosition(positions, key, undefined),
  }));
  return changePool(left, to, ({ positions, protections }) => ({
    positions: withPosition(positions, key, position),
    ...(protection && { protections: new Map(protections).set(key, protection) }),
  }));
}

/** Trades of the window with one more; what is too old is forgotten. */
function withTrade(
  trades: readonly Trade[],
  { at, since, amount }: VolumeTraded,
): readonly Trade[] {
  const kept = trades.filter((trade) => trade.at > since);
  const last = kept.at(-1);
  const traded = new Dec(amount);
  if (last?.at !== at) return [...kept, { at, amount: traded }];
  return [...kept.slice(0, -1), { at, amount: last.amount.plus(traded) }];
}

function withDebt(account: Account, asset: string, change: Dec, since = EPOCH): Account {
  const debts = new Map(account.debts);
  const before = debts.get(asset);
  const amount = (before?.amount ?? ZERO).plus(change);
  if (amount.lte(ZERO)) debts.delete(asset);
  else debts.set(asset, { amount, since: before?.since ?? since });
  return { ...account, debts };
}

/** An isolated pool ends when nothing is left in it and no case is open. */
function withoutSpentPools(account: Account): Account {
  const spent = [...account.pools.values()].filter(
    ({ id, positions, balance, liquidation }) =>
      id !== CROSS && positions.size === 0 && balance.isZero() && liquidation === undefined,
  );
  if (spent.length === 0) return account;
  const pools = new Map(account.pools);
  for (const { id } of spent) pools.delete(id);
  return { ...account, pools };
}
