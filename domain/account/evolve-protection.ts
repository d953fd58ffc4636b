import { Dec, SmallMap, parseInstant } from '../kernel/index.js';
import { lossRules } from '../market/index.js';
import {
  NO_LOSSES,
  isSpent,
  shrunk,
  type LossBook,
  type Protection,
  type ProtectiveClosing,
} from '../protection/index.js';
import type { Account, PoolState } from './account.js';
import type { AccountEvent } from './events.js';
import type { LossLimitReached } from './protection-events.js';
import { protectionOf } from './protection-record.js';

type Protections = ReadonlyMap<string, Protection>;

/** The account after an event of protective orders and loss limits; others change nothing. */
export function applyProtection(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'ProtectionSet':
    case 'ProtectionTriggered': {
      const { protection } = event;
      const after = protection === null ? undefined : protectionOf(protection);
      return inPool(account, event.pool, (pool) => protectedBy(pool, event.position, after));
    }
    case 'ProtectiveOrderSent': {
      const pending = { order: event.order, quantity: new Dec(event.quantity) };
      return inPool(account, event.pool, (pool) =>
        closingChanged(pool, event.position, ({ waiting: _past, ...closing }) => ({
          ...closing,
          sent: closing.sent + 1,
          pending,
        })),
      );
    }
    case 'ProtectiveOrderUnfilled':
      return inPool(account, event.pool, (pool) =>
        closingChanged(pool, event.position, ({ pending: _answered, ...closing }) => ({
          ...closing,
          waiting: event.reason,
        })),
      );
    default:
      return applyLimits(account, event);
  }
}

function applyLimits(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'LossLimitsSet': {
      const { limits, until } = event;
      const { losses } = account;
      return {
        ...account,
        lossLimits: limits === 'off' ? limits : lossRules(limits, 'limits'),
        ...(losses && { losses: untilOf(losses, until) }),
      };
    }
    case 'LossCountStarted':
      return { ...account, losses: untilOf(NO_LOSSES, event.until) };
    case 'DailyLossReset': {
      const { until: _past, dayReached: _over, ...losses } = account.losses ?? NO_LOSSES;
      return { ...account, losses: untilOf({ ...losses, day: NO_LOSSES.day }, event.until) };
    }
    case 'LossLimitReached':
      return limitReached(account, event);
    default:
      return account;
  }
}

function untilOf(losses: LossBook, until: string | undefined): LossBook {
  const time = parseInstant(until);
  return time.ok ? { ...losses, until: time.value } : losses;
}

function limitReached(account: Account, event: LossLimitReached): Account {
  const { scope, pool: id, position = '' } = event;
  if (scope !== 'position') {
    const losses = account.losses ?? NO_LOSSES;
    const reached =
      scope === 'account' ? { accountReached: true as const } : { dayReached: true as const };
    return { ...account, losses: { ...losses, ...reached } };
  }
  return inPool(account, id ?? '', (pool) => {
    const age = pool.positions.get(position)?.age;
    if (age === undefined) return pool;
    const before = pool.protections?.get(position) ?? { age };
    return protectedBy(pool, position, { ...before, limitReached: true });
  });
}

function inPool(account: Account, id: string, change: (pool: PoolState) => PoolState): Account {
  const pool = account.pools.get(id);
  if (pool === undefined) return account;
  return { ...account, pools: SmallMap.of(account.pools).with(id, change(pool)) };
}

/**
 * Protective orders live with their position: whatever closed or turned it ends them, whatever
 * shrank it shrinks them.
 */
export function withLivingProtections(pool: PoolState): PoolState {
  if (pool.protections === undefined) return pool;
  const living = new Map<string, Protection>();
  for (const [key, protection] of pool.protections) {
    const position = pool.positions.get(key);
    if (position?.age !== protection.age) continue;
    living.set(key, shrunk(protection, position.quantity));
  }
  return withProtections(pool, living);
}

/** A fill of a protective order takes what it closed off its closing; at nothing left it ends. */
export function protectiveFill(account: Account, event: AccountEvent): Account {
  if (event.type !== 'PositionReduced' && event.type !== 'PositionClosed') return account;
  const { pool: id, position, protective, quantity } = event;
  if (protective === undefined) return account;
  return inPool(account, id, (pool) =>
    closingChanged(pool, position, (closing) => {
      if (closing.pending?.order !== protective) return closing;
      const { pending: _answered, ...open } = closing;
      const remaining = closing.remaining.minus(new Dec(quantity));
      return remaining.gt(0) ? { ...open, remaining } : undefined;
    }),
  );
}

/** Changes the closing under way of a position, if there is one. */
function closingChanged(
  pool: PoolState,
  position: string,
  change: (closing: ProtectiveClosing) => ProtectiveClosing | undefined,
): PoolState {
  const protection = pool.protections?.get(position);
  if (protection?.closing === undefined) return pool;
  const { closing, ...rest } = protection;
  const next = change(closing);
  return protectedBy(pool, position, next === undefined ? rest : { ...rest, closing: next });
}

function protectedBy(
  pool: PoolState,
  position: string,
  protection: Protection | undefined,
): PoolState {
  const protections = new Map(pool.protections);
  if (protection === undefined || isSpent(protection)) protections.delete(position);
  else protections.set(position, protection);
  return withProtections(pool, protections);
}

function withProtections(
  { protections: _former, ...rest }: PoolState,
  protections: Protections,
): PoolState {
  return protections.size === 0 ? rest : { ...rest, protections };
}
