import {
  ONE,
  Rational,
  combined,
  leaf,
  named,
  numberOf,
  type Derivation,
} from '../kernel/index.js';
import {
  joinedLine,
  joinedProfits,
  polynomial,
  type JoinedProfit,
  type Moving,
  type Valuation,
  type WeightSlice,
} from '../margin/index.js';
import { assetNode, balanceNode, inSettlement, type Explained } from './money.js';
import { countedProfitNode } from './position-value.js';

/** What profit that joins a balance before its weight changes about the equity, asset by asset. */
export function joinedNodes(explained: Explained, except?: string): Derivation[] {
  const { market, measure } = explained;
  return joinedProfits(market, measure.pool, measure.valuations)
    .filter(({ asset }) => asset !== except)
    .map((joined) => joinedNode(explained, joined));
}

function joinedNode(explained: Explained, { asset, slice }: JoinedProfit): Derivation {
  const profits = paidIn(explained, asset).map((one) => countedProfitNode(explained, one));
  const value = combined(`balance and profit of ${asset}`, 'sum', 'balance + profit, unweighted', [
    unweightedNode(explained, asset),
    ...profits,
  ]);
  return combined(`profit that joins ${asset}`, 'difference', 'both weighted - each alone', [
    weightedNode(asset, slice, value),
    valueNode(explained, asset),
    ...profits,
  ]);
}

/** weight x value + constant, by the slice that holds the value. */
function weightedNode(asset: string, slice: WeightSlice, value: Derivation): Derivation {
  const terms = `collateral terms of ${asset}`;
  const formula = 'weight x value + what lower weights add';
  return combined(`both of ${asset} as they count`, 'sum', formula, [
    combined('by its weight', 'product', 'weight x value', [
      leaf('weight', slice.weight, terms),
      value,
    ]),
    leaf('lower weights', slice.constant, terms),
  ]);
}

function paidIn({ measure }: Explained, asset: string): readonly Valuation[] {
  return measure.valuations.filter(({ instrument }) => instrument.payAsset === asset);
}

function unweightedNode({ market, measure: { pool } }: Explained, asset: string): Derivation {
  if (pool.mode === 'isolated') return leaf('nothing', ONE.minus(ONE), 'an isolated pool');
  const figure = `balance of ${asset} in settlement`;
  return inSettlement(market, figure, asset, balanceNode(market, pool, asset));
}

function valueNode({ market, measure: { pool } }: Explained, asset: string): Derivation {
  if (pool.mode === 'isolated') return leaf('nothing', ONE.minus(ONE), 'an isolated pool');
  return assetNode(market, pool, asset);
}

/** The gains of the moving positions by powers of x, as the equation of a price shows them. */
export interface GainNodes {
  readonly fixed: Derivation;
  readonly perX: Derivation;
}

/**
 * What joining changes about the equation of a price, on the piece that holds `inside`: on top of
 * gains that count by themselves, weight - 1 of them, and the rest of the asset by its weight.
 */
export function joinedCoefficients(
  explained: Explained,
  moving: readonly Moving[],
  gains: readonly GainNodes[],
  inside: Rational,
): { readonly constant: readonly Derivation[]; readonly slope: readonly Derivation[] } {
  const { market, measure } = explained;
  const own = new Set(moving.map(({ valuation }) => valuation.position.key));
  const moves = ({ position }: Valuation): boolean => own.has(position.key);
  const line = joinedLine(market, measure.pool, measure.valuations, moves);
  const asset = moving[0]?.valuation.instrument.payAsset;
  if (line === undefined || asset === undefined) return { constant: [], slope: [] };
  const sum = (nodes: readonly Derivation[]): Rational =>
    nodes.map(numberOf).reduce((a, b) => a.plus(b), Rational.ZERO);
  const straight = polynomial(
    sum(gains.map(({ fixed }) => fixed)),
    sum(gains.map(({ perX }) => perX)),
  );
  const slice = line.slice(straight, inside);
  const still = paidIn(explained, asset)
    .filter((one) => !moves(one))
    .map((one) => countedProfitNode(explained, one));
  const held = combined(`${asset} apart from it`, 'sum', 'balance + profit of the others', [
    unweightedNode(explained, asset),
    ...still,
  ]);
  const excess = leaf('weight - 1', slice.weight.minus(ONE), `collateral terms of ${asset}`);
  const change = (node: Derivation): Derivation =>
    combined(`${node.figure} by the weight`, 'product', '(weight - 1) x gain', [excess, node]);
  return {
    constant: [
      combined(`profit that joins ${asset}`, 'difference', 'weighted - each alone', [
        named(`${asset} as it counts`, weightedNode(asset, slice, held)),
        valueNode(explained, asset),
        ...still,
      ]),
      ...gains.map(({ fixed }) => change(fixed)),
    ],
    slope: gains.map(({ perX }) => change(perX)),
  };
}
