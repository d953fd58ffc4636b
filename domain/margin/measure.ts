import { Exact, ZERO, type Dec } from '../kernel/index.js';
import { demandRate, instrumentIn, type BasisNotional, type Market } from '../market/index.js';
import { reservedMargin, type OpenOrder } from '../order/index.js';
import { notionalAt, signOfSide } from '../position/index.js';
import { collateralOf } from './collateral.js';
import { joinedChange, openingHaircut } from './joined-profit.js';
import { nettingOf, poolRequirement } from './netting.js';
import { leverageOf, type CrossPool, type MarginPool } from './pool.js';
import { RiskSums, isMeasuredWhole, poolRisk } from './portfolio/pool-risk.js';
import { lineSums } from './running-sums.js';
import { valuePool } from './value-pool.js';
import {
  inSettlement,
  indexValue,
  initialOf,
  maintenanceOf,
  initialMarginAt,
  usedOf,
  weightedProfit,
  type Valuation,
} from './valuation.js';

/** The two figures that decide everything, in settlement. */
export interface PoolLine {
  readonly equity: Exact;
  readonly maintenance: Exact;
  /** The part of the maintenance margin that is required of the pool as a whole; absent: none. */
  readonly whole?: Exact;
}

/** All figures of a pool in settlement, each exact. Only a measured pool can be judged. */
export interface PoolMeasure extends PoolLine {
  readonly pool: MarginPool;
  readonly valuations: readonly Valuation[];
  readonly collateral: Exact;
  /** What the collateral counts less for new risk and for what may leave. */
  readonly initialHaircut: Exact;
  /** Unweighted, signed. */
  readonly unrealizedProfit: Exact;
  readonly notional: Exact;
  readonly initial: Exact;
  readonly used: Exact;
  readonly orders: Exact;
}

/** Values each position of the pool once and measures what a decision about a breach needs. */
export function measureLine(market: Market, pool: MarginPool): PoolLine {
  return lineOf(market, pool, valuePool(market, pool));
}

/**
 * Values each position of the pool once and measures every figure.
 * @example
 * // With the engine of the example of `MarginEngine`:
 * const alice = (await engine.account('alice'))!;
 * const pool = marginPool(alice, engine.market, 'cross');
 * const { equity, maintenance } = measurePool(engine.market, pool);
 * equity; // => '290'
 * maintenance; // => '100'
 */
export function measurePool(market: Market, pool: MarginPool): PoolMeasure {
  const valuations = valuePool(market, pool);
  const netting = nettingOf(market.configuration, pool);
  const collateral = collateralOf(market, pool);
  const { profitWeight } = market.configuration;
  const profits = valuations.map(({ profit }) => weightedProfit(profit, profitWeight));
  const sums = isMeasuredWhole(market, pool, valuations) ? RiskSums.of(valuations) : undefined;
  const whole = sums && poolRisk(market, pool, sums, 'maintenance');
  const opening = sums === undefined ? Exact.ZERO : poolRisk(market, pool, sums, 'initial');
  return {
    pool,
    valuations,
    collateral,
    initialHaircut: openingHaircut(market, pool, valuations),
    unrealizedProfit: Exact.sum(valuations.map(({ profit }) => profit)),
    equity: collateral.plus(Exact.sum(profits)).plus(joinedChange(market, pool, valuations)),
    notional: Exact.sum(valuations.map(({ notional }) => notional)),
    initial: poolRequirement(valuations, initialOf, netting).plus(opening),
    maintenance: poolRequirement(valuations, maintenanceOf, netting).plus(whole ?? Exact.ZERO),
    ...(whole && { whole }),
    used: poolRequirement(valuations, usedOf, netting).plus(opening),
    orders: pool.mode === 'cross' ? orderMargin(market, pool) : Exact.ZERO,
  };
}

/** Equity and maintenance margin of a pool, in settlement: all that a breach depends on. */
export function lineOf(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): PoolLine {
  const { profit, maintenance, risk } = lineSums(market, pool, valuations);
  const counted = collateralOf(market, pool).plus(profit);
  const equity =
    market.configuration.profitJoins === undefined
      ? counted
      : counted.plus(joinedChange(market, pool, valuations));
  if (risk === undefined) return { equity, maintenance };
  const whole = poolRisk(market, pool, risk, 'maintenance');
  return { equity, maintenance: maintenance.plus(whole), whole };
}

/** Used margin of a pool whose positions are valued already, in settlement. */
export function usedMargin(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): Exact {
  const used = poolRequirement(valuations, usedOf, nettingOf(market.configuration, pool));
  if (!isMeasuredWhole(market, pool, valuations)) return used;
  return used.plus(poolRisk(market, pool, RiskSums.of(valuations), 'initial'));
}

/** Margin that the open orders of a cross pool reserve, in settlement. */
function orderMargin(market: Market, pool: CrossPool): Exact {
  if (pool.orders.length === 0) return Exact.ZERO;
  const instruments = new Set(pool.orders.map(({ instrument }) => instrument));
  const { orders: rules } = market.configuration;
  let total = Exact.ZERO;
  for (const instrument of instruments) {
    const orders = pool.orders.filter((order) => order.instrument === instrument);
    const charge = (order: OpenOrder, quantity: Dec) =>
      orderTerms(market, pool, order, quantity).charge;
    total = total.plus(reservedMargin(orders, heldIn(pool, instrument), rules, charge));
  }
  return total;
}

/** What an order is charged by: its exposure at its own price, and its initial margin there. */
export interface OrderTerms {
  readonly at: BasisNotional;
  /** In settlement. */
  readonly charge: Exact;
}

/** The initial margin of a position of that quantity opened at the order's price. */
export function orderTerms(
  market: Market,
  pool: CrossPool,
  order: OpenOrder,
  quantity: Dec,
): OrderTerms {
  const instrument = instrumentIn(market, order.instrument);
  const notional = notionalAt(instrument, quantity, order.price);
  const exposure = {
    sign: signOfSide(order.side),
    quantity,
    size: quantity.times(instrument.multiplier),
    cost: notional,
    leverage: leverageOf(pool.leverage, instrument, order.leverage),
  };
  const indexNotional = indexValue(market, instrument, exposure.size) ?? notional;
  const own = initialMarginAt(market, instrument, exposure, notional);
  return {
    at: { exposure, ownNotional: notional, indexNotional },
    charge: inSettlement(own, demandRate(market, instrument.payAsset)),
  };
}

/** What a pool holds of an instrument, both sides against each other. */
export function heldIn(pool: CrossPool, instrument: string) {
  const net = pool.positions
    .filter((position) => position.instrument === instrument)
    .reduce((sum, { side, quantity }) => sum.plus(quantity.times(signOfSide(side))), ZERO);
  if (net.isZero()) return undefined;
  return { side: net.isNegative() ? ('short' as const) : ('long' as const), quantity: net.abs() };
}
