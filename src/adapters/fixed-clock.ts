import { EPOCH, type Instant } from '../../domain/index.js';
import type { Clock } from '../ports/ports.js';

/** A clock that stands still: time comes with the commands. */
export class FixedClock implements Clock {
  constructor(private readonly instant: Instant = EPOCH) {}

  now(): Instant {
    return this.instant;
  }
}
