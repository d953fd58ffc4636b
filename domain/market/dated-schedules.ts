import {
  instantOf,
  isoOf,
  parseDuration,
  parseInstant,
  refuse,
  type Instant,
} from '../kernel/index.js';
import type { DatedScheduleTerms } from './instrument-terms.js';
import type { MarginModel } from './requirement.js';

/** From when on a margin model counts, and why it does. */
export interface ScheduleChange {
  readonly at: Instant;
  readonly margin: MarginModel;
  /** The instant of the schedule as announced. */
  readonly from: Instant;
  /** `in-force`: the schedule counts from here on; `grace-ended`: now also its maintenance. */
  readonly kind: 'in-force' | 'grace-ended';
  /** Until when the maintenance margin before it still decides. */
  readonly graceUntil?: Instant;
}

/**
 * The changes that effective-dated schedules bring, in order of time. Under a grace the new initial
 * margin counts at once and the old maintenance margin goes on deciding over liquidations until it
 * ends; meanwhile a pool at or below the new maintenance margin is called.
 * @rejects `input.invalid`: a malformed time or grace, schedules out of order, one that starts
 *   before the grace of the one before it has ended
 */
export function scheduleChanges(
  first: MarginModel,
  schedules: readonly DatedScheduleTerms[],
  instrument: string,
  modelOf: (margin: DatedScheduleTerms['margin']) => MarginModel,
): readonly ScheduleChange[] {
  const changes: ScheduleChange[] = [];
  let before = first;
  schedules.forEach(({ from: written, margin, grace }, index) => {
    const field = `schedules[${index}]`;
    const from = timeOf(written, `${field}.from`, instrument);
    const earliest = changes.at(-1)?.at;
    if (earliest !== undefined && from <= earliest) {
      refuse('input.invalid', `${instrument}: a schedule starts after the one before is in force`, {
        field: `${field}.from`,
        figure: isoOf(from),
        limit: isoOf(earliest),
      });
    }
    const next = modelOf(margin);
    refusePortfolioGrace(before, next, grace, { field: `${field}.grace`, instrument });
    const length = grace === undefined ? 0 : durationOf(grace, `${field}.grace`, instrument);
    if (length === 0) changes.push({ at: from, from, margin: next, kind: 'in-force' });
    else {
      const graceUntil = instantOf(from + length);
      changes.push(
        { at: from, from, margin: underGrace(before, next), kind: 'in-force', graceUntil },
        { at: graceUntil, from, margin: next, kind: 'grace-ended' },
      );
    }
    before = next;
  });
  return changes;
}

/** Two measures of one pool cannot stand side by side. */
function refusePortfolioGrace(
  before: MarginModel,
  next: MarginModel,
  grace: string | undefined,
  { field, instrument }: { readonly field: string; readonly instrument: string },
): void {
  if (grace === undefined || (before.byPortfolio ?? next.byPortfolio) !== true) return;
  refuse('input.invalid', `${instrument}: portfolio margin knows no grace`, {
    field,
    figure: grace,
  });
}

/** The new model with the maintenance margin of the old one; whoever it would breach is called. */
function underGrace(before: MarginModel, next: MarginModel): MarginModel {
  const { maintenance, spares, stated } = before;
  const { spares: _spares, stated: _stated, ...rest } = next;
  return {
    ...rest,
    ...(spares === undefined ? {} : { spares }),
    ...(stated === undefined ? {} : { stated }),
    maintenance,
    tierStarts: (leverage) => before.tierStarts(leverage),
    call: next.call ?? next.maintenance,
    usesIndex: before.usesIndex || next.usesIndex,
  };
}

function timeOf(written: string, field: string, instrument: string): Instant {
  const time = parseInstant(written);
  if (time.ok) return time.value;
  return refuse('input.invalid', `${instrument}: ${field} must be ${time.error}`, {
    field,
    figure: written,
  });
}

function durationOf(written: string, field: string, instrument: string): number {
  const length = parseDuration(written);
  if (length.ok) return length.value;
  return refuse('input.invalid', `${instrument}: ${field} must be ${length.error}`, {
    field,
    figure: written,
  });
}
