import type { Envelope, EventSink } from '../ports/ports.js';

/** An event sink failed on events that are on the tape. */
export interface SinkFailure {
  /** Sequence of the first of the events it was told. */
  readonly sequence: number;
  readonly message: string;
}

/** Failures kept for whoever asks; older ones are dropped. */
const MOST = 100;

/** Tells the sink of events. They are durable by then, so whatever it throws undoes nothing. */
export class Publishing {
  /** What the sink threw or rejected with, the latest last. */
  readonly failures: SinkFailure[] = [];

  constructor(private readonly sink: EventSink) {}

  publish(envelopes: readonly Envelope[]): void {
    const { sequence = 0 } = envelopes[0] ?? {};
    const note = (problem: unknown): void => {
      const message = problem instanceof Error ? problem.message : String(problem);
      this.failures.push({ sequence, message });
      if (this.failures.length > MOST) this.failures.shift();
    };
    try {
      // An async function is accepted where nothing is returned; its rejection would end a process.
      const told: unknown = this.sink.publish(envelopes);
      if (told instanceof Promise) told.catch(note);
    } catch (problem) {
      note(problem);
    }
  }
}
