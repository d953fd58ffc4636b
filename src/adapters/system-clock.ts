import { instantOf, type Instant } from '../../domain/index.js';
import type { Clock } from '../ports/ports.js';

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): Instant {
    return instantOf(Date.now());
  }
}
