import type { MarginModels } from '../../domain/index.js';
import type { Envelope } from '../ports/ports.js';

/**
 * A tape to read: its envelopes in order, with the margin models that instruments on it may name
 * beside the built-in ones. A list of envelopes is one without any.
 */
export interface Tape extends ReadonlyArray<Envelope> {
  readonly models?: MarginModels;
}

/** Envelopes with the models an embedder has bound. */
export function tapeOf(envelopes: readonly Envelope[], models: MarginModels): Tape {
  return Object.assign([...envelopes], { models });
}
