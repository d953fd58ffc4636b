import { SmallMap, type Dec, ZERO, type Instant } from '../kernel/index.js';
import type { Trade } from '../accrual/index.js';
import type {
  AlertRules,
  LossRules,
  NotificationTerms,
  PermissionTerms,
  PositionMode,
  WalletKind,
} from '../market/index.js';
import type { LiquidationCase, StageRecords } from '../liquidation/index.js';
import type { Wallets } from '../margin/index.js';
import type { OpenOrder } from '../order/index.js';
import type { MarginMode, Position } from '../position/index.js';
import type { LossBook, Protection } from '../protection/index.js';

/** The id of the cross pool of every account. */
export const CROSS = 'cross';

/** One margin pool of an account as the aggregate keeps it. */
export interface PoolState {
  /** `cross`, or `isolated:` and the key of its position. */
  readonly id: string;
  readonly mode: MarginMode;
  /** Isolated pools: the asset they hold and how much of it, signed. */
  readonly asset?: string;
  readonly balance: Dec;
  readonly positions: ReadonlyMap<string, Position>;
  /** Rank at which the pool came to be; pools are judged from old to new. */
  readonly age: number;
  /** A margin call stands. */
  readonly called: boolean;
  /** Until when the standing call must be cured, where the configuration gives a grace. */
  readonly deadline?: Instant;
  /** Alert thresholds that were told and have not cleared. */
  readonly raised: ReadonlySet<string>;
  readonly liquidation?: LiquidationCase;
  /** Stages that have begun, have acted or are cooling down; absent while there are none. */
  readonly stages?: StageRecords;
  /** Margin that may be added before a liquidation, and how much of it was; isolated pools. */
  readonly autoMargin?: { readonly cap: Dec; readonly added: Dec };
  /** Protective orders by the key of their position; absent while there are none. */
  readonly protections?: ReadonlyMap<string, Protection>;
}

/** Why an account is halted: the rule that did not hold, in words and in figures. */
export interface Halt {
  /** The id of an invariant, the code of a refusal nobody asked for, or the name of an error. */
  readonly rule: string;
  readonly message: string;
  readonly figures: Readonly<Record<string, string>>;
}

/** A deficit carried as an explicit debt in one asset. */
export interface Debt {
  /** Positive. */
  readonly amount: Dec;
  /** Since when the account has been in debt in this asset without a break. */
  readonly since: Instant;
}

/** Profit that nobody has paid yet, in one asset. */
export interface Claim {
  /** Positive. */
  readonly amount: Dec;
  /** When the deficit arose for which it stands. */
  readonly since: Instant;
}

/**
 * The aggregate root: wallets, one cross pool, isolated pools, their positions, open cases and
 * debts. It is immutable; every change is an event.
 */
export interface Account {
  readonly id: string;
  readonly leverage?: Dec;
  readonly mode?: MarginMode;
  readonly positionMode?: PositionMode;
  /** What the account may trade, where it differs from what the engine permits everybody. */
  readonly permissions?: readonly PermissionTerms[];
  /** The holder's own thresholds, the engine's (`on`) or none; absent: as the engine has it. */
  readonly alerts?: AlertRules | 'on' | 'off';
  /** What the holder is told on which channel; absent: as the engine has it. */
  readonly channels?: NotificationTerms;
  /** The holder's own loss limits, and what counts against the limits in force. */
  readonly lossLimits?: LossRules | 'off';
  readonly losses?: LossBook;
  readonly wallets: Wallets;
  readonly pools: ReadonlyMap<string, PoolState>;
  readonly orders: ReadonlyMap<string, OpenOrder>;
  readonly leverages: ReadonlyMap<string, Dec>;
  readonly modes: ReadonlyMap<string, MarginMode>;
  /** Deficits carried as explicit debts by asset. */
  readonly debts: ReadonlyMap<string, Debt>;
  /** Unpaid profit by asset, the oldest first; absent: none. */
  readonly claims?: ReadonlyMap<string, readonly Claim[]>;
  /** Set once a bug was met with the account: nothing is decided about it any more. */
  readonly halted?: Halt;
  /** Events applied so far; ranks positions, orders, pools and cases by age. */
  readonly version: number;
  /** What was traded within the window of the fee tiers, oldest first; absent: nothing. */
  readonly trades?: readonly Trade[];
}

/** What a pool that is not in danger has told; shared, as nobody writes into one of a pool. */
export const NO_RAISED: ReadonlySet<string> = new Set();

/** A pool that holds nothing yet; `age` is its rank, `asset` what an isolated pool will hold. */
export function emptyPool(id: string, mode: MarginMode, age: number, asset?: string): PoolState {
  return {
    id,
    mode,
    balance: ZERO,
    positions: SmallMap.empty(),
    age,
    called: false,
    raised: NO_RAISED,
    ...(asset === undefined ? {} : { asset }),
  };
}

/** An account as it is before its first event. */
export function newAccount(id: string): Account {
  return {
    id,
    wallets: SmallMap.empty(),
    pools: SmallMap.of([[CROSS, emptyPool(CROSS, 'cross', 0)]]),
    orders: new Map(),
    leverages: new Map(),
    modes: new Map(),
    debts: new Map(),
    version: 0,
  };
}

/** The balance of one wallet kind in units of the asset, signed; 0 where there is none. */
export function walletBalance(account: Account, asset: string, wallet: WalletKind): Dec {
  return account.wallets.get(asset)?.get(wallet) ?? ZERO;
}

/** All wallet kinds of an asset together, signed, without isolated pools. */
export function totalBalance(account: Account, asset: string): Dec {
  let total = ZERO;
  for (const balance of account.wallets.get(asset)?.values() ?? []) total = total.plus(balance);
  return total;
}

/** Pools in the order they are judged: cross first, then isolated from old to new. */
export function poolsInOrder({ pools }: Account): readonly PoolState[] {
  if (pools.size < 2) return SmallMap.of(pools).list;
  const known = ordered.get(pools);
  if (known !== undefined) return known;
  const inOrder = [...pools.values()].sort((a, b) => a.age - b.age);
  ordered.set(pools, inOrder);
  return inOrder;
}

const ordered = new WeakMap<Account['pools'], readonly PoolState[]>();

/** Whether the account carries a deficit as an explicit debt. */
export function isIndebted(account: Account): boolean {
  return account.debts.size > 0;
}

/** A liquidation or a protective order is under way, so every step tries it again. */
export function hasOpenWork({ pools, halted }: Account): boolean {
  if (halted !== undefined) return false;
  for (const { liquidation, protections } of pools.values()) {
    if (liquidation !== undefined) return true;
    for (const { closing } of protections?.values() ?? []) if (closing !== undefined) return true;
  }
  return false;
}

/** Positions with a protective order the venue may just have filled: nothing is closed twice. */
export function awaitedPositions(pool: PoolState | undefined): string[] {
  if (pool?.protections === undefined) return [];
  return [...pool.protections].flatMap(([key, { closing }]) =>
    closing?.pending === undefined ? [] : [key],
  );
}
