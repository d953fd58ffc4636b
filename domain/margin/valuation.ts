import { Exact, ONE, type Dec } from '../kernel/index.js';
import {
  demandRate,
  instrumentIn,
  markOf,
  requirementOf,
  riskUnitOf,
  type BasisNotional,
  type Exposure,
  type Instrument,
  type Market,
  type Requirement,
  type RiskUnit,
} from '../market/index.js';
import {
  profitOfValue,
  signOfSide,
  valueOfSize,
  type OptionState,
  type Position,
} from '../position/index.js';
import { leverageOf, type LeverageChoice } from './pool.js';
import { isSameState, optionState } from './portfolio/option-risk.js';
import { positionRisk, requiredAlone, type PositionRisk } from './portfolio/position-risk.js';
import { sumsOf } from './portfolio/unit-sums.js';

/** A position valued once; every figure of a measurement reads from it. */
export interface Valuation extends BasisNotional {
  readonly position: Position;
  readonly instrument: Instrument;
  /** Settlement value of one unit of the asset the instrument pays in. */
  readonly rate: Dec;
  /** In settlement. */
  readonly notional: Exact;
  /** Unrealized profit in settlement, signed and unweighted. */
  readonly profit: Exact;
  /** Maintenance margin that the schedule asks of it, in settlement. */
  readonly maintenance: Exact;
  /** What it adds to its unit under portfolio margin; absent: its model looks at it alone. */
  readonly risk?: PositionRisk;
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
  return valueKnown(market, knownOf(market, position, choice));
}

/** The same of a position whose instrument is listed with the terms it is known by. */
export function valueKnown(market: Market, known: KnownPosition): Valuation {
  const { position, instrument, last, exposure } = known;
  const rate = demandRate(market, instrument.payAsset);
  const mark = markOf(market, instrument.id);
  const index = indexFor(market, instrument);
  const unit = riskUnitOf(market, instrument);
  const option = unit && optionOf(market, instrument, unit);
  if (
    last?.mark === mark &&
    last?.rate === rate &&
    last?.index === index &&
    last?.valuation.risk?.unit === unit &&
    (option === undefined || isSameState(last?.option, option))
  ) {
    return last.valuation;
  }
  const { sign, size } = exposure;
  const value = mark === undefined ? position.cost : valueOfSize(instrument, size, mark);
  const ownNotional = mark?.isNegative() === true ? value.negated() : value;
  const profit = mark === undefined ? Exact.ZERO : profitOfValue(instrument, position, value);
  const indexNotional =
    index === undefined ? ownNotional : valueOfSize(instrument, size, index).abs();
  const required = requirementOf(
    instrument.margin.maintenance,
    exposure,
    ownNotional,
    indexNotional,
  );
  const own = {
    position,
    instrument,
    exposure,
    rate,
    ownNotional,
    indexNotional,
    notional: inSettlement(ownNotional, rate),
    profit: inSettlement(profit, rate),
    maintenance: inSettlement(required, rate),
  };
  const priced = { sign, size, value, index, rate, option };
  const valuation =
    unit === undefined ? own : { ...own, risk: positionRisk(unit, instrument, priced) };
  known.last = { mark, index, rate, option, valuation };
  return valuation;
}

/** Where an option stands; undefined for anything else. */
function optionOf(market: Market, instrument: Instrument, unit: RiskUnit): OptionState | undefined {
  return instrument.option && optionState(market, instrument, instrument.option, unit.stress);
}

/** The index a requirement of the instrument is taken at, where it is and one came. */
function indexFor({ indexes }: Market, { id, margin }: Instrument): Dec | undefined {
  return margin.usesIndex ? indexes.get(id)?.price : undefined;
}

/** The value of contracts x multiplier at that index, in the pay asset. */
export function indexValue(market: Market, instrument: Instrument, size: Dec): Exact | undefined {
  const index = indexFor(market, instrument);
  return index === undefined ? undefined : valueOfSize(instrument, size, index).abs();
}

/** What was worked out of a position: what never moves with the price, and its last valuation. */
export interface KnownPosition {
  readonly position: Position;
  readonly choice: LeverageChoice;
  readonly instrument: Instrument;
  readonly exposure: Exposure;
  last?: {
    readonly mark: Dec | undefined;
    readonly index: Dec | undefined;
    readonly rate: Dec;
    readonly option: OptionState | undefined;
    readonly valuation: Valuation;
  };
}

/**
 * A cache and nothing else: an entry holds as long as the position, the holder's choice of
 * leverage, the instrument's terms, the mark and the rate are the very same objects. It lets a
 * cascade value each position once however often the pool is measured.
 */
const worked = new WeakMap<Position, KnownPosition>();

/** What was worked out of a position of a listed instrument; anew where its terms are others. */
export function knownOf(market: Market, position: Position, choice: LeverageChoice): KnownPosition {
  return knownIn(instrumentIn(market, position.instrument), position, choice);
}

