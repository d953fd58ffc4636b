import { FixedClock } from '../adapters/fixed-clock.js';
import { MemoryJournal } from '../adapters/memory-journal.js';
import type { ScriptedVenue } from '../adapters/scripted-venue.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { PlimsollContainer, CLOSE_OUT_VENUE, partsModule } from '../di/index.js';
import { mergeTerms, presetNamed } from '../presets/index.js';
import type { Scenario } from './format.js';

/** An engine set up for one scenario, with everything its steps act on. */
export interface Stage {
  readonly engine: MarginEngine;
  readonly venue: ScriptedVenue;
  readonly journal: MemoryJournal;
  /** How far the tape has been looked at, per account, by its `expect` steps with events. */
  readonly seen: Map<string, number>;
}

/** Sets up an engine as the scenario's configuration says, or tells why that was refused. */
export async function stageOf(
  scenario: Scenario,
): Promise<{ readonly stage: Stage; readonly problem?: string }> {
  const journal = new MemoryJournal();
  const container = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() }));
  const venue = container.get(CLOSE_OUT_VENUE) as ScriptedVenue;
  const engine = container.engine();
  const stage = { engine, venue, journal, seen: new Map<string, number>() };
  const preset = scenario.preset === undefined ? undefined : presetNamed(scenario.preset);
  if (scenario.preset !== undefined && preset === undefined) {
    return { stage, problem: `there is no preset ${scenario.preset}` };
  }
  const { configuration, instruments } = mergeTerms(preset, scenario);
  const commands = [
    { type: 'setConfiguration' as const, configuration },
    ...instruments.map((instrument) => ({ type: 'listInstrument' as const, instrument })),
  ];
  for (const answer of await engine.handleTogether(commands)) {
    if (!answer.ok) return { stage, problem: `${answer.error.code}: ${answer.error.message}` };
  }
  return { stage };
}
