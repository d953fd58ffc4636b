import { type Dec, Exact, Rational, ZERO } from '../kernel/index.js';
import { notionalOn, pieceAt, type Market, type Piece } from '../market/index.js';
import { valueSign } from '../position/index.js';
import { joinedLine } from './joined-profit.js';
import { lineOf } from './measure.js';
import { nettingOf, poolRequirement, sidesByBase } from './netting.js';
import type { MarginPool } from './pool.js';
import { add, polynomial, scale, type Polynomial } from './polynomial.js';
import { maintenanceOf, weightedProfit, type Valuation } from './valuation.js';
import { valuePool } from './value-pool.js';

/**
 * The line `equity - ratio x maintenance` of a pool as a function of one instrument's price, all
 * else held still. The variable x is the price, or 1 / price for inverse contracts, in which both
 * payoffs and every margin model are polynomials piece by piece.
 */
export interface PriceLine {
  /** Points of x > 0 where a tier begins or a profit changes sign, ascending. */
  readonly edges: readonly Rational[];
  /**
   * The polynomials whose smallest value is the line on the piece that holds `inside`. Several
   * where netting makes the requirement the larger of two sides.
   */
  at(inside: Rational): readonly Polynomial[];
}

/** A position of the instrument whose price is the variable. */
export interface Moving {
  readonly valuation: Valuation;
  /** Contracts x multiplier: N = size x x. */
  readonly size: Rational;
  readonly rate: Rational;
  readonly pieces: readonly Piece[];
  /** The notional at which the requirement stands still: at the entry, or at an index. */
  readonly still?: Rational;
}

/** The price line of a pool for the positions of one instrument, which all move together. */
export function priceLine(
  market: Market,
  pool: MarginPool,
  instrument: string,
  ratio: Dec,
): PriceLine {
  const valuations = valuePool(market, pool);
  const moving = valuations
    .filter(({ position }) => position.instrument === instrument)
    .map((valuation) => movingPart(market, valuation));
  const still = valuations.filter(({ position }) => position.instrument !== instrument);
  const joined = joinedLine(
    market,
    pool,
    valuations,
    ({ position }) => position.instrument === instrument,
  );
  const equity = stillEquity(market, pool, valuations, moving).minus(
    joined === undefined ? Rational.ZERO : joined.present.toRational(),
  );
  const requirements = stillRequirements(market, pool, still, moving);
  const share = Rational.ofDecimal(ratio);
  const profitWeight = Rational.ofDecimal(market.configuration.profitWeight);
  const gainsAt = (inside: Rational): Polynomial =>
    moving
      .map((part) => profitPolynomial(part, inside, profitWeight))
      .reduce(add, polynomial(Rational.ZERO));
  const edges = inOrder(edgesOf(moving));
  return {
    edges: joined === undefined ? edges : inOrder([...edges, ...joined.edges(edges, gainsAt)]),
    at: (inside) => {
      const gains = gainsAt(inside);
      const alone = add(polynomial(equity), gains);
      const gain = joined === undefined ? alone : add(alone, joined.change(gains, inside));
      if (share.sign() === 0) return [gain];
      return requirements.map(({ constant, counted }) => {
        const parts = moving.filter(counted).map((part) => maintenancePolynomial(part, inside));
        const requirement = parts.reduce(add, polynomial(constant));
        return add(gain, scale(requirement, share.negated()));
      });
    },
  };
}

/** The parts of a position's value and requirement that move with its mark. */
export function movingPart(market: Market, valuation: Valuation): Moving {
  const { instrument, exposure, position, rate } = valuation;
  const { maintenance } = instrument.margin;
  const { basis } = maintenance;
  // Where no index ever came the mark stands for it, and moves.
  const stands = basis === 'entry' || (basis === 'index' && market.indexes.has(instrument.id));
  return {
    valuation,
    size: Rational.ofDecimal(position.quantity.times(instrument.multiplier)),
    rate: Rational.ofDecimal(rate),
    pieces: maintenance.pieces(exposure),
    ...(stands ? { still: notionalOn(basis, valuation).toRational() } : {}),
  };
}

/** Equity without the profit of the moving positions. */
function stillEquity(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
  moving: readonly Moving[],
): Rational {
  const { profitWeight } = market.configuration;
  const { equity } = lineOf(market, pool, valuations);
  const moved = moving.map(({ valuation }) => weightedProfit(valuation.profit, profitWeight));
  return equity.minus(Exact.sum(moved)).toRational();
}

interface StillRequirement {
  readonly constant: Rational;
  readonly counted: (part: Moving) => boolean;
}

/** The constant part of the requirement, once, or once per side of the moving underlying. */
function stillRequirements(
  market: Market,
  pool: MarginPool,
  still: readonly Valuation[],
  moving: readonly Moving[],
): readonly StillRequirement[] {
  const netting = nettingOf(market.configuration, pool);
  const base = moving[0]?.valuation.instrument.base;
  if (netting === 'none' || base === undefined) {
    const constant = poolRequirement(still, maintenanceOf, 'none').toRational();
    return [{ constant, counted: () => true }];
  }
  const others = still.filter(({ instrument }) => instrument.base !== base);
  const rest = poolRequirement(others, maintenanceOf, netting).toRational();
  const same = sidesByBase(still, maintenanceOf).get(base);
  return (['long', 'short'] as const).map((side) => ({
    constant: rest.plus((same?.[side] ?? Exact.ZERO).toRational()),
    counted: ({ valuation }) => valuation.position.side === side,
  }));
}

function edgesOf(moving: readonly Moving[]): Rational[] {
  const edges: Rational[] = [];
  for (const { pieces, size, still, valuation } of moving) {
    if (still === undefined) {
      for (const { from } of pieces) {
        if (from.gt(ZERO)) edges.push(Rational.ofDecimal(from).over(size));
      }
    }
    const { cost } = valuation.position;
    if (cost.sign() > 0) edges.push(cost.toRational().over(size));
  }
  return edges;
}

/** Ascending, each once. */
function inOrder(edges: Rational[]): Rational[] {
  edges.sort((a, b) => a.cmp(b));
  return edges.filter((edge, index) => index === 0 || edge.cmp(edges[index - 1]!) !== 0);
}

function profitPolynomial(part: Moving, inside: Rational, profitWeight: Rational): Polynomial {
  const { instrument, position } = part.valuation;
  const sign = Rational.of(BigInt(valueSign(instrument, position)));
  const cost = position.cost.toRational();
  const gain = scale(polynomial(cost.negated(), part.size), sign.times(part.rate));
  const positive = part.size.times(inside).minus(cost).times(sign).sign() > 0;
  return positive ? scale(gain, profitWeight) : gain;
}

function maintenancePolynomial(part: Moving, inside: Rational): Polynomial {
  const { pieces, size, still, rate } = part;
  const notional = still ?? size.times(inside);
  const { constant, slope, square } = pieceHolding(pieces, notional);
  const c0 = constant.toRational();
  const c1 = slope.toRational();
  const c2 = square.toRational();
  if (still !== undefined) {
    return polynomial(c0.plus(c1.times(still)).plus(c2.times(still).times(still)).times(rate));
  }
  return scale(polynomial(c0, c1.times(size), c2.times(size).times(size)), rate);
}

/** The piece that holds a notional; a boundary belongs to the higher one. */
export function pieceHolding(pieces: readonly Piece[], notional: Rational): Piece {
  let index = pieces.length - 1;
  while (index > 0 && notional.cmp(Rational.ofDecimal(pieces[index]!.from)) < 0) index -= 1;
  return pieces[index] ?? pieceAt(pieces, Exact.ZERO);
}
