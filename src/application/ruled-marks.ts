import { Dec, instrumentIn, markRuleOf, ruledMarks, text } from '../../domain/index.js';
import type { EngineState } from './state.js';
import type { EngineEvent } from './tape.js';

type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

/** A batch of prices with the marks that rules make of it; `told` keeps those they changed. */
export function withRuledMarks({ market }: EngineState, event: MarksAdvanced): MarksAdvanced {
  const { marks, indexes = {} } = event;
  const hasRule = (id: string): boolean =>
    markRuleOf(market, instrumentIn(market, id)) !== undefined;
  const decimals = (prices: Readonly<Record<string, string>>): ReadonlyMap<string, Dec> => {
    const concerned = Object.entries(prices).filter(([id]) => hasRule(id));
    return new Map(concerned.map(([id, price]) => [id, new Dec(price)]));
  };
  const ruled = ruledMarks(market, decimals(marks), decimals(indexes));
  if (ruled.size === 0) return event;
  const changed = Object.fromEntries([...ruled].map(([id, mark]) => [id, text(mark)]));
  const told = Object.entries(marks).filter(([id]) => ruled.has(id));
  return {
    ...event,
    marks: { ...marks, ...changed },
    ...(told.length === 0 ? {} : { told: Object.fromEntries(told) }),
  };
}
