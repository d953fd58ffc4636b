import { ONE, type Rational, combined, leaf, worded, type Derivation } from '../kernel/index.js';
import { requirementOf, type Requirement } from '../market/index.js';
import {
  estimatedLiquidationPrice,
  liquidationPrice,
  reportedLiquidationPrice,
  type MarginPool,
  type Valuation,
} from '../margin/index.js';
import type { Explained } from './money.js';
import { sideNode } from './position-value.js';
import { entryPriceNode } from './prices.js';
import { entryNode, modelOf, pieceNode } from './requirements.js';

/**
 * The textbook estimate: the position alone, every term at the entry. Beside it stands why the
 * exact price differs, in steps that add up to it: the maintenance margin at the price itself, the
 * collateral that is really there, and the other positions of the pool.
 */
export function estimateNode(explained: Explained, valuation: Valuation): Derivation {
  const { market, measure } = explained;
  const { position } = valuation;
  const figure = 'estimatedLiquidationPrice';
  const price = estimatedLiquidationPrice(market, measure.pool.leverage, position);
  if (price === null) {
    const whole = valuation.risk !== undefined;
    const why = whole ? 'the pool is measured as a whole' : 'the estimate is no positive price';
    return worded(figure, 'none', why);
  }
  const node = combined(figure, 'product', 'entry x (1 - side x (initial - maintenance) / value)', [
    entryPriceNode(measure.pool.id, valuation),
    combined('factor', 'difference', '1 - side x room', [
      leaf('one', ONE, 'the entry itself'),
      combined('signed room', 'product', 'side x room', [
        sideNode(position),
        roomNode(explained, valuation),
      ]),
    ]),
  ]);
  return { ...node, beside: [exactBeside(explained, valuation, node, price)] };
}

/** (initial - maintenance) / value at the entry, all at the entry. */
function roomNode({ measure }: Explained, valuation: Valuation): Derivation {
  const value = entryNode(measure.pool.id, valuation.position);
  const at = (name: 'initialMargin' | 'maintenanceMargin') =>
    requirementAtEntry(valuation, modelOf(valuation.instrument, name), value, name);
  const room = combined('room', 'difference', 'initial - maintenance margin, at the entry', [
    at('initialMargin'),
    at('maintenanceMargin'),
  ]);
  return combined('room by value', 'quotient', 'room / value at the entry', [room, value]);
}

function requirementAtEntry(
  { instrument, exposure }: Valuation,
  requirement: Requirement,
  value: Derivation,
  name: string,
): Derivation {
  const { cost } = exposure;
  const at = { exposure, ownNotional: cost, indexNotional: cost };
  return { ...pieceNode(instrument, requirement, at, value), figure: `${name} at the entry` };
}

/** The exact price as the estimate and the steps that lead from it to there. */
function exactBeside(
  { market, measure }: Explained,
  valuation: Valuation,
  estimate: Derivation,
  estimated: Rational,
): Derivation {
  const { position } = valuation;
  const { exact } = liquidationPrice(market, measure.pool, position);
  const alone = liquidationPrice(market, ownPool(valuation, measure.pool), position).exact;
  const here = { ...measure.pool, positions: [position] };
  const backed = liquidationPrice(market, here, position).exact;
  if (exact === null || alone === null || backed === null) {
    const none = exact === null ? 'none' : exact.toString();
    const why =
      'the estimate sees one position that is backed by its initial margin and nothing else';
    return worded('liquidationPrice', none, why);
  }
  const reported = reportedLiquidationPrice(market, position, exact);
  const step = (figure: string, from: Rational, to: Rational, source: string) =>
    leaf(figure, to.minus(from), source);
  return combined('liquidationPrice', 'sum', 'the estimate and why the exact price differs', [
    leaf(estimate.figure, estimated, 'as above'),
    step('maintenance at the price', estimated, alone, 'at that price itself, not at the entry'),
    step('collateral', alone, backed, 'what backs the pool, not the initial margin alone'),
    step('other positions', backed, exact, 'their profit and maintenance margin'),
    step('buffer and rounding', exact, reported, 'as configured for the reported price'),
  ]);
}

/** A pool that holds nothing but the position and its initial margin at the entry. */
function ownPool({ instrument, exposure, position }: Valuation, pool: MarginPool): MarginPool {
  const { initial } = instrument.margin;
  const { leverage } = pool;
  const margin = requirementOf(initial, exposure, exposure.cost);
  return {
    id: pool.id,
    mode: 'isolated',
    positions: [position],
    leverage,
    asset: instrument.payAsset,
    balance: margin.rounded(MARGIN_DECIMALS, 'half-even'),
  };
}

/** A margin with an endless fraction is cut here, far beyond what a price shows. */
const MARGIN_DECIMALS = 60;
