import {
  Rational,
  bandOf,
  bankruptcyPrice,
  borrowedOf,
  borrowingCapacity,
  breakEvenPrice,
  bufferDistance,
  entryPriceOf,
  equityRatio,
  estimatedLiquidationPrice,
  freeMargin,
  healthFigure,
  healthScore,
  initialAlone,
  isBreached,
  isCalled,
  liquidationPrice,
  maintenanceCover,
  marginLevel,
  marginPool,
  marginUsage,
  measurePool,
  poolBorrowed,
  reportedLiquidationPrice,
  statedMaintenance,
  statedMaintenanceAlone,
  usedAlone,
  withdrawable,
  type Account,
  type Market,
  type PoolMeasure,
  type Valuation,
} from '../../domain/index.js';

/** An exact figure, a word, a flag, or nothing. */
export type Figure = Rational | string | boolean | null;

/** The names of all figures of a pool. */
export const POOL_FIGURES = [
  'collateral',
  'unrealizedProfit',
  'equity',
  'initialMargin',
  'maintenanceMargin',
  'usedMargin',
  'orderMargin',
  'freeMargin',
  'marginLevel',
  'maintenanceCover',
  'marginUsage',
  'equityRatio',
  'slack',
  'breached',
  'withdrawable',
  'phase',
  'band',
  'borrowed',
  'borrowingCapacity',
  'healthScore',
  'bufferDistance',
  'health',
] as const;

/** The name of a figure of a pool. */
export type PoolFigure = (typeof POOL_FIGURES)[number];

/**
 * One figure of a pool in settlement; ratios as the format defines them.
 * @example
 * // With the engine of the example of `MarginEngine`:
 * const alice = (await engine.account('alice'))!;
 * poolFigure(alice, engine.market, 'cross', 'marginLevel'); // => '145'
 * poolFigure(alice, engine.market, 'cross', 'phase'); // => 'open'
 */
export function poolFigure(
  account: Account,
  market: Market,
  pool: string,
  name: PoolFigure,
  measure: PoolMeasure = measurePool(market, marginPool(account, market, pool)),
): Figure {
  switch (name) {
    case 'collateral':
      return measure.collateral.toRational();
    case 'unrealizedProfit':
      return measure.unrealizedProfit.toRational();
    case 'equity':
      return measure.equity.toRational();
    case 'initialMargin':
      return measure.initial.toRational();
    case 'maintenanceMargin':
      return statedMaintenance(market, measure).toRational();
    case 'usedMargin':
      return measure.used.toRational();
    case 'orderMargin':
      return measure.orders.toRational();
    case 'freeMargin':
      return freeMargin(measure).toRational();
    case 'marginLevel':
      return marginLevel(measure);
    case 'maintenanceCover':
      return maintenanceCover(measure);
    case 'marginUsage':
      return marginUsage(measure);
    case 'equityRatio':
      return equityRatio(measure);
    case 'slack':
      return measure.equity.minus(measure.maintenance).toRational();
    case 'breached':
      return measure.valuations.length > 0 && isBreached(market, measure);
    case 'withdrawable':
      return withdrawable(market, measure).toRational();
    case 'phase':
      return phaseOf(account, market, pool, measure);
    case 'band':
      return bandOf(market, measure);
    case 'borrowed':
      return poolBorrowed(measure).toRational();
    case 'borrowingCapacity':
      return borrowingCapacity(market, measure).toRational();
    case 'healthScore':
      return healthScore(market, measure);
    case 'bufferDistance':
      return bufferDistance(market, measure).toRational();
    case 'health':
      return healthFigure(market, measure);
  }
}

/** Where a pool stands between safe and gone. */
export function phaseOf(
  account: Account,
  market: Market,
  pool: string,
  measure: PoolMeasure,
): 'open' | 'margin-call' | 'liquidating' | 'bankrupt' {
  if (account.pools.get(pool)?.liquidation !== undefined) return 'liquidating';
  if (measure.valuations.length === 0) return measure.equity.sign() < 0 ? 'bankrupt' : 'open';
  return isCalled(market, measure, measure.valuations) ? 'margin-call' : 'open';
}

/** The names of all figures of a position. */
export const POSITION_FIGURES = [
  'side',
  'quantity',
  'entryPrice',
  'notional',
  'unrealizedProfit',
  'realizedProfit',
  'initialMargin',
  'maintenanceMargin',
  'usedMargin',
  'marginLevel',
  'leverage',
  'liquidationPrice',
  'estimatedLiquidationPrice',
  'bankruptcyPrice',
  'breakEvenPrice',
  'borrowed',
] as const;

/** The name of a figure of a position. */
export type PositionFigure = (typeof POSITION_FIGURES)[number];

/** One figure of a position: amounts in settlement, prices in its quote. */
export function positionFigure(
  market: Market,
  measure: PoolMeasure,
  valuation: Valuation,
  name: PositionFigure,
): Figure {
  const { position, instrument, rate, exposure } = valuation;
  const { pool } = measure;
  switch (name) {
    case 'side':
      return position.side;
    case 'quantity':
      return Rational.ofDecimal(position.quantity);
    case 'entryPrice':
      return entryPriceOf(instrument, position);
    case 'notional':
      return valuation.notional.toRational();
    case 'unrealizedProfit':
      return valuation.profit.toRational();
    case 'realizedProfit':
      return Rational.ofDecimal(position.realizedProfit.times(rate));
    case 'initialMargin':
      return initialAlone(valuation).toRational();
    case 'maintenanceMargin':
      return statedMaintenanceAlone(valuation).toRational();
    case 'usedMargin':
      return usedAlone(valuation).toRational();
    case 'marginLevel':
      // What backs a cross position is the whole pool, so its level is the pool's.
      return marginLevel(measure);
    case 'leverage':
      return Rational.ofDecimal(exposure.leverage);
    case 'liquidationPrice': {
      const { exact } = liquidationPrice(market, pool, position);
      return exact === null ? null : reportedLiquidationPrice(market, position, exact);
    }
    case 'estimatedLiquidationPrice':
      return estimatedLiquidationPrice(market, pool.leverage, position);
    case 'bankruptcyPrice':
      return bankruptcyPrice(market, pool, position);
    case 'breakEvenPrice':
      return breakEvenPrice(market, pool, position);
    case 'borrowed':
      return borrowedOf(valuation).toRational();
  }
}
