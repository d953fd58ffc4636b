import { Dec, Exact, ONE, Rational, ZERO, maxOf } from '../kernel/index.js';
import type { HealthTerms, Market } from '../market/index.js';
import { countedBalance } from './collateral.js';
import type { PoolLine, PoolMeasure } from './measure.js';
import { nettingOf, poolRequirement } from './netting.js';
import { demanded, statedMaintenanceOf, type Valuation } from './valuation.js';

/** A quotient of two figures; without positions `no-exposure`, with a zero divisor `null`. */
export type Level = Rational | 'no-exposure' | null;

const HUNDRED = new Dec(100);

/** equity - ratio x maintenance: positive above the line, zero on it, negative below. */
export function distance({ equity, maintenance }: PoolLine, ratio: Dec): Exact {
  return equity.minus(maintenance.scaled(ratio));
}

/** Whether equity has come down to ratio x maintenance; with boundary `below`: below it. */
export function isDownTo({ configuration }: Market, line: PoolLine, ratio: Dec): boolean {
  const { equity, maintenance } = line;
  const sign = ratio.eq(ONE) ? equity.cmp(maintenance) : distance(line, ratio).sign();
  return configuration.boundary === 'below' ? sign < 0 : sign <= 0;
}

/** Whether the liquidation of a pool with positions begins. */
export function isBreached(market: Market, line: PoolLine): boolean {
  return isDownTo(market, line, market.configuration.liquidation.trigger);
}

/** Whether a running liquidation may stop: above the target (with boundary `below`: at it). */
export function isAtTarget(market: Market, line: PoolLine): boolean {
  return !isDownTo(market, line, market.configuration.liquidation.target);
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
  const { profitWithdrawable } = market.configuration;
  const { collateral, equity, initialHaircut, orders } = measure;
  const backing = profitWithdrawable ? equity : collateral.min(equity);
  return backing.minus(initialHaircut).minus(mustStay(market, measure)).minus(orders);
}

/** What must stay in the pool: its initial margin, or a larger share of the notional. */
function mustStay(market: Market, { initial, notional }: PoolMeasure): Exact {
  const { withdrawalShare } = market.configuration;
  return withdrawalShare === undefined ? initial : initial.max(notional.scaled(withdrawalShare));
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

/**
 * The maintenance margin as it is told: without the fees for closing that count beside it wherever
 * the equity is compared with it.
 */
export function statedMaintenance(market: Market, measure: PoolMeasure): Exact {
  const { pool, valuations, maintenance, whole } = measure;
  if (valuations.every(({ instrument }) => instrument.margin.stated === undefined)) {
    return maintenance;
  }
  const netting = nettingOf(market.configuration, pool);
  const stated = poolRequirement(valuations, statedMaintenanceOf, netting);
  return whole === undefined ? stated : stated.plus(whole);
}

/**
 * The health of a pool as the configuration shows it: one view of its slack, rounded where it says
 * so. Whether the pool is breached never depends on it.
 */
export function healthFigure(market: Market, measure: PoolMeasure): Level {
  const { health = DEFAULT_HEALTH } = market.configuration;
  const exact = viewOf(measure, health.view);
  if (!(exact instanceof Rational)) return exact;
  const shown = unitOf(health) === 'percent' ? exact.times(Rational.of(100n)) : exact;
  const { rounding } = health;
  if (rounding === undefined) return shown;
  return Rational.ofDecimal(shown.toDecimal(rounding.decimals, rounding.rounding));
}

/** What is shown where no view is configured. */
export const DEFAULT_HEALTH: HealthTerms = { name: 'maintenance cover', view: 'cover' };

/** Levels and ratios are shown in percent unless the configuration says otherwise. */
export function unitOf({ view, unit }: HealthTerms): 'percent' | 'number' {
  return unit ?? (view === 'level' || view === 'ratio' ? 'percent' : 'number');
}

function viewOf(measure: PoolMeasure, view: HealthTerms['view']): Level {
  switch (view) {
    case 'level':
      return share(measure, openingEquity(measure), measure.used);
    case 'cover':
      return maintenanceCover(measure);
    case 'ratio':
    case 'rate':
      return share(measure, measure.maintenance, measure.equity);
  }
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
