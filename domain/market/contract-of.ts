import type { Dec } from '../kernel/index.js';
import { contractKindOf } from './contract-rules.js';
import type { Instrument, LimitOrderRules } from './instrument.js';
import { ruledMark, timeLeft, type MarkRule } from './mark-rule.js';
import { instrumentIn, markOf, type Market } from './market.js';

/** A limit order of a stage leaves what it does not fill to the stages behind it. */
const LIMIT_OF_STAGE: LimitOrderRules = { type: 'limit', then: 'deficit' };

/**
 * How close-outs are ordered: as the stage says, else the instrument, else its kind; absent: market
 * orders.
 */
export function liquidationOrderOf(
  { configuration }: Market,
  instrument: Instrument,
): LimitOrderRules | undefined {
  const { orderType } = configuration.liquidation;
  if (orderType !== undefined) return orderType === 'limit' ? LIMIT_OF_STAGE : undefined;
  if (instrument.terms.liquidationOrder !== undefined) return instrument.liquidationOrder;
  return configuration.contracts[contractKindOf(instrument)].liquidationOrder;
}

/** How a mark follows its index: as the instrument says, else its kind; absent: not at all. */
export function markRuleOf(
  { configuration }: Market,
  instrument: Instrument,
): MarkRule | undefined {
  if (instrument.terms.markRule !== undefined) return instrument.markRule;
  return configuration.contracts[contractKindOf(instrument)].markRule;
}

/**
 * The marks that mark rules make of a batch of prices, where they are others than those told:
 * whatever mark or index moves is looked at together with the last one of the other.
 */
export function ruledMarks(
  market: Market,
  marks: ReadonlyMap<string, Dec>,
  indexes: ReadonlyMap<string, Dec>,
): ReadonlyMap<string, Dec> {
  const ruled = new Map<string, Dec>();
  for (const id of new Set([...marks.keys(), ...indexes.keys()])) {
    const instrument = instrumentIn(market, id);
    const rule = markRuleOf(market, instrument);
    const index = indexes.get(id) ?? market.indexes.get(id)?.price;
    if (rule === undefined || index === undefined) continue;
    const told = marks.get(id) ?? markOf(market, id);
    const mark = ruledMark(rule, told, index, timeLeft(instrument.expiry, market.now));
    if (mark !== undefined && told?.eq(mark) !== true) ruled.set(id, mark);
  }
  return ruled;
}
