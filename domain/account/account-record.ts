import { Dec, SmallMap, instantOf, text, type Instant } from '../kernel/index.js';
import {
  lossRules,
  type AlertTerms,
  type LossLimitTerms,
  type NotificationTerms,
  type PermissionTerms,
  type PositionMode,
  type WalletKind,
} from '../market/index.js';
import type { Wallets } from '../margin/index.js';
import type { MarginMode } from '../position/index.js';
import type { LiquidationCase, PendingCloseOut, StageRecord } from '../liquidation/index.js';
import type { LossBook } from '../protection/index.js';
import { NO_RAISED, type Account, type Halt, type PoolState } from './account.js';
import { preferred } from './alert-preferences.js';
import { claimRecords, claimsFromRecords } from './claims.js';
import type { Own } from './copies.js';
import { protectionOf, protectionRecord, type ProtectionRecord } from './protection-record.js';
import {
  orderOf,
  orderRecord,
  positionOf,
  positionRecord,
  type OrderRecord,
  type PositionRecord,
} from './records.js';

interface PoolRecord {
  readonly id: string;
  readonly mode: MarginMode;
  readonly asset?: string;
  readonly balance: string;
  readonly positions: readonly PositionRecord[];
  readonly age: number;
  readonly called: boolean;
  readonly deadline?: Instant;
  readonly raised: readonly string[];
  readonly autoMargin?: { readonly cap: string; readonly added: string };
  readonly protections?: readonly (readonly [string, ProtectionRecord])[];
  readonly stages?: readonly (readonly [string, StageRecord])[];
  readonly liquidation?: Omit<NonNullable<PoolState['liquidation']>, 'pending'> & {
    readonly pending?: Omit<PendingCloseOut, 'quantity' | 'limit'> & {
      readonly quantity: string;
      readonly limit?: string;
    };
  };
}

type Pairs = readonly (readonly [string, string])[];

interface LossRecord extends Pick<LossBook, 'accountReached' | 'dayReached'> {
  readonly realized: Pairs;
  readonly day: Pairs;
  readonly until?: number;
}

/** An account as a snapshot writes it: plain data, numbers as decimal strings. */
export interface AccountRecord {
  readonly id: string;
  readonly leverage?: string;
  readonly mode?: MarginMode;
  readonly positionMode?: PositionMode;
  readonly permissions?: readonly PermissionTerms[];
  readonly alerts?: AlertTerms | 'on' | 'off';
  readonly channels?: NotificationTerms;
  readonly lossLimits?: LossLimitTerms | 'off';
  readonly losses?: LossRecord;
  readonly wallets: readonly (readonly [string, WalletKind, string])[];
  readonly pools: readonly PoolRecord[];
  readonly orders: readonly OrderRecord[];
  readonly leverages: Pairs;
  readonly modes: readonly (readonly [string, MarginMode])[];
  readonly debts: readonly (readonly [string, string, Instant])[];
  readonly claims?: readonly (readonly [string, string, Instant])[];
  readonly halted?: Halt;
  readonly version: number;
  readonly trades?: readonly { readonly at: Instant; readonly amount: string }[];
}

const texts = (map: ReadonlyMap<string, Dec>): [string, string][] =>
  map.size === 0 ? [] : [...map].map(([key, value]) => [key, text(value)]);
const decimals = (pairs: Pairs): ReadonlyMap<string, Dec> =>
  new Map(pairs.map(([key, value]) => [key, new Dec(value)]));

/** The account as plain data; `accountFromRecord` makes the same account of it. */
export function accountRecord(account: Account): AccountRecord {
  const { id, version, wallets, pools, orders, leverages, modes, debts } = account;
  const balances: [string, WalletKind, string][] = [];
  wallets.forEach((kinds, asset) => {
    kinds.forEach((balance, kind) => balances.push([asset, kind, text(balance)]));
  });
  const held: PoolRecord[] = [];
  pools.forEach((pool) => held.push(poolRecord(pool)));
  const record: Own<AccountRecord> = {
    id,
    version,
    wallets: balances,
    pools: held,
    orders: orders.size === 0 ? [] : [...orders.values()].map(orderRecord),
    leverages: texts(leverages),
    modes: modes.size === 0 ? [] : [...modes],
    debts: [...debts].map(([asset, { amount, since }]) => [asset, text(amount), since]),
  };
  const { leverage, mode, positionMode, permissions, alerts, channels } = account;
  if (leverage !== undefined) record.leverage = text(leverage);
  if (mode !== undefined) record.mode = mode;
  if (positionMode !== undefined) record.positionMode = positionMode;
  if (permissions !== undefined) record.permissions = permissions;
  if (alerts !== undefined) record.alerts = typeof alerts === 'string' ? alerts : alerts.terms;
  if (channels !== undefined) record.channels = channels;
  const { lossLimits, losses, claims, halted, trades } = account;
  if (lossLimits !== undefined) {
    record.lossLimits = lossLimits === 'off' ? lossLimits : lossLimits.terms;
  }
  if (losses !== undefined) {
    record.losses = { ...losses, realized: texts(losses.realized), day: texts(losses.day) };
  }
  if (claims !== undefined) record.claims = claimRecords(claims);
  if (halted !== undefined) record.halted = halted;
  if (trades !== undefined) {
    record.trades = trades.map(({ at, amount }) => ({ at, amount: text(amount) }));
  }
  return record;
}

