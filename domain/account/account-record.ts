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
import type { MarginMode } from '../position/index.js';
import type { PendingCloseOut, StageRecord } from '../liquidation/index.js';
import type { LossBook } from '../protection/index.js';
import type { Account, PoolState } from './account.js';
import { preferred } from './alert-preferences.js';
import { claimRecords, claimsFromRecords } from './claims.js';
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
  readonly version: number;
  readonly trades?: readonly { readonly at: Instant; readonly amount: string }[];
}

const texts = (map: ReadonlyMap<string, Dec>): [string, string][] =>
  [...map].map(([key, value]) => [key, text(value)]);
const decimals = (pairs: Pairs): Map<string, Dec> =>
  new Map(pairs.map(([key, value]) => [key, new Dec(value)]));

/** The account as plain data; `accountFromRecord` makes the same account of it. */
export function accountRecord(account: Account): AccountRecord {
  const { leverage, wallets, pools, orders, leverages, modes, debts, ...limited } = account;
  const { alerts, lossLimits, losses, trades, claims, ...rest } = limited;
  return {
    ...rest,
    ...(claims && { claims: claimRecords(claims) }),
    ...(trades === undefined
      ? {}
      : { trades: trades.map(({ at, amount }) => ({ at, amount: text(amount) })) }),
    ...(leverage === undefined ? {} : { leverage: text(leverage) }),
    ...(alerts === undefined ? {} : { alerts: typeof alerts === 'string' ? alerts : alerts.terms }),
    ...(lossLimits && { lossLimits: lossLimits === 'off' ? lossLimits : lossLimits.terms }),
    ...(losses && {
      losses: { ...losses, realized: texts(losses.realized), day: texts(losses.day) },
    }),
    wallets: [...wallets].flatMap(([asset, kinds]) =>
      [...kinds].map(([kind, balance]) => [asset, kind, text(balance)] as const),
    ),
    pools: [...pools.values()].map(poolRecord),
    orders: [...orders.values()].map(orderRecord),
    leverages: texts(leverages),
    modes: [...modes],
    debts: [...debts].map(([asset, { amount, since }]) => [asset, text(amount), since]),
  };
}

/** The account that `accountRecord` wrote. */
export function accountFromRecord(record: AccountRecord): Account {
  const { leverage, wallets, pools, orders, leverages, modes, debts, ...limited } = record;
  const { alerts, lossLimits, losses, trades, claims, ...rest } = limited;
  const balances = new Map<string, Map<WalletKind, Dec>>();
  for (const [asset, kind, balance] of wallets) {
    const kinds = balances.get(asset) ?? new Map<WalletKind, Dec>();
    balances.set(asset, kinds.set(kind, new Dec(balance)));
  }
  return {
    ...rest,
    ...(claims && { claims: claimsFromRecords(claims) }),
    ...(trades === undefined
      ? {}
      : { trades: trades.map(({ at, amount }) => ({ at, amount: new Dec(amount) })) }),
    ...(leverage === undefined ? {} : { leverage: new Dec(leverage) }),
    ...(alerts === undefined ? {} : { alerts: preferred(alerts) }),
    ...(lossLimits && {
      lossLimits: lossLimits === 'off' ? lossLimits : lossRules(lossLimits, 'limits'),
    }),
    ...(losses && { losses: lossBookOf(losses) }),
    wallets: SmallMap.of([...balances].map(([asset, kinds]) => [asset, SmallMap.of(kinds)])),
    pools: SmallMap.of(pools.map((pool) => [pool.id, poolFromRecord(pool)])),
    orders: new Map(orders.map((order) => [order.id, orderOf(order)])),
    leverages: decimals(leverages),
    modes: new Map(modes),
    debts: new Map(
      debts.map(([asset, amount, since]) => [asset, { amount: new Dec(amount), since }]),
    ),
  };
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
  const { positions, balance, raised, liquidation, protections, autoMargin, ...other } = state;
  const { stages, ...rest } = other;
  const { pending, ...open } = liquidation ?? {};
  const waiting = pending && pendingRecord(pending);
  return {
    ...rest,
    balance: text(balance),
    positions: [...positions.values()].map(positionRecord),
    raised: [...raised],
    ...(autoMargin && {
      autoMargin: { cap: text(autoMargin.cap), added: text(autoMargin.added) },
    }),
    ...(protections && {
      protections: [...protections].map(([key, one]) => [key, protectionRecord(one)] as const),
    }),
    ...(stages && { stages: [...stages] }),
    ...(liquidation === undefined
      ? {}
      : {
          liquidation: {
            ...(open as Omit<typeof liquidation, 'pending'>),
            ...(waiting === undefined ? {} : { pending: waiting }),
          },
        }),
  };
}

function pendingRecord({ quantity, limit, ...rest }: PendingCloseOut) {
  const size = { quantity: text(quantity) };
  return limit === undefined ? { ...rest, ...size } : { ...rest, ...size, limit: text(limit) };
}

function poolFromRecord(record: PoolRecord): PoolState {
  const { positions, balance, raised, liquidation, protections, autoMargin, ...other } = record;
  const { stages, ...rest } = other;
  const state: PoolState = {
    ...rest,
    balance: new Dec(balance),
    positions: SmallMap.of(positions.map((position) => [position.key, positionOf(position)])),
    raised: new Set(raised),
    ...(autoMargin && {
      autoMargin: { cap: new Dec(autoMargin.cap), added: new Dec(autoMargin.added) },
    }),
    ...(protections && {
      protections: new Map(protections.map(([key, one]) => [key, protectionOf(one)])),
    }),
    ...(stages && { stages: new Map(stages) }),
  };
  if (liquidation === undefined) return state;
  const { pending, ...open } = liquidation;
  if (pending === undefined) return { ...state, liquidation: open };
  const { quantity, limit, ...asked } = pending;
  const size = { quantity: new Dec(quantity), ...(limit && { limit: new Dec(limit) }) };
  return { ...state, liquidation: { ...open, pending: { ...asked, ...size } } };
}
