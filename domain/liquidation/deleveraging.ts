import {
  type Dec,
  Exact,
  type Rational,
  ZERO,
  compareIds,
  floorToStep,
  minOf,
} from '../kernel/index.js';
import type { DeleverageRanking, DeleverageRules } from '../market/index.js';
import type { Position } from '../position/index.js';

/** A position that may be closed against a bankrupt one; figures in settlement. */
export interface Counterparty {
  readonly account: string;
  readonly pool: string;
  readonly position: Position;
  /** Unrealized profit, signed. */
  readonly profit: Exact;
  /** Notional at the mark and at the entry. */
  readonly notional: Exact;
  readonly entryNotional: Exact;
  /** Equity of the position's pool. */
  readonly equity: Exact;
}

/** How far forward a counterparty stands: a greater score is closed earlier; null is before all. */
function scoreOf(party: Counterparty, ranking: DeleverageRanking): Rational | null {
  const { profit, notional, entryNotional, equity } = party;
  if (ranking === 'size' || ranking === 'pro-rata') return notional.toRational();
  if (entryNotional.sign() === 0) return null;
  const ratio = profit.toRational().over(entryNotional.toRational());
  if (ranking === 'profit-ratio') return ratio;
  // Nothing but profit carries a pool without equity: no leverage is higher.
  if (equity.sign() <= 0) return null;
  return ratio.times(notional.toRational()).over(equity.toRational());
}

/**
 * Counterparties in the order in which they are closed: the highest score first, ties by account
 * id, then the older position, then its key. Those without profit never, or after all others.
 */
export function deleveragingQueue(
  parties: readonly Counterparty[],
  { ranking, losers }: DeleverageRules,
): Counterparty[] {
  const ranked = (some: readonly Counterparty[]): Counterparty[] =>
    some
      .map((party) => ({ party, score: scoreOf(party, ranking) }))
      .sort((a, b) => byScore(a.score, b.score) || byAge(a.party, b.party))
      .map(({ party }) => party);
  const winners = ranked(parties.filter(({ profit }) => profit.sign() > 0));
  if (losers === 'never') return winners;
  return [...winners, ...ranked(parties.filter(({ profit }) => profit.sign() <= 0))];
}

function byScore(a: Rational | null, b: Rational | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return b.cmp(a);
}

function byAge(a: Counterparty, b: Counterparty): number {
  return (
    compareIds(a.account, b.account) ||
    a.position.age - b.position.age ||
    compareIds(a.position.key, b.position.key)
  );
}

/** Contracts of one counterparty that are closed against the bankrupt position. */
export interface Match {
  readonly party: Counterparty;
  readonly quantity: Dec;
}

/**
 * Finds who closes how much of a quantity, in the order of the queue; whoever `accepts` refuses is
 * passed over. By ranking each closes as much as it has before the next is asked; pro rata each
 * profitable one closes its share of the quantity in whole steps, and what the steps leave over is
 * taken in the order of the queue. The sum never exceeds the quantity.
 */
export function matchCounterparties(
  queue: readonly Counterparty[],
  quantity: Dec,
  step: Dec,
  ranking: DeleverageRanking,
  accepts: (match: Match) => boolean,
): Match[] {
  const taken = new Map<Counterparty, Dec>();
  let open = quantity;
  const take = (party: Counterparty, most: Dec): void => {
    const before = taken.get(party) ?? ZERO;
    const more = minOf(minOf(most, open), party.position.quantity.minus(before));
    if (more.lte(ZERO) || !accepts({ party, quantity: before.plus(more) })) return;
    taken.set(party, before.plus(more));
    open = open.minus(more);
  };
  if (ranking === 'pro-rata') {
    const total = queue.reduce((sum, { position }) => sum.plus(position.quantity), ZERO);
    for (const party of queue) {
      const share = Exact.quotient(quantity.times(party.position.quantity), total);
      take(party, floorToStep(share.rounded(SHARE_DECIMALS, 'down'), step));
    }
  }
  for (const party of queue) take(party, open);
  return [...taken].map(([party, part]) => ({ party, quantity: part }));
}

/** Decimals of a share before it is cut to whole steps. */
const SHARE_DECIMALS = 40;
