import { ZERO, maxOf, type Dec, type Exact } from '../../kernel/index.js';
import { optionValue } from '../../position/index.js';
import {
  unitOfAsset,
  type Instrument,
  type Mark,
  type Market,
  type RiskUnit,
  type UnitShock,
} from '../../market/index.js';
import { isBreached } from '../levels.js';
import { measureLine, measurePool, type PoolLine } from '../measure.js';
import type { MarginPool } from '../pool.js';
import { groupsOf, worstOfGroup, type HeldGroup, type HeldUnit } from './group-requirement.js';
import { optionState, shockedState } from './option-risk.js';
import { RiskSums, isMeasuredWhole } from './pool-risk.js';
import { lossIn, unitRequirement, worstLoss } from './unit-requirement.js';
import type { UnitSums } from './unit-sums.js';

/** One shock of a unit: what it costs as the requirement counts it, and where it would lead. */
export interface ScenarioRow {
  readonly shock: UnitShock;
  /** Netted over the unit and weighted, in settlement; negative: a gain. */
  readonly loss: Exact;
  /** Each position's part of it, by key. */
  readonly positions: readonly { readonly key: string; readonly loss: Exact }[];
  /** What the collateral of the unit loses. */
  readonly collateral: Exact;
  /** Whether this is the scenario that the requirement is taken from. */
  readonly worst: boolean;
  /** The pool if the prices of the unit really moved by the shock, unweighted; all else still. */
  readonly after: PoolLine;
  readonly breached: boolean;
}

/** The scenarios of one unit in the order they are configured. */
export interface UnitTable {
  readonly unit: RiskUnit;
  readonly rows: readonly ScenarioRow[];
  /** What the unit would require alone; units that offset each other require less together. */
  readonly maintenance: Exact;
  readonly initial: Exact;
}

/**
 * What a pool that is measured as a whole answers instead of liquidation prices: every scenario of
 * its units, what each position loses in it, and how far the pool would be from its line then.
 * Undefined where nothing is measured as a whole.
 */
export function scenarioTable(market: Market, pool: MarginPool): readonly UnitTable[] | undefined {
  const measure = measurePool(market, pool);
  const { valuations } = measure;
  if (!isMeasuredWhole(market, pool, valuations)) return undefined;
  const { portfolioMargin: rules } = market.configuration;
  if (rules === undefined) return undefined;
  const units = RiskSums.of(valuations).withCollateral(market, pool);
  const { groups } = groupsOf(rules, units);
  return [...units].map(([unit, sums]) => {
    const worst = worstShock(groups, { unit, sums });
    const held = valuations.flatMap(({ risk, position }) =>
      risk?.unit === unit ? [{ key: position.key, sums: risk.sums }] : [],
    );
    const rows = unit.shocks.map((shock, index) => {
      const after = measureLine(shocked(market, unit, shock), pool);
      return {
        shock,
        ...lossesIn({ unit, sums }, index, held),
        worst: index === worst,
        after,
        breached: valuations.length > 0 && isBreached(market, after),
      };
    });
    const maintenance = unitRequirement(unit, sums, 'maintenance');
    return { unit, rows, maintenance, initial: unitRequirement(unit, sums, 'initial') };
  });
}

/** The shock that counts: the unit's own worst, or the one of the scenario of its group. */
function worstShock(groups: readonly HeldGroup[], held: HeldUnit): number | undefined {
  const group = groups.find(({ members }) => members.some(({ unit }) => unit === held.unit));
  if (group === undefined) return worstLoss(held.unit, held.sums).index;
  return worstOfGroup(group, 'maintenance').index;
}

function lossesIn(
  { unit, sums }: HeldUnit,
  index: number,
  held: readonly { readonly key: string; readonly sums: UnitSums }[],
): Pick<ScenarioRow, 'loss' | 'positions' | 'collateral'> {
  const loss = lossIn(unit, index, sums);
  const positions = held.map(({ key, sums: own }) => ({ key, loss: lossIn(unit, index, own) }));
  const collateral = positions.reduce((rest, one) => rest.minus(one.loss), loss);
  return { loss, positions, collateral };
}

/** The market once every price and volatility of a unit has moved by a shock. */
function shocked(market: Market, unit: RiskUnit, shock: UnitShock): Market {
  const factor = shock.price.plus(1);
  const { configuration, instruments, rates } = market;
  const isOfUnit = ({ base, margin }: Instrument): boolean =>
    margin.byPortfolio === true && configuration.portfolioMargin?.unitOf(base) === unit;
  const moved = [...instruments.values()].filter(isOfUnit);
  const ids = new Set(moved.map(({ id }) => id));
  const movedRates = [...rates].map(([asset, rate]): [string, Dec] => [
    asset,
    unitOfAsset(configuration, asset) === unit ? rate.times(factor) : rate,
  ]);
  const before = { ...market, rates: new Map(movedRates) };
  return withOptions(before, unit, shock, {
    ...before,
    marks: movedPrices(market.marks, ids, factor),
    indexes: movedPrices(market.indexes, ids, factor),
  });
}

/** Marks of options move by their own value, and their volatilities with the shock. */
function withOptions(before: Market, unit: RiskUnit, shock: UnitShock, after: Market): Market {
  const marks = new Map(after.marks);
  const instruments = new Map(after.instruments);
  for (const [id, told] of before.marks) {
    const instrument = instruments.get(id);
    const option = instrument?.option;
    // A move by nothing is one too: volatilities may still move.
    if (instrument === undefined || option === undefined || marks.get(id) === told) continue;
    const { price, ...mark } = told;
    const state = optionState(before, instrument, option, unit.stress);
    const then = shockedState(unit, shock, state);
    const change = optionValue(option, then).value.minus(optionValue(option, state).value);
    marks.set(id, { ...mark, price: maxOf(price.plus(change), ZERO) });
    instruments.set(id, { ...instrument, option: { ...option, volatility: then.volatility } });
  }
  return { ...after, marks, instruments };
}

function movedPrices(
  prices: ReadonlyMap<string, Mark>,
  ids: ReadonlySet<string>,
  factor: Dec,
): ReadonlyMap<string, Mark> {
  return new Map(
    [...prices].map(([id, mark]) => [
      id,
      ids.has(id) ? { ...mark, price: mark.price.times(factor) } : mark,
    ]),
  );
}
