import type { AccountEvent } from '../account/index.js';
import type { Rejection } from '../kernel/index.js';
import type { Change } from './changes.js';
import { fillAtMark, type FillFunction } from './fill-at-mark.js';
import { Rehearsal } from './rehearsal.js';
import type { Situation } from './situation.js';

/** What one imagined change came to. */
export interface SimulatedStep {
  readonly refused?: Rejection;
  /** What it caused, judging included; nothing when it was refused. */
  readonly events: readonly AccountEvent[];
}

/** The situation after all changes, and what each of them did. */
export interface Simulated {
  readonly after: Situation;
  /** One for each change, in order. */
  readonly steps: readonly SimulatedStep[];
}

/**
 * Carries changes out on a copy, one after the other, each judged before the next: the same
 * decisions in the same order as an engine would make, with close-outs filled by a pure function.
 * A refused change changes nothing and the others go on.
 */
export function simulate(
  situation: Situation,
  changes: Iterable<Change>,
  fill: FillFunction = fillAtMark(),
): Simulated {
  const rehearsal = new Rehearsal(situation, fill);
  const steps = Array.from(changes, (change): SimulatedStep => {
    const told = rehearsal.events.length;
    const done = rehearsal.perform(change);
    const events = rehearsal.events.slice(told);
    return done.ok ? { events } : { refused: done.error, events };
  });
  return { after: rehearsal.situation, steps };
}
