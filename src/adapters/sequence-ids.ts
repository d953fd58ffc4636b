import { numberedOrderId } from '../../domain/index.js';
import type { Ids } from '../ports/ports.js';

/** Names commands by the sequence of their first event, and orders by their closing. */
export class SequenceIds implements Ids {
  command(sequence: number): string {
    return `~${sequence}`;
  }

  order(closing: string, number: number): string {
    return numberedOrderId(closing, number);
  }
}
