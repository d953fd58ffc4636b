import type { Envelope, Journal } from '../ports/ports.js';

/** Keeps the tape in memory. */
export class MemoryJournal implements Journal {
  readonly envelopes: Envelope[] = [];

  append(envelopes: readonly Envelope[]): Promise<void> {
    this.envelopes.push(...envelopes);
    return Promise.resolve();
  }

  async *read(fromSequence = 1): AsyncIterable<Envelope> {
    yield* this.envelopes.slice(fromSequence - 1);
  }
}
