import { instantAt } from '../kernel/index.js';
import type { StageRecord, StageRecords } from '../liquidation/index.js';
import type { PoolState } from './account.js';
import type { StageActed, StageEntered, StageLeft } from './stage-events.js';

/** The pool after a stage began, acted or was left. */
export function withStage(
  pool: PoolState,
  event: StageEntered | StageActed | StageLeft,
): Partial<PoolState> {
  const records = new Map(pool.stages);
  const known = records.get(event.stage);
  records.set(event.stage, recordAfter(known, event));
  const { liquidation } = pool;
  const open =
    event.type === 'StageActed' && event.case !== undefined && liquidation !== undefined
      ? { liquidation: { ...liquidation, stage: event.stage } }
      : {};
  return { stages: records, ...open };
}

function recordAfter(
  known: StageRecord | undefined,
  event: StageEntered | StageActed | StageLeft,
): StageRecord {
  const cooling = known?.until === undefined ? {} : { until: known.until };
  switch (event.type) {
    case 'StageEntered':
      return { entered: event.case === undefined ? 'standing' : 'case', acted: 0, ...cooling };
    case 'StageActed': {
      const until = event.until === undefined ? cooling : { until: instantAt(event.until) };
      const entered = known?.entered === undefined ? {} : { entered: known.entered };
      return { ...entered, acted: event.acted, ...until };
    }
    case 'StageLeft':
      return { acted: 0, ...cooling };
  }
}

/** A pool whose case has ended: its stages begin anew, but what cools down goes on doing so. */
export function withoutCaseStages({ stages, ...pool }: PoolState): PoolState {
  if (stages === undefined) return pool;
  const kept = new Map<string, StageRecord>();
  for (const [name, record] of stages) {
    if (record.entered === 'standing') kept.set(name, { ...record, acted: 0 });
    else if (record.until !== undefined) kept.set(name, { acted: 0, until: record.until });
  }
  return { ...pool, ...livingStages(kept) };
}

/** Records that still say something; none at all where none does. */
export function livingStages(stages: StageRecords): Pick<PoolState, 'stages'> {
  const living = [...stages].filter(
    ([, { entered, until, acted }]) => entered !== undefined || until !== undefined || acted > 0,
  );
  return living.length === 0 ? {} : { stages: new Map(living) };
}
