import { Exact, ONE, Rational, combined, leaf, type Derivation } from '../kernel/index.js';
import { rateOf, unitOfAsset, type Minimum, type UnitShock } from '../market/index.js';
import {
  RiskSums,
  balancesOf,
  collateralSums,
  countedLoss,
  groupsOf,
  isMeasuredWhole,
  lossIn,
  sizeOf,
  worstLoss,
  worstOfGroup,
  type HeldGroup,
  type HeldUnit,
  type RequirementPart,
} from '../margin/index.js';
import { depegNodes } from './depeg.js';
import type { Explained } from './money.js';

const FIGURE = { maintenance: 'maintenanceMargin', initial: 'initialMargin' } as const;

/**
 * What a pool requires as a whole: a part for each unit, with its worst scenario and what each
 * position loses in it, one for each hedge between dollars, and one for its borrowing. Empty where
 * nothing is measured as a whole.
 */
export function unitNodes(explained: Explained, part: RequirementPart): readonly Derivation[] {
  const { market, measure } = explained;
  const { pool, valuations } = measure;
  const { portfolioMargin: rules } = market.configuration;
  if (rules === undefined || !isMeasuredWhole(market, pool, valuations)) return [];
  const sums = RiskSums.of(valuations);
  const units = sums.withCollateral(market, pool);
  const { alone, groups } = groupsOf(rules, units);
  return [
    ...alone.map((held) => unitNode(held, part, lossesOf(explained, held))),
    ...groups.map((group) => groupNode(explained, group, part)),
    ...depegNodes(units, market),
    ...debtNodes(explained, sums, part),
  ];
}

/** What one unit requires, given what loses in a scenario of it. */
export function unitNode(held: HeldUnit, part: RequirementPart, losses: Losses): Derivation {
  const { unit } = held;
  const figure = `${FIGURE[part]} of unit ${unit.id}`;
  if (part === 'initial' && unit.initialFactor !== undefined) {
    return combined(figure, 'product', 'initial factor x maintenance margin of the unit', [
      leaf('initial factor', unit.initialFactor, 'engine.portfolioMargin.initialFactor'),
      unitNode(held, 'maintenance', losses),
    ]);
  }
  const counted = combined('counted loss', 'product', 'loss factor x worst loss', [
    leaf('loss factor', unit.lossFactor[part], `loss factor of unit ${unit.id}`),
    worstNode(held, losses),
  ]);
  return atLeastMinimum(figure, [counted, ...chargeNodes(held, part)], minimumNodes(held, part));
}

/** Risk and charges together, but not less than the minimums. */
function atLeastMinimum(
  figure: string,
  risk: readonly Derivation[],
  least: readonly Derivation[],
): Derivation {
  const formula = 'sum of the losses that count and the charges';
  if (least.length === 0) return combined(figure, 'sum', formula, risk);
  return combined(figure, 'largest', 'not less than the minimums', [
    combined('risk', 'sum', formula, risk),
    combined('minimums', 'sum', 'sum of the minimums', least),
  ]);
}

/** What loses in a scenario of a unit, part by part. */
export type Losses = (index: number) => readonly Derivation[];

/** The largest loss over the scenarios; the one that counts is taken apart. */
function worstNode(held: HeldUnit, losses: Losses): Derivation {
  const { unit, sums } = held;
  const { index: worst } = worstLoss(unit, sums);
  const parts = unit.shocks.map((shock, index) => {
    const figure = `scenario ${index + 1}`;
    if (index !== worst) return leaf(figure, lossIn(unit, index, sums), 'the scenario table');
    const formula = moveOf(shock);
    return combined(figure, 'sum', formula, losses(index));
  });
  const none = leaf('no scenario', Rational.ZERO, 'a unit that never loses needs nothing');
  const formula = `the worst of ${unit.shocks.length} scenarios`;
  return combined(`worst loss of unit ${unit.id}`, 'largest', formula, [...parts, none]);
}

/** A move in words. */
function moveOf({ price, volatility, weight }: UnitShock): string {
  const volatilities = volatility.isZero() ? '' : `, volatility ${volatility.toFixed()}`;
  return `price ${price.toFixed()}${volatilities} with weight ${weight.toFixed()}`;
}

/** What each position and each balance of a unit loses in a scenario. */
function lossesOf({ market, measure }: Explained, { unit }: HeldUnit): Losses {
  return (index) => {
    const positions = measure.valuations.flatMap(({ risk, position }) =>
      risk?.unit === unit ? [lossNode(position.key, { unit, sums: risk.sums }, index)] : [],
    );
    const collateral = [...balancesOf(market, measure.pool)].flatMap(([asset, balance]) => {
      const rate = rateOf(market, asset);
      if (unitOfAsset(market.configuration, asset) !== unit || rate === undefined) return [];
      return [lossNode(`${asset} held`, { unit, sums: collateralSums(balance, rate) }, index)];
    });
    return [...positions, ...collateral];
  };
}

/** What one of them loses: its signed value by what the move makes of it. */
export function lossNode(name: string, { unit, sums }: HeldUnit, index: number): Derivation {
  const { price, weight, inverse } = unit.shocks[index]!;
  const figure = `loss of ${name}`;
  const scenario = `scenario ${index + 1} of unit ${unit.id}`;
  const gain = sums.curve?.[index];
  if (gain !== undefined) {
    return combined(figure, 'product', 'loss of value x weight', [
      leaf(
        'loss of value',
        gain.negated(),
        `value now - value at the ${unit.stress} of ${scenario}`,
      ),
      leaf('weight', weight, scenario),
    ]);
  }
  const reciprocal = sums.inverse !== Exact.ZERO && inverse !== undefined;
  const move = Rational.ofDecimal(price);
  const share = reciprocal ? move.over(move.plus(Rational.ofDecimal(ONE))) : move;
  const what = reciprocal ? '-move / (1 + move)' : '-move';
  return combined(figure, 'product', `signed value x ${what} x weight`, [
    leaf('signed value', reciprocal ? sums.inverse : sums.linear, `at the ${unit.stress}`),
    leaf(what, share.negated(), scenario),
    leaf('weight', weight, scenario),
  ]);
}

