import {
  Dec,
  Exact,
  type Rational,
  ZERO,
  compareIds,
  floorToStep,
  invariant,
  minOf,
} from '../kernel/index.js';
import type { Market } from '../market/index.js';
import type {
  Counterparty,
  DeleverageRanking,
  DeleverageRankings,
  DeleverageScore,
} from './deleverage-ranking.js';
import { BUILT_IN_RANKINGS } from './venue-rankings.js';

/** A counterparty with the score that puts it at its place. */
export interface RankedCounterparty extends Counterparty {
  readonly score: DeleverageScore;
}

/** A counterparty at its place in the queue, from 1. */
export interface QueuedCounterparty extends RankedCounterparty {
  readonly rank: number;
  /** The fifth of all contracts in the queue, from its front, in which it ends: 20 to 100. */
  readonly percentile: Dec;
}

/** The ranking that the configuration names, of those that are bound or of the built-in ones. */
export function rankingOf(
  market: Market,
  rankings: DeleverageRankings = BUILT_IN_RANKINGS,
): DeleverageRanking {
  const { ranking } = market.configuration.deleverage;
  const found = rankings.get(ranking);
  invariant(found !== undefined, 'I-13', `no deleveraging ranking is bound as ${ranking}`);
  return found;
}

/**
 * Counterparties in the order in which they are closed: the highest score first, ties by account
 * id, then the older position, then its key. Those without profit never, or after all others.
 */
export function rankedCounterparties(
  parties: readonly Counterparty[],
  market: Market,
  ranking: DeleverageRanking,
): RankedCounterparty[] {
  const inOrder = (some: readonly Counterparty[]): RankedCounterparty[] =>
    some
      .map((party) => scored(party, market, ranking))
      .sort((a, b) => byScore(a.score.value, b.score.value) || byAge(a, b));
  const queue = inOrder(parties.filter(({ profit }) => profit.sign() > 0));
  if (market.configuration.deleverage.losers === 'last') {
    queue.push(...inOrder(parties.filter(({ profit }) => profit.sign() <= 0)));
  }
  return queue;
}

/** Scores that were worked out: a counterparty that is the same object stands where it stood. */
const scores = new WeakMap<DeleverageRanking, WeakMap<Counterparty, RankedCounterparty>>();

function scored(
  party: Counterparty,
  market: Market,
  ranking: DeleverageRanking,
): RankedCounterparty {
  let known = scores.get(ranking);
  if (known === undefined) scores.set(ranking, (known = new WeakMap()));
  const found = known.get(party);
  if (found !== undefined) return found;
  const ranked = { ...party, score: ranking.scoreOf(party, market) };
  known.set(party, ranked);
  return ranked;
}

/** The same, each with its place and how far from the front it stands. */
export function deleveragingQueue(
  parties: readonly Counterparty[],
  market: Market,
  ranking: DeleverageRanking,
): QueuedCounterparty[] {
  const queue = rankedCounterparties(parties, market, ranking);
  const all = Exact.sum(queue.map(({ position }) => Exact.of(position.quantity)));
  let before = Exact.ZERO;
  return queue.map((party, index) => {
    before = before.plus(Exact.of(party.position.quantity));
    return { ...party, rank: index + 1, percentile: percentileOf(before, all) };
  });
}

function percentileOf(before: Exact, all: Exact): Dec {
  const fifths = before.scaled(FIFTHS).toRational().over(all.toRational()).toDecimal(0, 'up');
  return fifths.times(PERCENT_A_FIFTH);
}

const FIFTHS = new Dec(5);
const PERCENT_A_FIFTH = new Dec(20);

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
export interface Match<P extends Counterparty = Counterparty> {
  readonly party: P;
  readonly quantity: Dec;
}

/**
 * Finds who closes how much of a quantity, in the order of the queue; whoever `accepts` refuses is
 * passed over. In turn each closes as much as it has before the next is asked; pro rata each
 * profitable one closes its share of the quantity in whole steps, and what the steps leave over is
 * taken in the order of the queue. The sum never exceeds the quantity.
 */
export function matchCounterparties<P extends Counterparty>(
  queue: readonly P[],
  quantity: Dec,
  step: Dec,
  takes: DeleverageRanking['takes'],
  accepts: (match: Match) => boolean,
): Match<P>[] {
  const taken = new Map<P, Dec>();
  let open = quantity;
  const take = (party: P, most: Dec): void => {
    const before = taken.get(party) ?? ZERO;
    const more = minOf(minOf(most, open), party.position.quantity.minus(before));
    if (more.lte(ZERO) || !accepts({ party, quantity: before.plus(more) })) return;
    taken.set(party, before.plus(more));
    open = open.minus(more);
  };
  if (takes === 'pro-rata') {
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