/** The account that `accountRecord` wrote. */
export function accountFromRecord(record: AccountRecord): Account {
  const { id, wallets, pools, orders, leverages, modes, debts, version } = record;
  const account: Own<Account> = {
    id,
    wallets: walletsOf(wallets),
    pools: SmallMap.ofLists(
      pools.map((pool) => pool.id),
      pools.map(poolFromRecord),
    ),
    orders: orders.length === 0 ? NONE : new Map(orders.map((one) => [one.id, orderOf(one)])),
    // Each has its own: what is worked out of an account hangs on it, and goes with it.
    leverages: decimals(leverages),
    modes: modes.length === 0 ? NONE : new Map(modes),
    debts: debtsOf(debts),
    version,
  };
  const { leverage, mode, positionMode, permissions, alerts, channels } = record;
  if (leverage !== undefined) account.leverage = new Dec(leverage);
  if (mode !== undefined) account.mode = mode;
  if (positionMode !== undefined) account.positionMode = positionMode;
  if (permissions !== undefined) account.permissions = permissions;
  if (alerts !== undefined) account.alerts = preferred(alerts);
  if (channels !== undefined) account.channels = channels;
  const { lossLimits, losses, claims, halted, trades } = record;
  if (lossLimits !== undefined) {
    account.lossLimits = lossLimits === 'off' ? lossLimits : lossRules(lossLimits, 'limits');
  }
  if (losses !== undefined) account.losses = lossBookOf(losses);
  if (claims !== undefined) account.claims = claimsFromRecords(claims);
  if (halted !== undefined) account.halted = halted;
  if (trades !== undefined) {
    account.trades = trades.map(({ at, amount }) => ({ at, amount: new Dec(amount) }));
  }
  return account;
}

/** What most accounts have of something: they share it, as nobody writes into one of an account. */
const NONE: ReadonlyMap<string, never> = new Map<string, never>();

function walletsOf(records: AccountRecord['wallets']): Wallets {
  let wallets = SmallMap.empty<string, SmallMap<WalletKind, Dec>>();
  for (const [asset, kind, balance] of records) {
    const kinds = wallets.get(asset) ?? SmallMap.empty<WalletKind, Dec>();
    wallets = wallets.with(asset, kinds.with(kind, new Dec(balance)));
  }
  return wallets;
}

function debtsOf(records: AccountRecord['debts']): Account['debts'] {
  if (records.length === 0) return NONE;
  return new Map(
    records.map(([asset, amount, since]) => [asset, { amount: new Dec(amount), since }]),
  );
}

function lossBookOf({ until, realized, day, ...reached }: LossRecord): LossBook {
  return {
    ...reached,
    realized: decimals(realized),
    day: decimals(day),
    ...(until === undefined ? {} : { until: instantOf(until) }),
  };
}

function poolRecord(state: PoolState): PoolRecord {
  const { id, mode, age, called, balance, positions, raised } = state;
  const held: PositionRecord[] = [];
  positions.forEach((position) => held.push(positionRecord(position)));
  const record: Own<PoolRecord> = {
    id,
    mode,
    age,
    called,
    balance: text(balance),
    positions: held,
    raised: [...raised],
  };
  const { asset, deadline, liquidation, stages, autoMargin, protections } = state;
  if (asset !== undefined) record.asset = asset;
  if (deadline !== undefined) record.deadline = deadline;
  if (autoMargin !== undefined) {
    record.autoMargin = { cap: text(autoMargin.cap), added: text(autoMargin.added) };
  }
  if (protections !== undefined) {
    record.protections = [...protections].map(([key, one]) => [key, protectionRecord(one)]);
  }
  if (stages !== undefined) record.stages = [...stages];
  if (liquidation !== undefined) {
    const { pending, ...open } = liquidation;
    record.liquidation =
      pending === undefined ? open : { ...open, pending: pendingRecord(pending) };
  }
  return record;
}

function pendingRecord({ quantity, limit, ...rest }: PendingCloseOut) {
  const size = { quantity: text(quantity) };
  return limit === undefined ? { ...rest, ...size } : { ...rest, ...size, limit: text(limit) };
}

function poolFromRecord(record: PoolRecord): PoolState {
  const { id, mode, balance, positions, age, called, raised } = record;
  const pool: Own<PoolState> = {
    id,
    mode,
    balance: new Dec(balance),
    positions: SmallMap.ofLists(
      positions.map(({ key }) => key),
      positions.map(positionOf),
    ),
    age,
    called,
    raised: raised.length === 0 ? NO_RAISED : new Set(raised),
  };
  const { asset, deadline, liquidation, stages, autoMargin, protections } = record;
  if (asset !== undefined) pool.asset = asset;
  if (liquidation !== undefined) pool.liquidation = caseOf(liquidation);
  if (deadline !== undefined) pool.deadline = deadline;
  if (stages !== undefined) pool.stages = new Map(stages);
  if (autoMargin !== undefined) {
    pool.autoMargin = { cap: new Dec(autoMargin.cap), added: new Dec(autoMargin.added) };
  }
  if (protections !== undefined) {
    pool.protections = new Map(protections.map(([key, one]) => [key, protectionOf(one)]));
  }
  return pool;
}

function caseOf(record: NonNullable<PoolRecord['liquidation']>): LiquidationCase {
  const { pending, ...open } = record;
  if (pending === undefined) return open;
  const { quantity, limit, ...asked } = pending;
  const size = { quantity: new Dec(quantity), ...(limit && { limit: new Dec(limit) }) };
  return { ...open, pending: { ...asked, ...size } };
}
