import { type Exact, Rational, combined, leaf, named, type Derivation } from '../kernel/index.js';
import {
  notionalOn,
  pieceAt,
  type BasisNotional,
  type Instrument,
  type Market,
  type Requirement,
} from '../market/index.js';
import { nettingOf, type RequirementPart, type Valuation } from '../margin/index.js';
import { costNode, ownNotionalNode, sizeNode, valueNode } from './position-value.js';
import { inSettlement, type Explained } from './money.js';
import { lossNode, unitNode, unitNodes, type Losses } from './units.js';

/** A requirement of the margin model, by the figure it adds up to. */
export type RequirementName =
  'initialMargin' | 'maintenanceMargin' | 'statedMaintenance' | 'usedMargin';

/** The requirement of an instrument by its name. */
export function modelOf({ margin }: Instrument, name: RequirementName): Requirement {
  switch (name) {
    case 'initialMargin':
      return margin.initial;
    case 'maintenanceMargin':
      return margin.maintenance;
    case 'statedMaintenance':
      return margin.stated ?? margin.maintenance;
    case 'usedMargin':
      return margin.used;
  }
}

/** What a requirement is called: with the fees that count beside the maintenance margin, or not. */
function labelOf(name: RequirementName, valuations: readonly Valuation[]): string {
  if (name === 'statedMaintenance') return 'maintenanceMargin';
  const beside = valuations.some(({ instrument }) => instrument.margin.stated !== undefined);
  return name === 'maintenanceMargin' && beside ? 'maintenanceMargin and closing fees' : name;
}

/** Which of the two requirements of a unit a figure takes in. */
function partOf(name: RequirementName): RequirementPart {
  return name === 'initialMargin' || name === 'usedMargin' ? 'initial' : 'maintenance';
}

/** What one position needs, in settlement: under portfolio margin, as if it were alone. */
export function requirementNode(
  explained: Explained,
  valuation: Valuation,
  name: RequirementName,
): Derivation {
  const scheduled = scheduleNode(explained, valuation, name);
  const { risk, position } = valuation;
  if (risk === undefined) return scheduled;
  const losses: Losses = (index) => [lossNode(position.key, risk, index)];
  const alone = unitNode(risk, partOf(name), losses);
  return combined(scheduled.figure, 'sum', 'its schedule + its unit, if it were alone', [
    scheduled,
    alone,
  ]);
}

/** What its schedule asks of a position, in settlement, with the tier that applies to it. */
export function scheduleNode(
  explained: Explained,
  valuation: Valuation,
  name: RequirementName,
): Derivation {
  const { instrument, position } = valuation;
  const requirement = modelOf(instrument, name);
  const notional = basisNode(explained, valuation, requirement);
  const own = pieceNode(instrument, requirement, valuation, notional);
  const figure = `${labelOf(name, [valuation])} of ${position.key}`;
  return inSettlement(explained.market, figure, instrument.payAsset, own);
}

/** The notional a requirement is taken on: at the mark, the entry or the index. */
function basisNode(explained: Explained, valuation: Valuation, { basis }: Requirement): Derivation {
  const { market, measure } = explained;
  const { instrument, position } = valuation;
  if (basis === 'entry')
    return named('notional at the entry', entryNode(measure.pool.id, position));
  const index = basis === 'index' ? market.indexes.get(instrument.id)?.price : undefined;
  if (index === undefined) return ownNotionalNode(explained, valuation);
  const origin = { kind: 'index', name: instrument.id } as const;
  const price = leaf('index', index.abs(), `index of ${instrument.id}`, origin);
  const value = valueNode(sizeNode(measure.pool.id, valuation), instrument, price);
  return named('notional at the index', value);
}

/** Opening cost without its sign. */
export function entryNode(pool: string, position: Valuation['position']): Derivation {
  const cost = costNode(pool, position);
  if (position.cost.sign() >= 0) return cost;
  const minus = leaf('minus', Rational.of(-1n), 'a notional is never negative');
  return combined('cost', 'product', 'cost without its sign', [cost, minus]);
}

/** constant + rate x notional + square x notional x notional, by the piece that holds it. */
export function pieceNode(
  { id, margin }: Instrument,
  requirement: Requirement,
  at: BasisNotional,
  notional: Derivation,
): Derivation {
  const pieces = requirement.pieces(at.exposure);
  const amount = notionalOn(requirement.basis, at);
  const { from, constant, slope, square } = pieceAt(pieces, amount);
  const tier = pieces.length > 1 ? ` of the tier from ${from.toFixed()}` : '';
  const terms = `${margin.name} margin terms of ${id}`;
  const parts: Derivation[] = [];
  if (constant.sign() !== 0) {
    const fixed = constant.sign() < 0 ? 'minus the deduction' : 'fixed amount';
    parts.push(leaf(`${fixed}${tier}`, constant, terms));
  }
  const term = (name: string, factor: Exact, factors: readonly Derivation[]) => {
    const rate = leaf(`${name}${tier}`, factor, terms);
    parts.push(combined(`by its ${name}`, 'product', `${name} x notional`, [rate, ...factors]));
  };
  if (slope.sign() !== 0) term('rate', slope, [notional]);
  if (square.sign() !== 0) term('growth', square, [notional, notional]);
  if (parts.length === 0) parts.push(leaf(`nothing${tier}`, Rational.ZERO, terms));
  const formula = `${margin.name} schedule${tier}`;
  const own = combined('own requirement', 'sum', formula, parts);
  // A requirement that does not move with the price shows what it does not depend on.
  return slope.sign() === 0 ? { ...own, beside: [notional] } : own;
}

/** A requirement of a pool: the sum, or per underlying the larger side. */
export function requirementsNode(explained: Explained, name: RequirementName): Derivation {
  const { market, measure } = explained;
  const nodes = measure.valuations.map((valuation) => ({
    valuation,
    node: scheduleNode(explained, valuation, name),
  }));
  const units = unitNodes(explained, partOf(name));
  const figure = labelOf(name, measure.valuations);
  if (units.length === 0) return nettedNode(market, explained, figure, nodes);
  const own = nettedNode(market, explained, `${figure} by schedule`, nodes);
  const formula = 'what is asked by schedule + units + borrowing';
  return combined(figure, 'sum', formula, nodes.length === 0 ? units : [own, ...units]);
}

interface Required {
  readonly valuation: Valuation;
  readonly node: Derivation;
}

/** Requirements of positions put together as the pool's netting says. */
export function nettedNode(
  market: Market,
  { measure }: Explained,
  figure: string,
  nodes: readonly Required[],
): Derivation {
  if (nettingOf(market.configuration, measure.pool) === 'none') {
    const parts = nodes.map(({ node }) => node);
    return combined(figure, 'sum', 'sum over the positions', parts);
  }
  const bases = [...new Set(nodes.map(({ valuation }) => valuation.instrument.base))];
  const parts = bases.map((base) => {
    const sides = (['long', 'short'] as const).map((side) => sideNode(nodes, base, side));
    return combined(`${figure} of ${base}`, 'largest', 'the larger of long and short', sides);
  });
  return combined(figure, 'sum', 'sum over the underlyings, each its larger side', parts);
}

/** What the positions of one side of an underlying need together. */
export function sideNode(
  nodes: readonly Required[],
  base: string,
  side: 'long' | 'short',
): Derivation {
  const own = nodes.filter(
    ({ valuation }) => valuation.instrument.base === base && valuation.position.side === side,
  );
  return combined(
    `${side} ${base}`,
    'sum',
    'sum over its positions',
    own.map(({ node }) => node),
  );
}
