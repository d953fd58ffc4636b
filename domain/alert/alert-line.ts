import { Dec, Exact } from '../kernel/index.js';
import type { AlertMeasure } from '../market/index.js';
import type { WatchedRequirement } from '../margin/index.js';

/** A value of a measure as a line `equity - ratio x requirement`. */
export interface AlertLine {
  readonly requirement: WatchedRequirement;
  readonly ratio: Dec;
}

const HUNDRED = new Dec(100);
const PERCENT = new Dec('0.01');
/** Decimals of a ratio that does not come out even. */
const RATIO_DECIMALS = 40;

/**
 * The line on which a measure has a value.
 * @param buffer ratio of equity to maintenance that a careful holder keeps
 * @rounding a ratio that does not come out even to 40 decimals: up for one that equity comes down
 *   to, down for one that it comes up to, so that the line is met early
 */
export function alertLine(
  measure: AlertMeasure,
  value: Dec,
  buffer: Dec,
  when: 'below' | 'above',
): AlertLine {
  switch (measure) {
    case 'level':
      return { requirement: 'used', ratio: value.times(PERCENT) };
    case 'equityRatio':
      return { requirement: 'notional', ratio: value.times(PERCENT) };
    case 'cover':
      return { requirement: 'maintenance', ratio: value };
    case 'buffer':
      return { requirement: 'maintenance', ratio: value.times(buffer).times(PERCENT) };
    case 'usage': {
      const rounding = when === 'below' ? 'up' : 'down';
      const ratio = Exact.quotient(HUNDRED, value).rounded(RATIO_DECIMALS, rounding);
      return { requirement: 'maintenance', ratio };
    }
  }
}
