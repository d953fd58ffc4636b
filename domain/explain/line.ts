import {
  Rational,
  combined,
  leaf,
  named,
  rootOf,
  type Dec,
  type Exact,
  type Derivation,
} from '../kernel/index.js';
import type { Market } from '../market/index.js';
import {
  movingPart,
  nettingOf,
  pieceHolding,
  priceLine,
  rootsOf,
  type Moving,
  type Valuation,
} from '../margin/index.js';
import { joinedCoefficients, joinedNodes } from './joined-profit.js';
import { collateralNode, rateNode, type Explained } from './money.js';
import { costNode, countedProfitNode, sizeNode, valueSignNode } from './position-value.js';
import { nettedNode, scheduleNode, sideNode } from './requirements.js';

/**
 * Where the line `equity - ratio x maintenance` of a pool meets zero along one instrument's price,
 * shown with its equation: the coefficients of constant + slope x + square x^2 on the piece that
 * holds the solution. x is the price, or 1 / price for inverse contracts. A solution that is no
 * root is where a tier begins, and the requirement jumps over the line there.
 */
export function solutionNode(
  explained: Explained,
  own: Valuation,
  ratio: Derivation & { readonly ratio: Dec },
  x: Rational,
): Derivation {
  const { market, measure } = explained;
  const { pool } = measure;
  const line = priceLine(market, pool, own.instrument.id, ratio.ratio);
  const sides = sidesOf(explained);
  for (const inside of around(line.edges, x)) {
    const polynomials = line.at(inside);
    const side = polynomials.findIndex((one) => rootsOf(one).some((root) => root.cmp(x) === 0));
    if (side < 0) continue;
    const parts = coefficients(explained, own, ratio, { inside, side: sides[side] });
    const formula =
      'equity - ratio x maintenance margin = 0, where constant + slope x + square x^2';
    return rootOf('x', x, formula, parts);
  }
  return edgeNode(explained, own, x);
}

/** Points inside the pieces that meet at x: x itself, and the middle of each piece beside it. */
function around(edges: readonly Rational[], x: Rational): readonly Rational[] {
  const half = Rational.of(1n, 2n);
  if (!edges.some((edge) => edge.cmp(x) === 0)) return [x];
  const below = edges.filter((edge) => edge.cmp(x) < 0).at(-1) ?? Rational.ZERO;
  return [x, below.plus(x).times(half)];
}

/** With netting the line is the smaller of two, one for each side of the underlying. */
function sidesOf(explained: Explained): readonly ('long' | 'short' | undefined)[] {
  const { market, measure } = explained;
  const netting = nettingOf(market.configuration, measure.pool);
  return netting === 'none' ? [undefined] : ['long', 'short'];
}

interface Piece {
  readonly inside: Rational;
  readonly side: 'long' | 'short' | undefined;
}

function coefficients(
  explained: Explained,
  own: Valuation,
  ratio: Derivation,
  piece: Piece,
): readonly Derivation[] {
  const { market, measure } = explained;
  const moves = ({ instrument }: Valuation) => instrument.id === own.instrument.id;
  const moving = measure.valuations.filter(moves).map((one) => movingPart(market, one));
  const still = measure.valuations.filter((one) => !moves(one));
  const equity = combined('equity apart from it', 'sum', 'collateral + profit of the others', [
    collateralNode(explained),
    ...still.map((one) => countedProfitNode(explained, one)),
    ...joinedNodes(explained, own.instrument.payAsset),
  ]);
  const gains = moving.map((part) => gainNodes(explained, part, piece.inside));
  const joined = joinedCoefficients(explained, moving, gains, piece.inside);
  const counted = moving.filter(
    ({ valuation }) => piece.side === undefined || valuation.position.side === piece.side,
  );
  const needs = counted.map((part) => needNodes(explained, part, piece.inside));
  const others = stillNode(explained, still, own, piece.side);
  const part = (name: string, gain: readonly Derivation[], need: readonly Derivation[]) =>
    combined(name, 'difference', `${name} of equity - ratio x ${name} of maintenance`, [
      combined(`${name} of equity`, 'sum', 'sum over what adds to it', gain),
      combined(`${name} of the requirement`, 'product', 'ratio x sum', [
        ratio,
        combined(`${name} of maintenance`, 'sum', 'sum over what needs it', need),
      ]),
    ]);
  const squares = needs.flatMap(({ perSquare }) => perSquare);
  return [
    part(
      'constant',
      [equity, ...gains.map(({ fixed }) => fixed), ...joined.constant],
      [others, ...needs.flatMap(({ fixed }) => fixed)],
    ),
    part(
      'slope',
      [...gains.map(({ perX }) => perX), ...joined.slope],
      needs.flatMap(({ perX }) => perX),
    ),
    ...(squares.length === 0 ? [] : [part('square', [], squares)]),
  ];
}

