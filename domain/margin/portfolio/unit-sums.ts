import { Exact, ONE, type Dec } from '../../kernel/index.js';
import type {
  Instrument,
  OptionRules,
  PriceBasis,
  RiskUnit,
  UnitSize,
} from '../../market/index.js';
import { valueOfSize, type OptionState } from '../../position/index.js';
import type { SideSums } from '../side-sums.js';
import { optionGains } from './option-risk.js';

/**
 * What a unit's requirement depends on, in settlement. Each figure is a sum over its positions, so
 * that a position is put in and taken out without looking at the others.
 */
export interface UnitSums {
  /** Signed value that goes with the prices: linear positions and collateral. */
  readonly linear: Exact;
  /** Signed value that goes with the reciprocals of the prices: inverse contracts. */
  readonly inverse: Exact;
  /** Notionals at the mark and at the index. */
  readonly mark: SideSums;
  readonly index: SideSums;
  /** What options gain in each shock of the unit, unweighted; absent without options. */
  readonly curve?: readonly Exact[];
  /** Value of the underlyings that short options are written on. */
  readonly shortOptions: Exact;
  /** Long less short notionals at the mark by quote; only where dollars are told apart. */
  readonly legs?: ReadonlyMap<string, Exact>;
}

const NO_SIDES: SideSums = { long: Exact.ZERO, short: Exact.ZERO };

/** The sums of a unit that holds nothing. */
export const NO_RISK: UnitSums = {
  linear: Exact.ZERO,
  inverse: Exact.ZERO,
  mark: NO_SIDES,
  index: NO_SIDES,
  shortOptions: Exact.ZERO,
};

/** The sums of two parts of a unit together. */
export function plus(a: UnitSums, b: UnitSums): UnitSums {
  return {
    linear: a.linear.plus(b.linear),
    inverse: a.inverse.plus(b.inverse),
    mark: plusSides(a.mark, b.mark),
    index: plusSides(a.index, b.index),
    ...plusCurves(a.curve, b.curve),
    shortOptions: a.shortOptions.plus(b.shortOptions),
    ...plusLegs(a.legs, b.legs),
  };
}

/** What is left of the sums of a unit when a part of it is taken out. */
export function minus(a: UnitSums, b: UnitSums): UnitSums {
  return {
    linear: a.linear.minus(b.linear),
    inverse: a.inverse.minus(b.inverse),
    mark: minusSides(a.mark, b.mark),
    index: minusSides(a.index, b.index),
    ...plusCurves(
      a.curve,
      b.curve?.map((gain) => gain.negated()),
    ),
    shortOptions: a.shortOptions.minus(b.shortOptions),
    ...plusLegs(a.legs, b.legs && negatedLegs(b.legs)),
  };
}

type Curve = UnitSums['curve'];

function plusCurves(a: Curve, b: Curve): { readonly curve?: readonly Exact[] } {
  if (a === undefined) return b === undefined ? {} : { curve: b };
  return { curve: b === undefined ? a : a.map((gain, index) => gain.plus(b[index]!)) };
}

type Legs = UnitSums['legs'];

function plusLegs(a: Legs, b: Legs): { readonly legs?: NonNullable<Legs> } {
  if (a === undefined || b === undefined) {
    const only = a ?? b;
    return only === undefined ? {} : { legs: only };
  }
  const legs = new Map(a);
  for (const [quote, leg] of b) legs.set(quote, (legs.get(quote) ?? Exact.ZERO).plus(leg));
  return { legs };
}

function negatedLegs(legs: NonNullable<Legs>): NonNullable<Legs> {
  return new Map([...legs].map(([quote, leg]) => [quote, leg.negated()]));
}

/** What longs in a quote have more than shorts; negative: less. */
export function legOf({ legs }: UnitSums, quote: string): Exact {
  return legs?.get(quote) ?? Exact.ZERO;
}

function plusSides(a: SideSums, b: SideSums): SideSums {
  return { long: a.long.plus(b.long), short: a.short.plus(b.short) };
}

function minusSides(a: SideSums, b: SideSums): SideSums {
  return { long: a.long.minus(b.long), short: a.short.minus(b.short) };
}

/** The size of a unit that a charge is taken on, never negative. */
export function sizeOf(sums: UnitSums, on: UnitSize, at: PriceBasis): Exact {
  if (on === 'short-options') return sums.shortOptions;
  const { long, short } = sums[at];
  switch (on) {
    case 'gross':
      return long.plus(short);
    case 'net':
      return long.minus(short).abs();
    case 'offset':
      return long.min(short);
  }
}

/** A position, or what an order would open: side, size and its value at the price it stands at. */
export interface PricedSize {
  readonly sign: 1 | -1;
  /** Contracts x multiplier. */
  readonly size: Dec;
  /** Signed value at the mark, in the pay asset; negative only where the price is. */
  readonly value: Exact;
  /** The index, where one came. */
  readonly index: Dec | undefined;
  /** Settlement value of one unit of the pay asset. */
  readonly rate: Dec;
  /** Where an option stands; absent for anything else. */
  readonly option?: OptionState | undefined;
}

/** What one position adds to the sums of its unit. */
export function sumsOf(unit: RiskUnit, instrument: Instrument, priced: PricedSize): UnitSums {
  const { option } = instrument;
  const sums =
    option !== undefined && priced.option !== undefined
      ? optionSums(unit, option, priced, priced.option)
      : contractSums(unit, instrument, priced);
  if (unit.depeg === undefined) return sums;
  const { long, short } = sums.mark;
  return { ...sums, legs: new Map([[instrument.quote, long.minus(short)]]) };
}

function contractSums(
  unit: RiskUnit,
  instrument: Instrument,
  { sign, size, rate, index, value: inPayAsset }: PricedSize,
): UnitSums {
  const value = inPayAsset.scaled(rate);
  const atIndex = index === undefined ? value : valueOfSize(instrument, size, index).scaled(rate);
  const stressed = unit.stress === 'mark' ? value : atIndex;
  const signed = sign > 0 ? stressed : stressed.negated();
  const inverse = instrument.kind === 'inverse';
  return {
    ...NO_RISK,
    linear: inverse ? Exact.ZERO : signed,
    inverse: inverse ? signed : Exact.ZERO,
    mark: onSide(sign, value),
    index: onSide(sign, atIndex),
  };
}

/** An option is revalued shock by shock; as a size it counts with its delta. */
function optionSums(
  unit: RiskUnit,
  rules: OptionRules,
  { sign, size, rate }: PricedSize,
  state: OptionState,
): UnitSums {
  const contracts = size.times(rate).times(sign);
  const { gains, delta } = optionGains(unit, rules, state);
  // One unit of the underlying, in what the option is paid in.
  const unitValue = rules.inCoins === true ? ONE : state.forward;
  const exposure = Exact.of(contracts.times(delta).times(unitValue));
  const sides = onSide(exposure.sign() < 0 ? -1 : 1, exposure);
  const written = Exact.of(size.times(rate).times(unitValue));
  return {
    ...NO_RISK,
    mark: sides,
    index: sides,
    curve: gains.map((gain) => gain.scaled(contracts)),
    shortOptions: sign < 0 ? written : Exact.ZERO,
  };
}

/** What a balance held as collateral adds: its value before any haircut, and no size. */
export function collateralSums(balance: Dec, rate: Dec): UnitSums {
  return { ...NO_RISK, linear: Exact.of(balance.times(rate)) };
}

function onSide(sign: 1 | -1, value: Exact): SideSums {
  const notional = value.abs();
  return sign > 0 ? { long: notional, short: Exact.ZERO } : { long: Exact.ZERO, short: notional };
}
