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
  const known = knownOf(instrument, position, choice);
  const { last, exposure } = known;
  if (last !== undefined && last.mark === mark && last.rate === rate) return last.valuation;
  const value = mark === undefined ? position.cost : valueOfSize(instrument, exposure.size, mark);
  const ownNotional = mark?.isNegative() === true ? value.negated() : value;
  const profit = mark === undefined ? Exact.ZERO : profitOfValue(instrument, position, value);
  const valuation = {
    position,
    instrument,
    exposure,
    rate,
    ownNotional,
    notional: inSettlement(ownNotional, rate),
    profit: inSettlement(profit, rate),
  };
  known.last = { mark, rate, valuation };
  return valuation;
}

/** What was worked out of a position: what never moves with the price, and its last valuation. */
interface Known {
  readonly instrument: Instrument;
  readonly exposure: Exposure;
  last?: { readonly mark: Dec | undefined; readonly rate: Dec; readonly valuation: Valuation };
}

/**
 * A cache and nothing else: an entry holds as long as the position, the holder's choice of
 * leverage, the instrument's terms, the mark and the rate are the very same objects. It lets a
 * cascade value each position once however often the pool is measured.
 */
const worked = new WeakMap<LeverageChoice, WeakMap<Position, Known>>();

function knownOf(instrument: Instrument, position: Position, choice: LeverageChoice): Known {
  let positions = worked.get(choice);
  if (positions === undefined) worked.set(choice, (positions = new WeakMap()));
  const found = positions.get(position);
  if (found?.instrument === instrument) return found;
  const exposure = {
    sign: signOfSide(position.side),
    quantity: position.quantity,
    size: position.quantity.times(instrument.multiplier),
    cost: position.cost.abs(),
    leverage: leverageOf(choice, instrument, position.leverage),
  };
  const known: Known = { instrument, exposure };
  positions.set(position, known);
  return known;
}

/** What the requirement of a position depends on besides the price. */
export function exposureOf(
  instrument: Instrument,
  position: Position,
  choice: LeverageChoice,
): Exposure {
  return knownOf(instrument, position, choice).exposure;
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
