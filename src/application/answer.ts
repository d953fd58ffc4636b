import type { Rejection } from '../../domain/index.js';
import type { InvalidInput } from '../input/invalid-input.js';

/** The answer to a command: accepted, or refused with the reason. */
export type Answer =
  | {
      readonly ok: true;
      /** The id the command was recorded under, and the sequence of its first event. */
      readonly command: string;
      readonly sequence: number;
      /** True when the same id with the same body had been accepted before. */
      readonly repeated: boolean;
    }
  | {
      readonly ok: false;
      readonly error: Rejection;
      /** Every problem of the shape, when that is what was wrong. */
      readonly problems?: readonly InvalidInput[];
    };

/** What a batch of marks did: refused marks keep the last good one. */
export interface MarksAnswer {
  readonly refused: readonly { readonly instrument: string; readonly error: Rejection }[];
}
