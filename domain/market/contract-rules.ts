import { limitOrderOf, type Instrument, type LimitOrderRules } from './instrument.js';
import type { LiquidationOrderTerms } from './instrument-terms.js';
import { markRule, type MarkRule, type MarkRuleTerms } from './mark-rule.js';

/** Contracts without an end and contracts that expire. */
export const CONTRACT_KINDS = ['perpetual', 'dated'] as const;
/** A contract without an end, or one that expires. */
export type ContractKind = (typeof CONTRACT_KINDS)[number];

/** What the contracts of one kind have in common, unless an instrument says otherwise. */
export interface ContractTerms {
  readonly markRule?: MarkRuleTerms;
  readonly liquidationOrder?: LiquidationOrderTerms;
}

/** The rules of both kinds, read. */
export type ContractRules = Readonly<Record<ContractKind, ContractRule>>;

interface ContractRule {
  readonly markRule?: MarkRule;
  readonly liquidationOrder?: LimitOrderRules;
}

/** Reads the rules of both kinds. @rejects `input.invalid` for a mark rule that cannot be meant */
export function contractRules(
  terms: Readonly<Partial<Record<ContractKind, ContractTerms>>> = {},
): ContractRules {
  const of = (kind: ContractKind): ContractRule => {
    const rule = markRule(terms[kind]?.markRule, `engine.contracts.${kind}.markRule`);
    const order = limitOrderOf(terms[kind]?.liquidationOrder);
    return {
      ...(rule === undefined ? {} : { markRule: rule }),
      ...(order === undefined ? {} : { liquidationOrder: order }),
    };
  };
  return { perpetual: of('perpetual'), dated: of('dated') };
}

/** Dated where it has an expiry, else perpetual. */
export function contractKindOf({ expiry }: Pick<Instrument, 'expiry'>): ContractKind {
  return expiry === undefined ? 'perpetual' : 'dated';
}
