import { FileJournal } from '../adapters/file-journal.js';
import { FixedClock } from '../adapters/fixed-clock.js';
import { MemoryJournal } from '../adapters/memory-journal.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { PlimsollContainer, partsModule } from '../di/index.js';
import type { Envelope } from '../ports/ports.js';
import { stageAt } from './scenario-stage.js';
import { UsageError } from './terminal.js';
import { asUsage } from './usage.js';

/** An engine at some point of what happened to it, and the tape that led there. */
export interface Told {
  readonly engine: MarginEngine;
  readonly tape: readonly Envelope[];
  /** The point in words: `step 7`, or `event 120`. */
  readonly point: string;
  /** The last event of a step of the scenario, or the event itself of a tape. */
  readonly sequenceOf: (point: number) => number;
}

/** Whether a path names a tape rather than a scenario. */
export function isTape(path: string): boolean {
  return path.endsWith('.jsonl');
}

/**
 * Tells what a scenario has led to after a step, or a tape after an event; all of it by default.
 * @throws UsageError when there is no such file, step or event
 */
export function toldBy(path: string, at: number | undefined): Promise<Told> {
  return isTape(path) ? toldByTape(path, at) : toldByScenario(path, at);
}

async function toldByScenario(path: string, at: number | undefined): Promise<Told> {
  const { stage, step, told } = await stageAt(path, at);
  const { engine, journal } = stage;
  return {
    engine,
    tape: journal.envelopes,
    point: `step ${step}`,
    sequenceOf: (asked) => {
      const found = [...told].find(([last]) => last >= asked);
      if (found === undefined || asked < 1) {
        throw new UsageError(`a step must lie between 1 and ${step}`);
      }
      return found[1];
    },
  };
}

async function toldByTape(path: string, at: number | undefined): Promise<Told> {
  const journal = new MemoryJournal();
  try {
    for await (const envelope of new FileJournal(path).read()) {
      if (at !== undefined && envelope.sequence > at) break;
      journal.envelopes.push(envelope);
    }
  } catch (problem) {
    throw asUsage(problem);
  }
  const last = journal.envelopes.length;
  if (last === 0) throw new UsageError(`${path} holds no events`);
  if (at !== undefined && at > last) {
    throw new UsageError(`--at must lie between 1 and ${last}`);
  }
  const engine = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
  await engine.restore();
  return {
    engine,
    tape: journal.envelopes,
    point: `event ${last}`,
    sequenceOf: (asked) => {
      if (asked >= 1 && asked <= last) return asked;
      throw new UsageError(`an event must lie between 1 and ${last}`);
    },
  };
}
