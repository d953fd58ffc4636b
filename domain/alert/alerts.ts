import { type Dec, ONE, Rational, text } from '../kernel/index.js';
import type { AlertRules, AlertMeasure } from '../market/index.js';
import {
  equityRatio,
  maintenanceCover,
  marginLevel,
  marginUsage,
  type PoolMeasure,
  type Level,
} from '../margin/index.js';

/** A threshold that was crossed, and the measure at that moment. */
export interface AlertCrossing {
  readonly kind: 'raised' | 'cleared';
  readonly measure: AlertMeasure;
  readonly threshold: string;
  readonly value: string;
}

/** The figure an alert watches. */
export function alertMeasure(measure: PoolMeasure, name: AlertMeasure): Level {
  switch (name) {
    case 'level':
      return marginLevel(measure);
    case 'equityRatio':
      return equityRatio(measure);
    case 'usage':
      return marginUsage(measure);
    case 'cover':
      return maintenanceCover(measure);
  }
}

/**
 * Which thresholds a pool has crossed since it was last asked; `raised` holds those already told.
 * A threshold fires once when the measure reaches it or goes beyond (down for level, equityRatio
 * and cover, up for usage) and clears once the measure is better than the threshold by the
 * hysteresis, a share of the threshold. A jump over several tells each, the nearest first. A pool
 * without exposure has nothing to warn of and clears what was raised.
 */
export function alertCrossings(
  rules: AlertRules,
  measure: PoolMeasure,
  raised: ReadonlySet<string>,
): AlertCrossing[] {
  const value = alertMeasure(measure, rules.measure);
  const rising = rules.measure === 'usage';
  const nearestFirst = [...rules.at].sort((a, b) => (rising ? a.cmp(b) : b.cmp(a)));
  return nearestFirst.flatMap((threshold): AlertCrossing[] => {
    const name = text(threshold);
    const told = raised.has(name);
    const reached = isReached(value, threshold, rising, measure);
    const crossing = { measure: rules.measure, threshold: name, value: shown(value) };
    if (!told && reached) return [{ kind: 'raised', ...crossing }];
    const better = isReached(value, cleared(threshold, rules.hysteresis, rising), rising, measure);
    return told && !better ? [{ kind: 'cleared', ...crossing }] : [];
  });
}

/** The value beyond which a raised threshold clears. */
function cleared(threshold: Dec, hysteresis: Dec, rising: boolean): Dec {
  return threshold.times(rising ? ONE.minus(hysteresis) : ONE.plus(hysteresis));
}

function isReached(value: Level, threshold: Dec, rising: boolean, measure: PoolMeasure): boolean {
  if (value === 'no-exposure') return false;
  // A zero divisor means no requirement at all (calm) or, for usage, no equity left (worst).
  if (value === null) return rising && measure.maintenance.sign() > 0;
  // Usage of a negative equity is beyond every threshold although the quotient is negative.
  if (rising && measure.equity.sign() < 0) return true;
  const sign = value.cmp(Rational.ofDecimal(threshold));
  return rising ? sign >= 0 : sign <= 0;
}

function shown(value: Level): string {
  return value === null ? 'null' : value.toString();
}