function chargeNodes({ unit, sums }: HeldUnit, part: RequirementPart): readonly Derivation[] {
  return unit.charges.map(({ on, at, [part]: rate }) =>
    combined(`charge on the ${on} size`, 'product', 'rate x size', [
      leaf('rate', rate, `charges of unit ${unit.id}`),
      leaf(`${on} size`, sizeOf(sums, on, at), `notionals of the unit at the ${at}`),
    ]),
  );
}

function minimumNodes(held: HeldUnit, part: RequirementPart): readonly Derivation[] {
  return held.unit.minimums.map((minimum) => minimumNode(held, minimum, part));
}

/** rate x size, each factor on its own slice of the amount. */
function minimumNode(
  { unit, sums }: HeldUnit,
  minimum: Minimum,
  part: RequirementPart,
): Derivation {
  const { rate, on, at, factors } = minimum;
  const source = `minimum of unit ${unit.id}`;
  const amount = combined('amount', 'product', 'rate x size', [
    leaf('rate', rate[part], source),
    leaf(`${on} size`, sizeOf(sums, on, at), `notionals of the unit at the ${at}`),
  ]);
  const slices = factors.map(({ from, factor }, index) => {
    const next = factors[index + 1]?.from;
    const upper =
      next === undefined
        ? amount
        : combined('up to', 'smallest', 'amount, at most', [amount, leaf('next', next, source)]);
    const slice = combined('slice', 'difference', 'up to - from', [
      upper,
      leaf('from', from, source),
    ]);
    const none = leaf('nothing', Rational.ZERO, 'a slice that is not reached');
    return combined(`from ${from.toFixed()}`, 'product', 'factor x slice', [
      leaf('factor', factor, source),
      combined('slice', 'largest', 'not below zero', [slice, none]),
    ]);
  });
  return combined(source, 'sum', 'sum over the factors', slices);
}

/** Units that offset each other: their common scenario, and what each counts with in it. */
function groupNode(explained: Explained, group: HeldGroup, part: RequirementPart): Derivation {
  const { members } = group;
  const names = members.map(({ unit }) => unit.id).join(' and ');
  const figure = `${FIGURE[part]} of units ${names}`;
  const factor = members[0]!.unit.initialFactor;
  if (part === 'initial' && factor !== undefined) {
    return combined(figure, 'product', 'initial factor x maintenance margin of the units', [
      leaf('initial factor', factor, 'engine.portfolioMargin.initialFactor'),
      groupNode(explained, group, 'maintenance'),
    ]);
  }
  const charges = members.flatMap((held) => chargeNodes(held, part));
  const least = members.flatMap((held) => minimumNodes(held, part));
  return atLeastMinimum(figure, [worstOfGroupNode(explained, group, part), ...charges], least);
}

function worstOfGroupNode(
  explained: Explained,
  group: HeldGroup,
  part: RequirementPart,
): Derivation {
  const { members } = group;
  const { index: worst } = worstOfGroup(group, part);
  const none = leaf('no scenario', Rational.ZERO, 'units that never lose need nothing');
  const scenarios = members[0]!.unit.shocks.map((_, index) => {
    const figure = `scenario ${index + 1}`;
    const losses = members.map((held) =>
      index === worst
        ? countedNode(explained, group, held, { index, part })
        : leaf(`loss of unit ${held.unit.id}`, countedLossOf(group, held, index, part), figure),
    );
    return combined(figure, 'sum', 'sum over the units', losses);
  });
  const formula = 'the worst scenario of the units together';
  return combined('worst loss together', 'largest', formula, [...scenarios, none]);
}

function countedLossOf(
  { fraction }: HeldGroup,
  held: HeldUnit,
  index: number,
  part: RequirementPart,
): Exact {
  return countedLoss(held, index, fraction, part);
}

/** loss factor x loss; of a gain only the fraction. */
function countedNode(
  explained: Explained,
  { fraction }: HeldGroup,
  held: HeldUnit,
  { index, part }: { readonly index: number; readonly part: RequirementPart },
): Derivation {
  const { unit, sums } = held;
  const gains = lossIn(unit, index, sums).sign() < 0;
  const loss = combined(
    'loss',
    'sum',
    moveOf(unit.shocks[index]!),
    lossesOf(explained, held)(index),
  );
  return combined(`loss of unit ${unit.id}`, 'product', 'loss factor x loss, of a gain in part', [
    leaf('loss factor', unit.lossFactor[part], `loss factor of unit ${unit.id}`),
    loss,
    ...(gains ? [leaf('share of a gain', fraction, 'engine.portfolioMargin.offsets')] : []),
  ]);
}

function debtNodes(
  { market, measure }: Explained,
  sums: RiskSums,
  part: RequirementPart,
): readonly Derivation[] {
  const rate = market.configuration.portfolioMargin?.debt?.[part];
  if (rate === undefined) return [];
  const borrowed = [...sums.borrowed(market, measure.pool)].map(([asset, value]) =>
    leaf(`borrowed ${asset}`, value, `what balance and profit in ${asset} fall short of zero`),
  );
  return [
    combined(`${FIGURE[part]} of borrowing`, 'product', 'rate x what is borrowed', [
      leaf('rate', rate, 'engine.portfolioMargin.debt'),
      combined('borrowed', 'sum', 'sum over the assets', borrowed),
    ]),
  ];
}
