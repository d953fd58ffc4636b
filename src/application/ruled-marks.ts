import { Dec, instrumentIn, markRuleOf, ruledMark, text, timeLeft } from '../../domain/index.js';
import type { EngineState } from './state.js';
import type { EngineEvent } from './tape.js';

type MarksAdvanced = Extract<EngineEvent, { type: 'MarksAdvanced' }>;

/**
 * A batch of prices with the marks that mark rules make of it: whatever mark or index moved is
 * looked at together with the last one of the other. Where a rule changed a mark, `told` keeps it.
 */
export function withRuledMarks(state: EngineState, event: MarksAdvanced): MarksAdvanced {
  const { market } = state;
  const marks: Record<string, string> = {};
  const told: Record<string, string> = {};
  for (const id of new Set([...Object.keys(event.marks), ...Object.keys(event.indexes ?? {})])) {
    const instrument = instrumentIn(market, id);
    const rule = markRuleOf(market, instrument);
    const given = event.marks[id];
    const index = event.indexes?.[id] ?? market.indexes.get(id)?.price;
    if (rule === undefined || index === undefined) continue;
    const before = given === undefined ? market.marks.get(id)?.price : new Dec(given);
    const mark = ruledMark(rule, before, new Dec(index), timeLeft(instrument.expiry, state.now));
    if (mark === undefined || before?.eq(mark) === true) continue;
    marks[id] = text(mark);
    if (given !== undefined) told[id] = given;
  }
  if (Object.keys(marks).length === 0) return event;
  return {
    ...event,
    marks: { ...event.marks, ...marks },
    ...(Object.keys(told).length === 0 ? {} : { told }),
  };
}
