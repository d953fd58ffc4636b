import { Dec, type Exact, Rational } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import {
  distance,
  openingEquity,
  type Level,
  type PoolLine,
  type PoolMeasure,
} from '../margin/index.js';
import { hasReached, type AlertFigures } from './alerts.js';

/** Where a pool stands by the configured bands: green short of the first, red from the second. */
export type Band = 'green' | 'yellow' | 'red';

const HUNDRED = new Dec(100);

/** The band of a pool; one with positions and no equity is red whatever the measure. */
export function bandOf(market: Market, measure: PoolMeasure): Band {
  const { measure: by, yellow, red } = market.configuration.bands;
  if (measure.valuations.length === 0) return 'green';
  if (measure.equity.sign() <= 0) return 'red';
  const figures = figuresOf(market, measure);
  if (hasReached(figures, by, red)) return 'red';
  return hasReached(figures, by, yellow) ? 'yellow' : 'green';
}

function figuresOf(market: Market, measure: PoolMeasure): AlertFigures {
  return {
    equity: measure.equity,
    maintenance: measure.maintenance,
    opening: () => openingEquity(measure),
    used: () => measure.used,
    notional: () => measure.notional,
    buffer: () => bufferOf(market, measure),
    exposed: measure.valuations.length > 0,
  };
}

/** The equity that a careful holder keeps: buffer x maintenance margin, in settlement. */
export function bufferOf(market: Market, { maintenance }: PoolLine): Exact {
  return maintenance.scaled(market.configuration.buffer);
}

/** How far the equity lies above the buffer, in settlement; negative inside the buffer. */
export function bufferDistance(market: Market, line: PoolLine): Exact {
  return distance(line, market.configuration.buffer);
}

/**
 * Health from 0, where the liquidation begins, to 100, where the buffer is whole, linear in the
 * equity between them; exact. Without positions `no-exposure`.
 * @formula 100 x (equity - trigger x maintenance) / ((buffer - trigger) x maintenance), in [0, 100]
 */
export function healthScore(market: Market, measure: PoolMeasure): Level {
  if (measure.valuations.length === 0) return 'no-exposure';
  const { buffer, liquidation } = market.configuration;
  const room = distance(measure, liquidation.trigger);
  if (room.sign() <= 0) return Rational.ZERO;
  if (bufferDistance(market, measure).sign() >= 0) return Rational.ofDecimal(HUNDRED);
  const whole = measure.maintenance.scaled(buffer.minus(liquidation.trigger));
  return room.scaled(HUNDRED).toRational().over(whole.toRational());
}
