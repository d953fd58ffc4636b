import type { Derivation } from '../kernel/index.js';
import { bandNode, bufferDistanceNode, healthScoreNode } from './health.js';
import {
  borrowingCapacityNode,
  borrowingsNode,
  breachedNode,
  equityNode,
  freeMarginNode,
  levelNode,
  phaseNode,
  slackNode,
  withdrawableNode,
} from './levels.js';
import { healthNode } from './health-view.js';
import { collateralNode, type Explained } from './money.js';
import { orderMarginNode } from './orders.js';
import { profitsNode } from './position-value.js';
import { requirementsNode } from './requirements.js';

type Explanation = (explained: Explained) => Derivation;

/** How each figure of a pool is formed, down to balances, positions, marks, rates and terms. */
export const POOL_EXPLANATIONS = {
  collateral: collateralNode,
  unrealizedProfit: (explained) => profitsNode(explained, false),
  equity: equityNode,
  initialMargin: (explained) => requirementsNode(explained, 'initialMargin'),
  maintenanceMargin: (explained) => requirementsNode(explained, 'statedMaintenance'),
  usedMargin: (explained) => requirementsNode(explained, 'usedMargin'),
  orderMargin: orderMarginNode,
  freeMargin: freeMarginNode,
  marginLevel: (explained) => levelNode(explained, 'marginLevel'),
  maintenanceCover: (explained) => levelNode(explained, 'maintenanceCover'),
  marginUsage: (explained) => levelNode(explained, 'marginUsage'),
  equityRatio: (explained) => levelNode(explained, 'equityRatio'),
  slack: slackNode,
  breached: breachedNode,
  withdrawable: withdrawableNode,
  phase: phaseNode,
  band: bandNode,
  borrowed: borrowingsNode,
  borrowingCapacity: borrowingCapacityNode,
  healthScore: healthScoreNode,
  bufferDistance: bufferDistanceNode,
  health: healthNode,
} as const satisfies Record<string, Explanation>;

/** A figure of a pool that tells why it is what it is. */
export type ExplainedPoolFigure = keyof typeof POOL_EXPLANATIONS;
