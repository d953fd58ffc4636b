import { Dec, Exact, ZERO, maxOf, type Rational } from '../kernel/index.js';
import type { Market } from '../market/index.js';
import { countedBalance } from './collateral.js';
import type { PoolLine, PoolMeasure } from './measure.js';
import { demanded, type Valuation } from './valuation.js';

/** A quotient of two figures; without positions `no-exposure`, with a zero divisor `null`. */
export type Level = Rational | 'no-exposure' | null;

const HUNDRED = new Dec(100);

/** equity - ratio x maintenance: positive above the line, zero on it, negative below. */
export function distance({ equity, maintenance }: PoolLine, ratio: Dec): Exact {
  return equity.minus(maintenance.scaled(ratio));
}

/** Whether the liquidation of a pool with positions begins. */
export function isBreached(market: Market, line: PoolLine): boolean {
  const { boundary, liquidation } = market.configuration;
  const sign = distance(line, liquidation.trigger).sign();
  return boundary === 'below' ? sign < 0 : sign <= 0;
}

/** Whether a running liquidation may stop: above the target (with boundary `below`: at it). */
export function isAtTarget(market: Market, line: PoolLine): boolean {
  const { boundary, liquidation } = market.configuration;
  const sign = distance(line, liquidation.target).sign();
  return boundary === 'below' ? sign >= 0 : sign > 0;
}

/**
 * The line at or below which a margin call is due: `call` x maintenance, where the configuration
 * names it; else used margin x call level, for positions whose model has one. Undefined where no
 * call can be due: without positions, without such a line, or when none is ever issued.
 */
export function callLine(
  market: Market,
  { maintenance, whole }: PoolLine,
  valuations: readonly Valuation[],
): Exact | undefined {
  const { call, marginCall } = market.configuration.liquidation;
  if (valuations.length === 0 || marginCall === 'none') return undefined;
  if (call !== undefined) return maintenance.scaled(call);
  if (!valuations.some(({ instrument }) => instrument.margin.call !== undefined)) {
    return undefined;
  }
  const alone = Exact.sum(
    valuations.map((valuation) => {
      const { call, maintenance } = valuation.instrument.margin;
      return demanded(call ?? maintenance, valuation);
    }),
  );
  return whole === undefined ? alone : alone.plus(whole);
}

/** Whether a margin call is due: equity at or below the call line. */
export function isCalled(
  market: Market,
  pool: PoolLine,
  valuations: readonly Valuation[],
): boolean {
  const line = callLine(market, pool, valuations);
  return line !== undefined && pool.equity.cmp(line) <= 0;
}

/** Equity as it counts for new risk: with the initial haircuts of the collateral. */
export function openingEquity({ equity, initialHaircut }: PoolMeasure): Exact {
  return equity.minus(initialHaircut);
}

/** equity - initial margin - order margin, by the initial haircuts; may be negative. */
export function freeMargin(measure: PoolMeasure): Exact {
  return openingEquity(measure).minus(measure.initial).minus(measure.orders);
}

/**
 * What could leave the pool, before the cut at zero: unrealized profit is left out unless the
 * configuration lets it be withdrawn.
 */
export function releasable(market: Market, measure: PoolMeasure): Exact {
  if (market.configuration.profitWithdrawable) return freeMargin(measure);
  const { collateral, equity, initialHaircut, initial, orders } = measure;
  return collateral.min(equity).minus(initialHaircut).minus(initial).minus(orders);
}

/** `releasable`, never below zero and at most the settlement balance (isolated: the pool's). */
export function withdrawable(market: Market, measure: PoolMeasure): Exact {
  const { pool } = measure;
  const { settlement } = market.configuration;
  const held =
    pool.mode === 'cross'
      ? Exact.of(maxOf(countedBalance(market, pool.wallets, settlement), ZERO))
      : measure.collateral;
  return releasable(market, measure).min(held).max(Exact.ZERO);
}

/** Percent: equity / used margin. */
export function marginLevel(measure: PoolMeasure): Level {
  return percent(measure, openingEquity(measure), measure.used);
}

/** Level: equity / maintenance. */
export function maintenanceCover(measure: PoolMeasure): Level {
  return share(measure, measure.equity, measure.maintenance);
}

/** Percent: maintenance / equity. */
export function marginUsage(measure: PoolMeasure): Level {
  return percent(measure, measure.maintenance, measure.equity);
}

/** Percent: equity / notional. */
export function equityRatio(measure: PoolMeasure): Level {
  return percent(measure, measure.equity, measure.notional);
}

function percent(measure: PoolMeasure, part: Exact, whole: Exact): Level {
  return share(measure, part.scaled(HUNDRED), whole);
}

function share({ valuations }: PoolMeasure, part: Exact, whole: Exact): Level {
  if (valuations.length === 0) return 'no-exposure';
  if (whole.sign() === 0) return null;
  return part.toRational().over(whole.toRational());
}
