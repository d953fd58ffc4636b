import { Dec, ZERO, parseDuration, refuse, text } from '../kernel/index.js';
import type {
  AlertMeasure,
  BandTerms,
  EngineTerms,
  LiquidationTerms,
  NotificationTerms,
} from './engine-terms.js';

/** Where a pool turns yellow and red: the measure and its values, yellow met first. */
export interface BandRules {
  readonly measure: AlertMeasure;
  readonly yellow: Dec;
  readonly red: Dec;
}

/** What warns of a liquidation, or stops new risk, before it comes. */
export interface WarningRules {
  readonly bands: BandRules;
  /** Ratio of equity to maintenance that a careful holder keeps; the health score is 100 there. */
  readonly buffer: Dec;
  /** Margin level, percent, below which nothing may add risk; absent: no such line. */
  readonly newRiskLevel?: Dec;
  /** What is told on which channel where the holder has chosen nothing. */
  readonly notifications: NotificationTerms;
}

/** Whether margin calls are issued, and how long the holder has to cure one. */
export interface CallRules {
  readonly marginCall: 'issued' | 'none';
  /** Milliseconds after which an uncured call is liquidated; absent: it never is for that alone. */
  readonly callGrace?: number;
}

/** Measures that grow as a pool gets worse; the others fall. */
export function isRising(measure: AlertMeasure): boolean {
  return measure === 'usage';
}

/**
 * Reads the lines that warn.
 * @rejects `input.invalid`: other than two positive bands, a buffer that is not above the trigger,
 *   a level that is not positive
 */
export function warningRules(engine: EngineTerms, trigger: Dec): WarningRules {
  const buffer = engine.buffer === undefined ? usualBuffer(trigger) : new Dec(engine.buffer);
  if (buffer.lte(trigger)) {
    invalid('engine.buffer', 'the buffer must lie above the liquidation trigger', buffer, trigger);
  }
  const { newRiskLevel } = engine;
  return {
    bands: bandRules(engine.bands ?? ['50', '80']),
    buffer,
    ...(newRiskLevel === undefined
      ? {}
      : { newRiskLevel: positive('engine.newRiskLevel', newRiskLevel) }),
    notifications: engine.notifications ?? 'on',
  };
}

/** Three times the maintenance; above an unusually high trigger twice that. */
function usualBuffer(trigger: Dec): Dec {
  const usual = new Dec(3);
  return trigger.lt(usual) ? usual : trigger.times(2);
}

/** A bare list of bands is in percent of the margin usage. */
function bandRules(terms: readonly string[] | BandTerms): BandRules {
  const { measure, at } = 'measure' in terms ? terms : { measure: 'usage' as const, at: terms };
  const values = at.map((value, index) => positive(`engine.bands[${index}]`, value));
  const [first, second, ...more] = values;
  if (first === undefined || second === undefined || more.length > 0) {
    const count = new Dec(values.length);
    invalid('engine.bands', 'bands are two: yellow from, red from', count, new Dec(2));
  }
  const [low, high] = first.lte(second) ? [first, second] : [second, first];
  return isRising(measure)
    ? { measure, yellow: low, red: high }
    : { measure, yellow: high, red: low };
}

/**
 * Reads how margin calls are made.
 * @rejects `input.invalid`: a grace that is no duration, or one for calls that are never issued
 */
export function callRules({ marginCall = 'issued', callGrace }: LiquidationTerms): CallRules {
  if (callGrace === undefined) return { marginCall };
  const grace = parseDuration(callGrace);
  const field = 'engine.liquidation.callGrace';
  if (!grace.ok) {
    refuse('input.invalid', `${field} must be ${grace.error}`, {
      field,
      figure: callGrace,
      limit: grace.error,
    });
  }
  if (marginCall === 'none') {
    refuse('input.invalid', 'there is no grace for calls that are never issued', {
      field,
      figure: callGrace,
      limit: 'marginCall: issued',
    });
  }
  return { marginCall, callGrace: grace.value };
}

function positive(field: string, given: string): Dec {
  const value = new Dec(given);
  if (value.lte(ZERO)) invalid(field, `${field} must be positive`, value, ZERO);
  return value;
}

function invalid(field: string, message: string, figure: Dec, limit: Dec): never {
  refuse('input.invalid', message, { field, figure: text(figure), limit: text(limit) });
}
