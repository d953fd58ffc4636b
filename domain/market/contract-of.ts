import { contractKindOf } from './contract-rules.js';
import type { Instrument, LimitOrderRules } from './instrument.js';
import type { MarkRule } from './mark-rule.js';
import type { Market } from './market.js';

/** How close-outs are ordered: as the instrument says, else its kind; absent: market orders. */
export function liquidationOrderOf(
  { configuration }: Market,
  instrument: Instrument,
): LimitOrderRules | undefined {
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
