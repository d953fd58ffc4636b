import {
  Draft,
  decideOrHalt,
  decideReview,
  decideTriggers,
  lineOf,
  poolsInOrder,
  text,
  valuePool,
  type Account,
  type DecisionContext,
  type Instant,
} from '../../domain/index.js';

/** The exact figures of a pool, in settlement. */
export interface AuditedPool {
  readonly pool: string;
  readonly equity: string;
  readonly maintenance: string;
  readonly positions: readonly {
    readonly instrument: string;
    readonly side: string;
    readonly quantity: string;
  }[];
}

/** What judging an account would decide though nothing happened since it was judged last. */
export interface Overlooked {
  /** Types of the events that it would tell, in order. */
  readonly events: readonly string[];
  /** Pools that it would find breached, and that no case works yet. */
  readonly due: readonly string[];
  /** Whether it would decide so without the time that has passed since the last prices. */
  readonly byPrices: boolean;
}

/**
 * Judges an account and looks at what comes of it; nothing happens. Between two steps everything
 * is decided that had to be, so whatever is found was overlooked.
 * @param pricedAt when the last prices came: a decision that stands only later is time's doing
 */
export function overlooked(
  account: Account,
  context: DecisionContext,
  pricedAt: Instant,
): Overlooked | undefined {
  const now = undecided(account, context);
  if (now === undefined || context.market.now === pricedAt)
    return now && { ...now, byPrices: true };
  const then = { ...context, market: { ...context.market, now: pricedAt } };
  return { ...now, byPrices: undecided(account, then) !== undefined };
}

function undecided(
  account: Account,
  context: DecisionContext,
): Pick<Overlooked, 'events' | 'due'> | undefined {
  const triggers = decideOrHalt(account, () => decideTriggers(account, context), {});
  const review = decideOrHalt<{ readonly due: readonly string[] }>(
    account,
    () => decideReview(triggers.next, context),
    { due: [] },
  );
  // An open case waits for the venue, and was found due before.
  const due = review.due.filter((pool) => account.pools.get(pool)?.liquidation === undefined);
  const events = [...triggers.events, ...review.events].map(({ type }) => type);
  return events.length === 0 && due.length === 0 ? undefined : { events, due };
}

/**
 * The figures that the pools of an account are judged by, measured exactly; none where a bug lets
 * nobody measure them, for which judging halts the account.
 */
export function auditedPools(account: Account, context: DecisionContext): AuditedPool[] {
  const { market } = context;
  const draft = new Draft(account, context);
  const held = poolsInOrder(account).filter(({ positions }) => positions.size > 0);
  try {
    return held.map(({ id, positions }): AuditedPool => {
      const margin = draft.margin(id);
      const { equity, maintenance } = lineOf(market, margin, valuePool(market, margin));
      return {
        pool: id,
        equity: equity.toString(),
        maintenance: maintenance.toString(),
        positions: [...positions.values()].map(({ instrument, side, quantity }) => ({
          instrument,
          side,
          quantity: text(quantity),
        })),
      };
    });
  } catch {
    return [];
  }
}
