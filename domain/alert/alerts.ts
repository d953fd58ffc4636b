import { Dec, type Exact } from '../kernel/index.js';
import type { AlertMeasure, AlertRules } from '../market/index.js';

/** The figures of a pool that alerts are judged by, in settlement; read only when needed. */
export interface AlertFigures {
  readonly equity: Exact;
  readonly maintenance: Exact;
  /** Equity as it counts for new risk, which the margin level is taken of. */
  readonly opening: () => Exact;
  readonly used: () => Exact;
  readonly notional: () => Exact;
  /** The equity a careful holder keeps: buffer x maintenance. */
  readonly buffer: () => Exact;
  /** Whether the pool holds any position. */
  readonly exposed: boolean;
}

/** A threshold that was crossed, and the measure at that moment. */
export interface AlertCrossing {
  readonly kind: 'raised' | 'cleared';
  readonly measure: AlertMeasure;
  readonly threshold: string;
  readonly value: string;
}

const HUNDRED = new Dec(100);

/**
 * Which thresholds a pool has crossed since it was last asked; `raised` holds those already told.
 * A threshold fires once when the measure reaches it or goes beyond (up for usage, down for
 * the others) and clears once the measure is better than the threshold by the
 * hysteresis, a share of the threshold. A jump over several tells each, the nearest first. A pool
 * without exposure has nothing to warn of and clears what was raised.
 */
export function alertCrossings(
  rules: AlertRules,
  figures: AlertFigures,
  raised: ReadonlySet<string>,
): AlertCrossing[] {
  const { measure, thresholds } = rules;
  const crossings: AlertCrossing[] = [];
  for (const { name, value, clears } of thresholds) {
    const told = raised.has(name);
    const kind = told ? 'cleared' : 'raised';
    const reached = hasReached(figures, measure, value);
    // Without a hysteresis both ends are one value, at which what was told stays told.
    const crossed = told ? !reached && !isWorseThan(figures, measure, clears) : reached;
    // Thresholds get worse in this order: what has not reached this one is short of the rest.
    if (!crossed && !told && raised.size === 0) break;
    if (crossed) {
      crossings.push({ kind, measure, threshold: name, value: valueOf(figures, measure) });
    }
  }
  return crossings;
}

/** The measure stands at the threshold or beyond it. */
export function hasReached(figures: AlertFigures, measure: AlertMeasure, threshold: Dec): boolean {
  return compare(figures, measure, threshold, (sign) => sign <= 0);
}

/** The measure is beyond the value, not merely at it. */
function isWorseThan(figures: AlertFigures, measure: AlertMeasure, value: Dec): boolean {
  return compare(figures, measure, value, (sign) => sign < 0);
}

/**
 * Compares a quotient with a threshold without dividing: the room left before the threshold is
 * `part - threshold x whole`, negative beyond it. A zero divisor leaves nothing to warn of, except
 * that a requirement without any equity is beyond every threshold of usage.
 */
function compare(
  figures: AlertFigures,
  measure: AlertMeasure,
  threshold: Dec,
  beyond: (sign: -1 | 0 | 1) => boolean,
): boolean {
  if (!figures.exposed) return false;
  const { equity, maintenance } = figures;
  if (measure === 'usage') {
    if (equity.sign() <= 0) return maintenance.sign() > 0;
    return beyond(equity.scaled(threshold).cmp(maintenance.scaled(HUNDRED)));
  }
  const whole = divisorOf(figures, measure);
  if (whole.sign() === 0) return false;
  const over = measure === 'level' ? figures.opening() : equity;
  const part = measure === 'cover' ? over : over.scaled(HUNDRED);
  return beyond(part.cmp(whole.scaled(threshold)));
}

function divisorOf(figures: AlertFigures, measure: Exclude<AlertMeasure, 'usage'>): Exact {
  switch (measure) {
    case 'level':
      return figures.used();
    case 'equityRatio':
      return figures.notional();
    case 'cover':
      return figures.maintenance;
    case 'buffer':
      return figures.buffer();
  }
}

/** The measure itself, for the event: percent, for cover a ratio. */
function valueOf(figures: AlertFigures, measure: AlertMeasure): string {
  if (!figures.exposed) return 'no-exposure';
  const [part, whole] =
    measure === 'usage'
      ? [figures.maintenance, figures.equity]
      : [measure === 'level' ? figures.opening() : figures.equity, divisorOf(figures, measure)];
  if (whole.sign() === 0) return 'null';
  const scaled = measure === 'cover' ? part : part.scaled(HUNDRED);
  return scaled.toRational().over(whole.toRational()).toString();
}