function knownIn(
  instrument: Instrument,
  position: Position,
  choice: LeverageChoice,
): KnownPosition {
  const found = worked.get(position);
  if (found?.instrument === instrument && found.choice === choice) return found;
  const exposure = {
    sign: signOfSide(position.side),
    quantity: position.quantity,
    size: position.quantity.times(instrument.multiplier),
    cost: position.cost.abs(),
    leverage: leverageOf(choice, instrument, position.leverage),
  };
  const known: KnownPosition = { position, choice, instrument, exposure };
  worked.set(position, known);
  return known;
}

/** What the requirement of a position depends on besides the price. */
export function exposureOf(
  instrument: Instrument,
  position: Position,
  choice: LeverageChoice,
): Exposure {
  return knownIn(instrument, position, choice).exposure;
}

/** An amount of an asset in settlement; a rate of one costs nothing. */
export function inSettlement(amount: Exact, rate: Dec): Exact {
  return rate === ONE ? amount : amount.scaled(rate);
}

/** What a requirement demands of a valued position, in settlement. */
export function demanded(requirement: Requirement, valuation: Valuation): Exact {
  const { exposure, ownNotional, indexNotional, rate } = valuation;
  return inSettlement(requirementOf(requirement, exposure, ownNotional, indexNotional), rate);
}

/** Initial margin that the schedule of the instrument asks of the position, in settlement. */
export function initialOf(valuation: Valuation): Exact {
  return demanded(valuation.instrument.margin.initial, valuation);
}

/** Maintenance margin that the schedule asks of it, in settlement. */
export function maintenanceOf({ maintenance }: Valuation): Exact {
  return maintenance;
}

/** Maintenance margin as it is told, without a fee for closing that counts beside it. */
export function statedMaintenanceOf(valuation: Valuation): Exact {
  const { stated, maintenance } = valuation.instrument.margin;
  return demanded(stated ?? maintenance, valuation);
}

/** Initial margin as if the position were the only one of its pool, in settlement. */
export function initialAlone(valuation: Valuation): Exact {
  const { risk } = valuation;
  const own = initialOf(valuation);
  return risk === undefined ? own : own.plus(requiredAlone(risk, 'initial'));
}

/** Maintenance margin as if the position were the only one of its pool, in settlement. */
export function maintenanceAlone(valuation: Valuation): Exact {
  return withRiskAlone(maintenanceOf(valuation), valuation);
}

/** The same as it is told, without a fee for closing that counts beside it. */
export function statedMaintenanceAlone(valuation: Valuation): Exact {
  return withRiskAlone(statedMaintenanceOf(valuation), valuation);
}

function withRiskAlone(own: Exact, { risk }: Valuation): Exact {
  return risk === undefined ? own : own.plus(requiredAlone(risk, 'maintenance'));
}

/** Used margin that the schedule asks of it, in settlement. */
export function usedOf(valuation: Valuation): Exact {
  return demanded(valuation.instrument.margin.used, valuation);
}

/**
 * The initial margin of an exposure at a notional, were it alone, in the pay asset: what an order
 * reserves and an isolated opening allocates. Where a requirement takes an index, as it stands.
 */
export function initialMarginAt(
  market: Market,
  instrument: Instrument,
  exposure: Exposure,
  notional: Exact,
): Exact {
  const { size } = exposure;
  const atIndex = indexValue(market, instrument, size);
  const own = requirementOf(instrument.margin.initial, exposure, notional, atIndex);
  const risk = riskAt(market, instrument, exposure, notional);
  if (risk === undefined) return own;
  const rate = demandRate(market, instrument.payAsset);
  return own.plus(fromSettlement(requiredAlone(risk, 'initial'), rate));
}

/** What an exposure at a notional would add to its unit; undefined where its model is alone. */
export function riskAt(
  market: Market,
  instrument: Instrument,
  { sign, size }: Exposure,
  notional: Exact,
): PositionRisk | undefined {
  const unit = riskUnitOf(market, instrument);
  if (unit === undefined) return undefined;
  const index = indexFor(market, instrument);
  const rate = demandRate(market, instrument.payAsset);
  const option = optionOf(market, instrument, unit);
  const priced = { sign, size, value: notional, index, rate, option };
  return { unit, sums: sumsOf(unit, instrument, priced) };
}

/** Initial margin of a position as if it were alone, in its pay asset. */
export function initialInPayAsset(valuation: Valuation): Exact {
  const { instrument, exposure, ownNotional, indexNotional, risk, rate } = valuation;
  const own = requirementOf(instrument.margin.initial, exposure, ownNotional, indexNotional);
  if (risk === undefined) return own;
  return own.plus(fromSettlement(requiredAlone(risk, 'initial'), rate));
}

function fromSettlement(amount: Exact, rate: Dec): Exact {
  return rate === ONE ? amount : amount.over(rate);
}

/** Used margin as if the position were the only one of its pool, in settlement. */
export function usedAlone(valuation: Valuation): Exact {
  const { risk } = valuation;
  const own = usedOf(valuation);
  return risk === undefined ? own : own.plus(requiredAlone(risk, 'initial'));
}

/** Profit as it counts inside equity: gains by the profit weight, losses whole. */
export function weightedProfit(profit: Exact, profitWeight: Dec): Exact {
  if (profitWeight === ONE || profitWeight.eq(ONE) || profit.sign() <= 0) return profit;
  return profit.scaled(profitWeight);
}