/** sign x (size x - cost) x rate, with the weight of gains where it is one on this piece. */
function gainNodes(explained: Explained, part: Moving, inside: Rational) {
  const { market, measure } = explained;
  const { valuation, size } = part;
  const { position, instrument } = valuation;
  const pool = measure.pool.id;
  const sign = valueSignNode(valuation);
  const gain = size.times(inside).minus(position.cost.toRational());
  const { profitWeight } = market.configuration;
  const gaining = gain.sign() !== 0 && gain.sign() > 0 === (sign.value === '1');
  const weight = leaf('profit weight', profitWeight, 'engine.profitWeight');
  const factors = [
    ...rateFactor(market, instrument.payAsset),
    ...(gaining && !profitWeight.eq(1) ? [weight] : []),
  ];
  const minus = leaf('minus', Rational.of(-1n), 'the cost is taken off');
  const of = `of ${position.key}`;
  return {
    fixed: combined(`fixed gain ${of}`, 'product', '-sign x cost x rate', [
      ...[minus, sign, costNode(pool, position)],
      ...factors,
    ]),
    perX: combined(`gain ${of} per x`, 'product', 'sign x size x rate', [
      ...[sign, sizeNode(pool, valuation)],
      ...factors,
    ]),
  };
}

/** The requirement of a moving position by powers of x, on the piece that holds it there. */
function needNodes(
  explained: Explained,
  { valuation, size, still, pieces }: Moving,
  inside: Rational,
) {
  const { market, measure } = explained;
  const { instrument, position } = valuation;
  if (still !== undefined) {
    const fixed = scheduleNode(explained, valuation, 'maintenanceMargin');
    return { fixed: [fixed], perX: [], perSquare: [] };
  }
  const { from, constant, slope, square } = pieceHolding(pieces, size.times(inside));
  const tier = pieces.length > 1 ? ` of the tier from ${from.toFixed()}` : '';
  const terms = `${instrument.margin.name} margin terms of ${instrument.id}`;
  const rate = rateFactor(market, instrument.payAsset);
  const sized = sizeNode(measure.pool.id, valuation);
  const term = (name: string, word: string, value: Exact, sizes: readonly Derivation[]) => {
    if (value.sign() === 0) return [];
    const factors = [leaf(`${word}${tier}`, value, terms), ...sizes, ...rate];
    const formula = [word, ...sizes.map(() => 'size')].join(' x ');
    return [combined(`${name} of ${position.key}`, 'product', formula, factors)];
  };
  return {
    fixed: term('fixed requirement', 'fixed amount', constant, []),
    perX: term('requirement per x', 'rate', slope, [sized]),
    perSquare: term('requirement per x^2', 'growth', square, [sized, sized]),
  };
}

/** The rate of an asset as a factor; none for the settlement asset. */
function rateFactor(market: Market, asset: string): readonly Derivation[] {
  return asset === market.configuration.settlement ? [] : [rateNode(market, asset)];
}

/** What the positions need whose instrument does not move. */
function stillNode(
  explained: Explained,
  still: readonly Valuation[],
  own: Valuation,
  side: Piece['side'],
): Derivation {
  const { market } = explained;
  const nodes = still.map((valuation) => ({
    valuation,
    node: scheduleNode(explained, valuation, 'maintenanceMargin'),
  }));
  const figure = 'requirement of the others';
  if (side === undefined) {
    return combined(
      figure,
      'sum',
      'sum over the positions',
      nodes.map(({ node }) => node),
    );
  }
  const { base } = own.instrument;
  const rest = nodes.filter(({ valuation }) => valuation.instrument.base !== base);
  const parts = [
    nettedNode(market, explained, 'of other underlyings', rest),
    sideNode(nodes, base, side),
  ];
  return combined(figure, 'sum', `other underlyings, and the ${side} side of ${base}`, parts);
}

/** Where a tier begins: its first notional over the size. */
function edgeNode({ market, measure }: Explained, own: Valuation, x: Rational): Derivation {
  for (const valuation of measure.valuations) {
    if (valuation.instrument.id !== own.instrument.id) continue;
    const { pieces, size } = movingPart(market, valuation);
    const { instrument, position } = valuation;
    for (const { from } of pieces) {
      if (Rational.ofDecimal(from).over(size).cmp(x) !== 0) continue;
      const terms = `${instrument.margin.name} margin terms of ${instrument.id}`;
      const parts = [
        leaf('the tier begins at', from, terms),
        named(`size of ${position.key}`, sizeNode(measure.pool.id, valuation)),
      ];
      return combined('x', 'quotient', 'a tier begins here, and the requirement jumps', parts);
    }
  }
  return leaf('x', x, 'the profit of a position changes its sign here');
}
