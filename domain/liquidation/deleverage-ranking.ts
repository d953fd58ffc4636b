import { Rational, type Exact } from '../kernel/index.js';
import type { MarginPool } from '../margin/index.js';
import type { Instrument, Market } from '../market/index.js';
import type { Position } from '../position/index.js';

/** A position that may be closed against a bankrupt one; figures in settlement. */
export interface Counterparty {
  readonly account: string;
  readonly pool: string;
  readonly position: Position;
  readonly instrument: Instrument;
  /** Unrealized profit, signed. */
  readonly profit: Exact;
  /** Notional at the mark and at the entry. */
  readonly notional: Exact;
  readonly entryNotional: Exact;
  /** Of the position's pool: what backs it, equity and maintenance margin. */
  readonly collateral: Exact;
  readonly equity: Exact;
  readonly maintenance: Exact;
  readonly margin: MarginPool;
}

/** How far forward a counterparty stands, and the figures that say so. */
export interface DeleverageScore {
  /** A greater one is closed earlier; null is before all. */
  readonly value: Rational | null;
  /** The factors of the score by name, for whoever asks why. */
  readonly parts: Readonly<Record<string, Rational>>;
}

/** Who is closed first against a position that cannot pay. It must be pure. */
export interface DeleverageRanking {
  readonly scoreOf: (party: Counterparty, market: Market) => DeleverageScore;
  /** The first as much as it has, then the next (default); or all in proportion to quantity. */
  readonly takes?: 'in-turn' | 'pro-rata';
}

/** Rankings by the name that `engine.deleverage.ranking` refers to them with. */
export type DeleverageRankings = ReadonlyMap<string, DeleverageRanking>;

/** A score that is the product of its parts. */
export function productOf(parts: Readonly<Record<string, Rational>>): DeleverageScore {
  const value = Object.values(parts).reduce((all, part) => all.times(part), Rational.ONE);
  return { value, parts };
}

/** Unrealized profit as a share of the notional at entry; undefined when that is zero. */
export function profitRatio({ profit, entryNotional }: Counterparty): Rational | undefined {
  if (entryNotional.sign() === 0) return undefined;
  return profit.toRational().over(entryNotional.toRational());
}

/** Notional in equity of the pool; undefined where nothing but profit carries the pool. */
export function poolLeverage({ notional, equity }: Counterparty): Rational | undefined {
  if (equity.sign() <= 0) return undefined;
  return notional.toRational().over(equity.toRational());
}

const byNotional: DeleverageRanking['scoreOf'] = ({ notional }) =>
  productOf({ notional: notional.toRational() });

/** Rankings by what a position is, without the ways of a venue. */
export const GENERAL_RANKINGS: readonly (readonly [string, DeleverageRanking])[] = [
  [
    'profit-times-leverage',
    {
      scoreOf: (party) => {
        const ratio = profitRatio(party);
        if (ratio === undefined) return { value: null, parts: {} };
        const leverage = poolLeverage(party);
        // Nothing but profit carries a pool without equity: no leverage is higher.
        if (leverage === undefined) return { value: null, parts: { profitRatio: ratio } };
        return productOf({ profitRatio: ratio, leverage });
      },
    },
  ],
  [
    'profit-ratio',
    {
      scoreOf: (party) => {
        const ratio = profitRatio(party);
        return ratio === undefined ? { value: null, parts: {} } : productOf({ profitRatio: ratio });
      },
    },
  ],
  ['size', { scoreOf: byNotional }],
  ['pro-rata', { scoreOf: byNotional, takes: 'pro-rata' }],
];
