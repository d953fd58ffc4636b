import type { Rejection } from '../../domain/index.js';
import type { InvalidInput } from '../input/invalid-input.js';
import type { Notes, RefusedPrice } from './tape.js';

/** The answer to a command: accepted, or refused with the reason. */
export type Answer =
  | (Notes & {
      readonly ok: true;
      /** The id the command was recorded under, and the sequence of its first event. */
      readonly command: string;
      readonly sequence: number;
      /** True when the same id with the same body had been accepted before. */
      readonly repeated: boolean;
    })
  | {
      readonly ok: false;
      readonly error: Rejection;
      /** Every problem of the shape, when that is what was wrong. */
      readonly problems?: readonly InvalidInput[];
      /** Every price of a partial batch, when none of them was good. */
      readonly refused?: readonly RefusedPrice[];
    };

/**
 * The answer to a batch of prices, and each price of it that was refused. A refused price leaves
 * the last good one in place and does not stop the others.
 */
export type MarksAnswer = Answer & { readonly refused: readonly RefusedPrice[] };
