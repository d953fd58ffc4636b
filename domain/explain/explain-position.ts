import { leaf, type Derivation } from '../kernel/index.js';
import type { Valuation } from '../margin/index.js';
import { breakEvenPriceNode } from './break-even.js';
import { estimateNode } from './estimate.js';
import { borrowedNode, levelNode } from './levels.js';
import { inSettlement, type Explained } from './money.js';
import { heldNode, notionalNode, profitNode } from './position-value.js';
import { bankruptcyPriceNode, entryPriceNode, liquidationPriceNode } from './prices.js';
import { requirementNode } from './requirements.js';

type Explanation = (explained: Explained, valuation: Valuation) => Derivation;

/** How each figure of a position is formed, down to its fills, marks, rates and terms. */
export const POSITION_EXPLANATIONS = {
  side: ({ measure }, { position }) =>
    leaf('side', position.side, `position ${position.key} of ${measure.pool.id}`),
  quantity: ({ measure }, { position }) =>
    heldNode(measure.pool.id, position, 'quantity', position.quantity),
  entryPrice: ({ measure }, valuation) => entryPriceNode(measure.pool.id, valuation),
  notional: notionalNode,
  unrealizedProfit: profitNode,
  realizedProfit: ({ market, measure }, { position, instrument }) => {
    const own = heldNode(measure.pool.id, position, 'realizedProfit', position.realizedProfit);
    return inSettlement(market, 'realizedProfit', instrument.payAsset, own);
  },
  initialMargin: (explained, valuation) => requirementNode(explained, valuation, 'initialMargin'),
  maintenanceMargin: (explained, valuation) =>
    requirementNode(explained, valuation, 'statedMaintenance'),
  usedMargin: (explained, valuation) => requirementNode(explained, valuation, 'usedMargin'),
  marginLevel: (explained) => levelNode(explained, 'marginLevel'),
  leverage: leverageNode,
  liquidationPrice: liquidationPriceNode,
  estimatedLiquidationPrice: estimateNode,
  bankruptcyPrice: bankruptcyPriceNode,
  breakEvenPrice: breakEvenPriceNode,
  borrowed: borrowedNode,
} as const satisfies Record<string, Explanation>;

/** A figure of a position that tells why it is what it is. */
export type ExplainedPositionFigure = keyof typeof POSITION_EXPLANATIONS;

/** Where the leverage in force was set. */
function leverageNode({ measure }: Explained, { position, instrument, exposure }: Valuation) {
  const { leverage: choice } = measure.pool;
  const where =
    position.leverage !== undefined
      ? `position ${position.key}`
      : choice.instruments.has(instrument.id)
        ? `the holder's choice for ${instrument.id}`
        : choice.account !== undefined
          ? `the holder's choice for the account`
          : instrument.maxLeverage === undefined
            ? 'nothing sets it'
            : `the cap of ${instrument.id}`;
  return leaf('leverage', exposure.leverage, where);
}
