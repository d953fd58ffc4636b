import {
  Dec,
  ONE,
  Rational,
  combined,
  leaf,
  named,
  worded,
  type Derivation,
} from '../kernel/index.js';
import { callLine, highestLeverage, type Valuation } from '../margin/index.js';
import { borrowedBy } from '../position/index.js';
import {
  balanceNode,
  collateralNode,
  inSettlement,
  initialHaircutNodes,
  type Explained,
} from './money.js';
import { joinedNodes } from './joined-profit.js';
import { orderMarginNode } from './orders.js';
import { heldNode, notionalNode, ownNotionalNode, profitsNode } from './position-value.js';
import { pieceNode, requirementsNode, scheduleNode } from './requirements.js';
import { unitNodes } from './units.js';

const HUNDRED = leaf('percent', new Dec(100), 'one hundred');

/** What the pool is worth: its collateral and the profit that counts. */
export function equityNode(explained: Explained): Derivation {
  const parts = [
    collateralNode(explained),
    profitsNode(explained, true),
    ...joinedNodes(explained),
  ];
  return combined('equity', 'sum', 'collateral + unrealized profit as it counts', parts);
}

/** Equity as it counts for new risk: by the initial haircuts, where there are any. */
export function openingEquityNode(explained: Explained): Derivation {
  const equity = equityNode(explained);
  const haircuts = initialHaircutNodes(explained);
  if (haircuts.length === 0) return equity;
  return combined('equity for new risk', 'difference', 'equity - initial haircuts', [
    equity,
    ...haircuts,
  ]);
}

/** What the positions of the pool need to be kept. */
export function maintenanceNode(explained: Explained): Derivation {
  return requirementsNode(explained, 'maintenanceMargin');
}

/** How much may be lost before the pool needs all of its equity; negative beyond. */
export function slackNode(explained: Explained): Derivation {
  const parts = [equityNode(explained), maintenanceNode(explained)];
  return combined('slack', 'difference', 'equity - maintenance margin', parts);
}

/** What is left for new risk; negative when there is none. */
export function freeMarginNode(explained: Explained): Derivation {
  const initial = requirementsNode(explained, 'initialMargin');
  const parts = [openingEquityNode(explained), initial, orderMarginNode(explained)];
  return combined('freeMargin', 'difference', 'equity - initial margin - order margin', parts);
}

/** `releasable`, never below zero and at most what the settlement wallet or the pool holds. */
export function withdrawableNode(explained: Explained): Derivation {
  const { market, measure } = explained;
  const { settlement, profitWithdrawable } = market.configuration;
  const { pool } = measure;
  const backing = profitWithdrawable
    ? equityNode(explained)
    : combined('equity without gains', 'smallest', 'the smaller of collateral and equity', [
        collateralNode(explained),
        equityNode(explained),
      ]);
  const releasable = combined('releasable', 'difference', 'that - what must stay - order margin', [
    backing,
    ...initialHaircutNodes(explained),
    mustStayNode(explained),
    orderMarginNode(explained),
  ]);
  const held =
    pool.mode === 'isolated'
      ? collateralNode(explained)
      : combined('held in settlement', 'largest', 'the balance, not below zero', [
          balanceNode(market, pool, settlement),
          leaf('zero', Rational.ZERO, 'nothing'),
        ]);
  const most = combined('most', 'smallest', 'the smaller of both', [releasable, held]);
  const none = leaf('zero', Rational.ZERO, 'nothing');
  return combined('withdrawable', 'largest', 'not below zero', [most, none]);
}

/** The initial margin, or a larger share of the notional. */
function mustStayNode(explained: Explained): Derivation {
  const { withdrawalShare } = explained.market.configuration;
  const initial = requirementsNode(explained, 'initialMargin');
  if (withdrawalShare === undefined) return initial;
  return combined('what must stay', 'largest', 'the larger of initial margin and share', [
    initial,
    combined('share of the notional', 'product', 'share x notional', [
      leaf('share', withdrawalShare, 'engine.withdrawal.notionalShare'),
      notionalsNode(explained),
    ]),
  ]);
}

/** Equity as a percentage or ratio of something, as the glossary defines it. */
export function levelNode(
  explained: Explained,
  figure: 'marginLevel' | 'maintenanceCover' | 'marginUsage' | 'equityRatio',
): Derivation {
  const equity = equityNode(explained);
  switch (figure) {
    case 'marginLevel': {
      const used = requirementsNode(explained, 'usedMargin');
      return shareNode(
        explained,
        figure,
        '100 x equity / used margin',
        percent(openingEquityNode(explained)),
        used,
      );
    }
    case 'maintenanceCover': {
      const maintenance = maintenanceNode(explained);
      return shareNode(explained, figure, 'equity / maintenance margin', equity, maintenance);
    }
    case 'marginUsage': {
      const part = percent(maintenanceNode(explained));
      return shareNode(explained, figure, '100 x maintenance margin / equity', part, equity);
    }
    case 'equityRatio': {
      const whole = notionalsNode(explained);
      return shareNode(explained, figure, '100 x equity / notional', percent(equity), whole);
    }
  }
}

/** A hundred times a part. */
export function percent(part: Derivation): Derivation {
  return combined(`100 x ${part.figure}`, 'product', `100 x ${part.figure}`, [HUNDRED, part]);
}

