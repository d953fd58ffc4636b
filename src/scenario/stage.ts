import type { ScheduleWarning } from '../../domain/index.js';
import { FixedClock } from '../adapters/fixed-clock.js';
import { MemoryJournal } from '../adapters/memory-journal.js';
import type { ScriptedVenue } from '../adapters/scripted-venue.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { refusalLine } from '../application/refusal-text.js';
import { PlimsollContainer, CLOSE_OUT_VENUE, partsModule } from '../di/index.js';
import { choosePreset, mergeTerms, type Preset } from '../presets/index.js';
import type { Scenario } from './format.js';

/** An engine set up for one scenario, with everything its steps act on. */
export interface Stage {
  readonly engine: MarginEngine;
  readonly venue: ScriptedVenue;
  readonly journal: MemoryJournal;
  /** How far the tape has been looked at, per account, by its `expect` steps with events. */
  readonly seen: Map<string, number>;
  /** What is suspicious about the margin schedules it is set up with. */
  readonly warnings: readonly ScheduleWarning[];
}

/** Sets up an engine as the scenario's configuration says, or tells why that was refused. */
export async function stageOf(
  scenario: Scenario,
  presets: readonly Preset[],
): Promise<{ readonly stage: Stage; readonly problem?: string }> {
  const journal = new MemoryJournal();
  const container = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() }));
  const venue = container.get(CLOSE_OUT_VENUE) as ScriptedVenue;
  const engine = container.engine();
  const warnings: ScheduleWarning[] = [];
  const stage = { engine, venue, journal, seen: new Map<string, number>(), warnings };
  const chosen = scenario.preset === undefined ? undefined : choosePreset(scenario.preset, presets);
  if (chosen?.ok === false) return { stage, problem: chosen.error };
  const { configuration, instruments } = mergeTerms(chosen?.value, scenario);
  const commands = [
    { type: 'setConfiguration' as const, configuration },
    ...instruments.map((instrument) => ({ type: 'listInstrument' as const, instrument })),
  ];
  for (const answer of await engine.handleTogether(commands)) {
    if (!answer.ok) return { stage, problem: refusalLine(answer.error) };
    warnings.push(...(answer.warnings ?? []));
  }
  return { stage };
}
