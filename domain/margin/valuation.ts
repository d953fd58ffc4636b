import { type Dec, Exact, ONE } from '../kernel/index.js';
import {
  demandRate,
  instrumentIn,
  markOf,
  requirementOf,
  type Exposure,
  type Instrument,
  type Market,
} from '../market/index.js';
import {
  notionalAt,
  profitOfValue,
  signOfSide,
  valueAt,
  type Position,
} from '../position/index.js';
import { leverageOf, type LeverageChoice } from './pool.js';

/** A position valued once; every figure of a measurement reads from it. */
export interface Valuation {
  readonly position: Position;
  readonly instrument: Instrument;
  readonly exposure: Exposure;
  /** Settlement value of one unit of the asset the instrument pays in. */
  readonly rate: Dec;
  /** In settlement. */
  readonly notional: Exact;
  /** Unrealized profit in settlement, signed and unweighted. */
  readonly profit: Exact;
  /** In the pay asset, for the requirement models. */
  readonly ownNotional: Exact;
}

/**
 * Values a position at the mark, or at its own entry until the first mark came.
 * @rejects `market.mark-missing` when the rate of the pay asset never came
 */
export function valuePosition(
  market: Market,
  choice: LeverageChoice,
  position: Position,
): Valuation {
  const instrument = instrumentIn(market, position.instrument);
  const rate = demandRate(market, instrument.payAsset);
  const mark = markOf(market, instrument.id);
  const own = ownValues(instrument, position, mark);
  return {
    position,
    instrument,
    exposure: exposureOf(instrument, position, choice),
    rate,
    ownNotional: own.notional,
    notional: inSettlement(own.notional, rate),
    profit: inSettlement(own.profit, rate),
  };
}

function ownValues(instrument: Instrument, position: Position, mark: Dec | undefined) {
  if (mark === undefined) {
    return { notional: position.cost.abs(), profit: Exact.ZERO };
  }
  const value = valueAt(instrument, position.quantity, mark);
  const notional = mark.isNegative() ? notionalAt(instrument, position.quantity, mark) : value;
  return { notional, profit: profitOfValue(instrument, position, value) };
}

export function exposureOf(
  instrument: Instrument,
  position: Position,
  choice: LeverageChoice,
): Exposure {
  return {
    sign: signOfSide(position.side),
    quantity: position.quantity,
    cost: position.cost.abs(),
    leverage: leverageOf(choice, instrument, position.leverage),
  };
}

/** An amount of an asset in settlement; a rate of one costs nothing. */
export function inSettlement(amount: Exact, rate: Dec): Exact {
  return rate === ONE ? amount : amount.scaled(rate);
}

/** Initial margin in settlement. */
export function initialOf({ instrument, exposure, ownNotional, rate }: Valuation): Exact {
  return inSettlement(requirementOf(instrument.margin.initial, exposure, ownNotional), rate);
}

/** Maintenance margin in settlement. */
export function maintenanceOf({ instrument, exposure, ownNotional, rate }: Valuation): Exact {
  return inSettlement(requirementOf(instrument.margin.maintenance, exposure, ownNotional), rate);
}

/** Used margin in settlement. */
export function usedOf({ instrument, exposure, ownNotional, rate }: Valuation): Exact {
  return inSettlement(requirementOf(instrument.margin.used, exposure, ownNotional), rate);
}

/** Profit as it counts inside equity: gains by the profit weight, losses whole. */
export function weightedProfit(profit: Exact, profitWeight: Dec): Exact {
  if (profitWeight === ONE || profitWeight.eq(ONE) || profit.sign() <= 0) return profit;
  return profit.scaled(profitWeight);
}