function notionalsNode(explained: Explained): Derivation {
  const parts = explained.measure.valuations.map((valuation) => notionalNode(explained, valuation));
  return combined('notional', 'sum', 'sum over the positions', parts);
}

/** A quotient, or the word for why there is none. */
export function shareNode(
  { measure }: Explained,
  figure: string,
  formula: string,
  part: Derivation,
  whole: Derivation,
): Derivation {
  if (measure.valuations.length === 0) {
    return worded(figure, 'no-exposure', 'a pool without positions has none', [part]);
  }
  if (whole.value === '0') {
    return worded(figure, 'none', `${formula}: there is nothing to divide by`, [part, whole]);
  }
  return combined(figure, 'quotient', formula, [part, whole]);
}

/** trigger x maintenance margin. */
export function triggerNode(explained: Explained): Derivation {
  const { trigger } = explained.market.configuration.liquidation;
  return combined('liquidation line', 'product', 'trigger x maintenance margin', [
    leaf('trigger', trigger, 'engine.liquidation.trigger'),
    maintenanceNode(explained),
  ]);
}

/** Whether the pool may be liquidated, and the comparison that decides it. */
export function breachedNode(explained: Explained): Derivation {
  const { market, measure } = explained;
  if (measure.valuations.length === 0) {
    return worded('breached', 'false', 'a pool without positions is never breached');
  }
  const below = market.configuration.boundary === 'below';
  const formula = below ? 'equity < trigger x maintenance' : 'equity <= trigger x maintenance';
  const parts = [equityNode(explained), triggerNode(explained)];
  return combined('breached', below ? 'below' : 'at-or-below', formula, parts);
}

/** The first phase that applies. */
export function phaseNode(explained: Explained): Derivation {
  const { liquidating, measure } = explained;
  const empty = measure.valuations.length === 0;
  const equity = equityNode(explained);
  const zero = leaf('zero', Rational.ZERO, 'nothing');
  const bankrupt = empty
    ? combined('bankrupt', 'below', 'no position is left and equity < 0', [equity, zero])
    : worded('bankrupt', 'false', 'positions are left');
  return combined('phase', 'first-true', 'the first that applies', [
    worded('liquidating', String(liquidating), 'a liquidation of the pool is running'),
    bankrupt,
    calledNode(explained, equity),
    worded('open', 'true', 'none of these'),
  ]);
}

function calledNode(explained: Explained, equity: Derivation): Derivation {
  const { market, measure } = explained;
  const line = callLine(market, measure, measure.valuations);
  if (line === undefined) return worded('margin-call', 'false', 'there is no line for a call');
  const { call } = market.configuration.liquidation;
  const node =
    call === undefined
      ? callLevelNode(explained)
      : combined('call line', 'product', 'call x maintenance margin', [
          leaf('call', call, 'engine.liquidation.call'),
          maintenanceNode(explained),
        ]);
  return combined('margin-call', 'at-or-below', 'equity <= call line', [equity, node]);
}

/** Used margin x call level, for positions whose model has one. */
function callLevelNode(explained: Explained): Derivation {
  const parts = explained.measure.valuations.map((valuation) => {
    const { instrument, position } = valuation;
    const { call } = instrument.margin;
    if (call === undefined) return scheduleNode(explained, valuation, 'maintenanceMargin');
    const own = pieceNode(instrument, call, valuation, ownNotionalNode(explained, valuation));
    const figure = `call line of ${position.key}`;
    return inSettlement(explained.market, figure, instrument.payAsset, own);
  });
  const units = unitNodes(explained, 'maintenance');
  return combined('call line', 'sum', 'sum over the positions', [...parts, ...units]);
}

/** What a position borrows: quote for a long, the coins at the mark for a short. */
export function borrowedNode(explained: Explained, valuation: Valuation): Derivation {
  const { position, instrument } = valuation;
  const figure = `borrowed by ${position.key}`;
  if (position.loan === undefined) return leaf(figure, Rational.ZERO, 'it borrows nothing');
  if (position.side === 'short') return named(figure, notionalNode(explained, valuation));
  const owed = heldNode(explained.measure.pool.id, position, 'borrowed', borrowedBy(position));
  return inSettlement(explained.market, figure, instrument.payAsset, owed);
}

/** What the spot-margin positions of the pool borrow. */
export function borrowingsNode(explained: Explained): Derivation {
  const parts = explained.measure.valuations.map((valuation) => borrowedNode(explained, valuation));
  return combined('borrowed', 'sum', 'sum over the positions', parts);
}

/** What could still be borrowed with the free margin. */
export function borrowingCapacityNode(explained: Explained): Derivation {
  const { market, measure } = explained;
  const zero = leaf('zero', Rational.ZERO, 'nothing');
  const own = measure.pool.leverage.account;
  const leverage =
    own === undefined
      ? leaf('leverage', highestLeverage(market), 'the highest of a spot-margin instrument')
      : leaf('leverage', own, 'the account');
  const more = combined('leverage - 1', 'difference', 'leverage - 1', [
    leverage,
    leaf('own share', ONE, "one part is the holder's own"),
  ]);
  return combined('borrowingCapacity', 'product', 'free margin x (leverage - 1)', [
    combined('free margin', 'largest', 'not below zero', [freeMarginNode(explained), zero]),
    combined('borrowed per own', 'largest', 'not below zero', [more, zero]),
  ]);
}
