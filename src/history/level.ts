import {
  Exact,
  Rational,
  distance,
  exposureOf,
  liquidationPrice,
  marginPool,
  measureLine,
  pieceAt,
  priceLine,
  rootsOf,
  instrumentIn,
  type Account,
  type Dec,
  type Instant,
  type Instrument,
  type MarginPool,
  type Market,
  type Polynomial,
  type Position,
} from '../../domain/index.js';

/** A position in its pool, with the market it is measured in. */
export interface Standing {
  readonly market: Market;
  readonly pool: MarginPool;
  readonly position: Position;
}

/** What is followed from event to event: the liquidation price, or the slack of the pool. */
export type LevelKind = 'price' | 'slack';

/** The level of a position at one moment, with the mark and the last trade beside it. */
export interface LevelAt {
  readonly sequence: number;
  readonly at: Instant;
  /** Exact, before buffer and rounding. */
  readonly level: Rational;
  /** As it is reported: a liquidation price moved by its buffer and rounded where configured. */
  readonly shown: Rational;
  readonly mark?: Dec;
  readonly last?: Dec;
}

/** A figure of a position at one moment; null where there is no such price, or no position. */
export type LevelOf = (market: Market, pool: MarginPool | undefined) => Rational | null;

/** The pool a position is held in: the named one, else any that holds it. */
export function poolOf(
  account: Account | undefined,
  market: Market,
  { pool, position }: { readonly pool: string; readonly position: string },
): MarginPool | undefined {
  if (account === undefined) return undefined;
  const holds = (id: string) => account.pools.get(id)?.positions.has(position) === true;
  const found = holds(pool) ? pool : [...account.pools.keys()].find(holds);
  return found === undefined ? undefined : marginPool(account, market, found);
}

/** The exact liquidation price of a position, before buffer and rounding. */
export function priceLevel(position: string): LevelOf {
  return (market, pool) => {
    const held = pool?.positions.find(({ key }) => key === position);
    if (pool === undefined || held === undefined) return null;
    return liquidationPrice(market, pool, held).exact;
  };
}

/** equity - trigger x maintenance of the pool, in settlement; nothing is left once it is gone. */
export const slackLevel: LevelOf = (market, pool) => {
  if (pool === undefined) return Rational.ZERO;
  const { trigger } = market.configuration.liquidation;
  return distance(measureLine(market, pool), trigger).toRational();
};

/** Where the tier of a position's maintenance begins that holds it at a price; null without. */
export function tierAt({ market, pool, position }: Standing, price: Rational): string | null {
  const instrument = instrumentIn(market, position.instrument);
  const { maintenance } = instrument.margin;
  const pieces = maintenance.pieces(exposureOf(instrument, position, pool.leverage));
  if (pieces.length < 2 || maintenance.basis !== 'mark' || price.sign() <= 0) return null;
  const size = Exact.of(position.quantity.times(instrument.multiplier));
  const notional =
    instrument.kind === 'inverse' ? size.toRational().over(price) : size.toRational().times(price);
  return pieceAt(pieces, Exact.ofRational(notional)).from.toFixed();
}

/**
 * Where the level would be if the tier that held it before still did: the root of the line on the
 * piece around the old level that lies nearest to the new one; null where that piece has none.
 */
export function levelInTierOf(
  { market, pool, position }: Standing,
  before: Rational,
  after: Rational,
): Rational | null {
  const instrument = instrumentIn(market, position.instrument);
  const { trigger } = market.configuration.liquidation;
  const line = priceLine(market, pool, instrument.id, trigger);
  const found = line
    .at(turned(instrument, before))
    .flatMap((polynomial: Polynomial) => rootsOf(polynomial))
    .filter((root) => root.sign() > 0)
    .map((root) => turned(instrument, root));
  const far = (price: Rational) => price.minus(after).abs();
  found.sort((a, b) => far(a).cmp(far(b)));
  return found[0] ?? null;
}

/** The line of a pool is in the price, or in its reciprocal for inverse contracts; and back. */
function turned({ kind }: Instrument, value: Rational): Rational {
  return kind === 'inverse' ? Rational.ONE.over(value) : value;
}
