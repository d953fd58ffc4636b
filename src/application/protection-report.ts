import {
  Exact,
  isoOf,
  limitsOf,
  lossOf,
  marginPool,
  poolsInOrder,
  protectionRecord,
  text,
  trailingPrice,
  valuePool,
  type Account,
  type ClosingCause,
  type Dec,
  type LossPolicy,
  type Market,
  type PoolState,
  type Position,
  type Protection,
  type ProtectionRecord,
  type Side,
} from '../../domain/index.js';

/** The protective orders of one position as they stand. */
export interface ProtectedPosition {
  readonly pool: string;
  readonly position: string;
  readonly instrument: string;
  readonly side: Side;
  readonly stopLoss?: ProtectionRecord['stopLoss'];
  readonly takeProfit?: ProtectionRecord['takeProfit'];
  /** `triggersAt` is its trigger price now; null before any price of its feed came. */
  readonly trailing?: Omit<NonNullable<ProtectionRecord['trailing']>, 'since'> & {
    readonly triggersAt: string | null;
  };
  /** A triggered order that is not filled yet: what is left of it and what it waits for. */
  readonly closing?: {
    readonly cause: ClosingCause;
    readonly remaining: string;
    readonly awaited?: string;
    readonly waiting?: string;
  };
  /** The loss limit of the position was reached: it is never increased again. */
  readonly limitReached?: true;
}

/** One limit and how much of it is used, in settlement; a negative loss is a gain. */
export interface LossStanding {
  /** Null while the rate of an asset it counts is missing. */
  readonly loss: string | null;
  readonly limit: string;
  readonly policy: LossPolicy;
  readonly reached: boolean;
  readonly resetsAt?: string;
}

/** What protects an account: orders of its positions, and its loss limits. */
export interface ProtectionReport {
  readonly positions: readonly ProtectedPosition[];
  /** The largest tolerable loss of each position, where there is one. */
  readonly position?: { readonly limit: string; readonly policy: LossPolicy };
  readonly account?: LossStanding;
  readonly daily?: LossStanding;
}

/** The protective orders of an account, and how much of each loss limit is used. */
export function protectionOfAccount(account: Account, market: Market): ProtectionReport {
  const positions = poolsInOrder(account).flatMap((pool) =>
    [...(pool.protections ?? [])].flatMap(([key, protection]) => {
      const position = pool.positions.get(key);
      return position === undefined ? [] : [protectedPosition(market, pool, position, protection)];
    }),
  );
  const limits = limitsOf(account, market);
  const { losses } = account;
  if (limits === undefined || losses === undefined) return { positions };
  const { position, account: whole, daily } = limits;
  const open = unrealized(account, market);
  const standing = (loss: Exact | undefined, limit: Dec, policy: LossPolicy, reached?: true) => ({
    loss: loss === undefined ? null : loss.toString(),
    limit: text(limit),
    policy,
    reached: reached === true,
  });
  return {
    positions,
    ...(position && { position: { limit: text(position.limit), policy: position.policy } }),
    ...(whole && {
      account: standing(
        lossOf(market, losses.realized)?.minus(open),
        whole.limit,
        whole.policy,
        losses.accountReached,
      ),
    }),
    ...(daily && {
      daily: {
        ...standing(
          lossOf(market, losses.day)?.minus(daily.withUnrealized ? open : Exact.ZERO),
          daily.limit,
          'block',
          losses.dayReached,
        ),
        ...(losses.until && { resetsAt: isoOf(losses.until) }),
      },
    }),
  };
}

function unrealized(account: Account, market: Market): Exact {
  return Exact.sum(
    [...account.pools.keys()].flatMap((pool) =>
      valuePool(market, marginPool(account, market, pool)).map(({ profit }) => profit),
    ),
  );
}

function protectedPosition(
  market: Market,
  { id: pool }: PoolState,
  position: Position,
  protection: Protection,
): ProtectedPosition {
  const { key, instrument, side } = position;
  const { stopLoss, takeProfit, trailing, closing, limitReached } = protectionRecord(protection);
  const { since: _since, ...distance } = trailing ?? { since: 0, on: 'mark' as const };
  const triggersAt = protection.trailing && trailingPrice(market, position, protection.trailing);
  return {
    pool,
    position: key,
    instrument,
    side,
    ...(stopLoss && { stopLoss }),
    ...(takeProfit && { takeProfit }),
    ...(trailing && {
      trailing: { ...distance, triggersAt: triggersAt === undefined ? null : text(triggersAt) },
    }),
    ...(closing && {
      closing: {
        cause: closing.cause,
        remaining: closing.remaining,
        ...(closing.pending && { awaited: closing.pending.order }),
        ...(closing.waiting && { waiting: closing.waiting }),
      },
    }),
    ...(limitReached && { limitReached }),
  };
}
