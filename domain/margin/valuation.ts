import { Exact, ONE, type Dec } from '../kernel/index.js';
import {
  demandRate,
  instrumentIn,
  markOf,
  requirementOf,
  type Exposure,
  type Instrument,
  type Market,
} from '../market/index.js';
import { profitOfValue, signOfSide, valueOfSize, type Position } from '../position/index.js';
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
  const exposure = exposureOf(instrument, position, choice);
  const value = mark === undefined ? position.cost : valueOfSize(instrument, exposure.size, mark);
  const ownNotional = mark?.isNegative() === true ? value.negated() : value;
  const profit = mark === undefined ? Exact.ZERO : profitOfValue(instrument, position, value);
  return {
    position,
    instrument,
    exposure,
    rate,
    ownNotional,
    notional: inSettlement(ownNotional, rate),
    profit: inSettlement(profit, rate),
  };
}

interface Known {
  readonly instrument: Instrument;
  readonly exposure: Exposure;
}

/**
 * What of a position does not move with the price, kept as long as the position, the holder's
 * choice of leverage and the instrument's terms are the same objects. A cache and nothing else.
 */
const exposures = new WeakMap<LeverageChoice, WeakMap<Position, Known>>();

export function exposureOf(
  instrument: Instrument,
  position: Position,
  choice: LeverageChoice,
): Exposure {
  let known = exposures.get(choice);
  if (known === undefined) exposures.set(choice, (known = new WeakMap()));
  const found = known.get(position);
  if (found?.instrument === instrument) return found.exposure;
  const exposure = {
    sign: signOfSide(position.side),
    quantity: position.quantity,
    size: position.quantity.times(instrument.multiplier),
    cost: position.cost.abs(),
    leverage: leverageOf(choice, instrument, position.leverage),
  };
  known.set(position, { instrument, exposure });
  return exposure;
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
