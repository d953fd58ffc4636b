import {
  compareIds,
  instrumentIn,
  isoOf,
  parseInstant,
  refuse,
  type DatedScheduleTerms,
  type Instant,
  type InstrumentTerms,
} from '../../domain/index.js';
import type { Command } from './commands.js';
import type { EngineState } from './state.js';
import type { EngineEvent } from './tape.js';

/**
 * The terms of an instrument with a schedule announced: one for this very instant without a grace
 * replaces the present one, any other stands beside it until its instant comes.
 * @rejects `market.instrument-unknown`, `input.invalid` for an instant that lies behind
 */
export function announced(
  state: EngineState,
  { instrument, margin, from, grace }: Extract<Command, { type: 'setSchedule' }>,
): InstrumentTerms {
  const { schedules = [], ...terms } = instrumentIn(state.market, instrument).terms;
  const at = from === undefined ? state.now : instantIn(from);
  if (at < state.now) {
    refuse('input.invalid', 'a schedule cannot take force before it is announced', {
      field: 'from',
      figure: isoOf(at),
      limit: isoOf(state.now),
    });
  }
  if (at === state.now && grace === undefined) {
    return withSchedules(
      { ...terms, margin },
      schedules.filter(({ from }) => instantIn(from) > at),
    );
  }
  const others = schedules.filter(({ from }) => instantIn(from) !== at);
  const dated = { from: isoOf(at), margin, ...(grace === undefined ? {} : { grace }) };
  return withSchedules(
    terms,
    [...others, dated].sort((a, b) => instantIn(a.from) - instantIn(b.from)),
  );
}

function withSchedules(
  terms: InstrumentTerms,
  schedules: readonly DatedScheduleTerms[],
): InstrumentTerms {
  return schedules.length === 0 ? terms : { ...terms, schedules };
}

function instantIn(written: string): Instant {
  const time = parseInstant(written);
  if (time.ok) return time.value;
  return refuse('input.invalid', `from must be ${time.error}`, { field: 'from', figure: written });
}

type ScheduleEvent = Extract<EngineEvent, { type: 'ScheduleInForce' | 'ScheduleGraceEnded' }>;

/** What announced schedules changed after one instant and up to another, in order of time. */
export function schedulesDuring(
  { instruments, dated }: EngineState,
  after: Instant,
  upTo: Instant,
): readonly ScheduleEvent[] {
  if (!dated) return [];
  const found = [...instruments.values()].flatMap(({ id, versions = [] }) =>
    versions.flatMap(({ change }) =>
      change !== undefined && change.at > after && change.at <= upTo ? [{ id, change }] : [],
    ),
  );
  found.sort((a, b) => a.change.at - b.change.at || compareIds(a.id, b.id));
  return found.map(({ id, change: { from, kind, graceUntil } }) => ({
    type: kind === 'in-force' ? 'ScheduleInForce' : 'ScheduleGraceEnded',
    instrument: id,
    from: isoOf(from),
    ...(graceUntil === undefined ? {} : { graceUntil: isoOf(graceUntil) }),
  }));
}
