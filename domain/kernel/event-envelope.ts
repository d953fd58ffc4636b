import type { Instant } from './instant.js';

/** The version of the events' shapes; a journal of another version is refused, never guessed. */
export const EVENT_SCHEMA = 1;

/** What the journal keeps around an event so that the tape is complete. */
export interface EventEnvelope<E> {
  readonly schema: typeof EVENT_SCHEMA;
  /** Gap-free position in the journal, from 1. */
  readonly sequence: number;
  readonly at: Instant;
  /** The command that caused it, and the hash of that command's body. */
  readonly command: string;
  readonly body: string;
  readonly event: E;
}
