import type { Trade } from '../accrual/index.js';
import { Dec, EPOCH, SmallMap, ZERO, instantAt } from '../kernel/index.js';
import type { LedgerAccount, Movement } from '../ledger/index.js';
import { withPermission, type WalletKind } from '../market/index.js';
import { withBalance } from '../margin/index.js';
import type { Position } from '../position/index.js';
import { bookResults } from '../protection/index.js';
import { CROSS, emptyPool, type Account, type PoolState } from './account.js';
import { preferred } from './alert-preferences.js';
import { withClaim, withoutClaim } from './claims.js';
import type { AccountEvent, AlertsSet, VolumeTraded } from './events.js';
import { copyOfAccount, copyOfPool, type Own } from './copies.js';
import { answered, isClosing, leftOpen, newCase, requested } from './evolve-case.js';
import { withHalt } from './evolve-halt.js';
import { livingStages, withStage, withoutCaseStages } from './evolve-stages.js';
import { applyProtection, protectiveFill, withLivingProtections } from './evolve-protection.js';
import { loanOf, orderOf, positionOf } from './records.js';

/** The account after an event. It never refuses: whatever was decided has happened. */
export function evolve(account: Account, event: AccountEvent): Account {
  const moved = applyMovements(account, event.movements ?? NOTHING);
  const changed = applyChange(moved, event);
  // What a change made is seen by nobody yet, so that it is counted where it stands.
  const next: Own<Account> = changed === account ? copyOfAccount(account) : changed;
  next.version = account.version + 1;
  return withoutSpentPools(next);
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
    const next = copyOfAccount(account);
    next.wallets = withBalance(account.wallets, asset, wallet, amount);
    return next;
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
  const next = copyOfAccount(account);
  next.pools = SmallMap.of(account.pools).with(pool.id, withLivingProtections(pool));
  return next;
}

function changePool(
  account: Account,
  id: string,
  change: (pool: PoolState) => Partial<PoolState>,
): Account {
  const pool = poolOf(account, id);
  return withPool(account, Object.assign(copyOfPool(pool), change(pool)));
}

function poolOf(account: Account, id: string): PoolState {
  return account.pools.get(id) ?? emptyPool(id, 'isolated', account.version + 1);
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
      return withFill(protectiveFill(account, event), event);
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
      const liquidation = newCase(event.case, event.reason);
      return changePool(withoutCall(account, event.pool), event.pool, () => ({ liquidation }));
    }
    case 'CloseOutRequested': {
      const pool = copyOfPool(poolOf(account, event.pool));
      pool.liquidation = requested(pool.liquidation, event);
      return withPool(account, pool);
    }
    case 'CloseOutUnfilled':
      return changePool(account, event.pool, ({ liquidation }) => ({
        liquidation: leftOpen(liquidation, event),
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

/** A position after a fill; one that a liquidation closed answers its case too. */
function withFill(account: Account, fill: PositionFill): Account {
  const pool = copyOfPool(poolOf(account, fill.pool));
  const after = fill.after === null ? undefined : positionOf(fill.after);
  pool.positions = withPosition(pool.positions, fill.position, after);
  if (pool.liquidation !== undefined && isClosing(fill)) {
    pool.liquidation = answered(pool.liquidation, fill);
  }
  return withPool(account, pool);
}

type FillOf =
  'Opened' | 'Increased' | 'Reduced' | 'Closed' | 'Deleveraged' | 'Flipped' | 'Received';
type PositionFill = Extract<AccountEvent, { type: `Position${FillOf}` }>;

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
    pools: SmallMap.of(pools.map((pool) => [pool.id, pool])),
  };
}

function withPosition(
  positions: ReadonlyMap<string, Position>,
  key: string,
  after: Position | undefined,
): ReadonlyMap<string, Position> {
  const held = SmallMap.of(positions);
  return after === undefined ? held.without(key) : held.with(key, after);
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
  let pools = SmallMap.of(account.pools);
  for (const pool of pools.list) if (isSpent(pool)) pools = pools.without(pool.id);
  return pools === account.pools ? account : { ...account, pools };
}

function isSpent({ id, positions, balance, liquidation }: PoolState): boolean {
  return id !== CROSS && positions.size === 0 && balance.isZero() && liquidation === undefined;
}
