import {
  claimedBy,
  Rational,
  marginPool,
  measurePool,
  poolsInOrder,
  text,
  totalBalance,
  type Account,
  type Market,
  type PoolMeasure,
  type Valuation,
} from '../../domain/index.js';
import {
  POOL_FIGURES,
  POSITION_FIGURES,
  poolFigure,
  positionFigure,
  type Figure,
  type PoolFigure,
  type PositionFigure,
} from './figures.js';

/** A figure as an answer: exact decimal notation, a word, a flag, or nothing. */
export type Shown = string | boolean | null;

/** Every figure of a pool as it is shown: decimal notation, a flag or a word. */
export type PoolFigures = Readonly<Record<PoolFigure, Shown>>;
/** Every figure of a position as it is shown. */
export type PositionFigures = Readonly<Record<PositionFigure, Shown>>;

/** Everything an account can be asked for, at one moment. */
export interface AccountFigures {
  /** Balances by asset, all kinds of wallets together, signed. */
  readonly wallet: Readonly<Record<string, string>>;
  /** Deficits carried as debts by asset, positive. */
  readonly debt: Readonly<Record<string, string>>;
  /** Profit that nobody has paid yet, by asset; absent: none. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Pools by id, each with its figures and those of its positions by key. */
  /** By id. */
  readonly pools: Readonly<Record<string, PoolOfFigures>>;
}

/** A pool's figures, and those of its positions by key. */
export interface PoolOfFigures {
  readonly figures: PoolFigures;
  readonly positions: Readonly<Record<string, PositionFigures>>;
}

/** All figures of an account. @rejects `market.mark-missing` when a rate it needs never came */
export function accountFigures(account: Account, market: Market): AccountFigures {
  const pools: Record<string, PoolOfFigures> = {};
  for (const { id } of poolsInOrder(account)) {
    const measure = measurePool(market, marginPool(account, market, id));
    const positions: Record<string, PositionFigures> = {};
    for (const valuation of measure.valuations) {
      positions[valuation.position.key] = positionFigures(market, measure, valuation);
    }
    pools[id] = { figures: poolFigures(account, market, id, measure), positions };
  }
  return {
    wallet: Object.fromEntries(
      [...account.wallets.keys()].map((asset) => [asset, text(totalBalance(account, asset))]),
    ),
    debt: Object.fromEntries(
      [...account.debts].map(([asset, { amount }]) => [asset, text(amount)]),
    ),
    ...(account.claims && { claims: claimsIn(account.claims.keys(), account) }),
    pools,
  };
}

function claimsIn(assets: Iterable<string>, account: Account): Readonly<Record<string, string>> {
  return Object.fromEntries([...assets].map((asset) => [asset, text(claimedBy(account, asset))]));
}

/** All figures of one pool. */
export function poolFigures(
  account: Account,
  market: Market,
  pool: string,
  measure: PoolMeasure,
): PoolFigures {
  return shownAll(POOL_FIGURES, (name) => poolFigure(account, market, pool, name, measure));
}

/** All figures of one position. */
export function positionFigures(
  market: Market,
  measure: PoolMeasure,
  valuation: Valuation,
): PositionFigures {
  return shownAll(POSITION_FIGURES, (name) => positionFigure(market, measure, valuation, name));
}

function shownAll<N extends string>(
  names: readonly N[],
  figure: (name: N) => Figure,
): Readonly<Record<N, Shown>> {
  return Object.fromEntries(names.map((name) => [name, shownOf(figure(name))])) as Record<N, Shown>;
}

/** A figure in exact decimal notation. */
export function shownOf(figure: Figure): Shown {
  return figure instanceof Rational ? figure.toString() : figure;
}
