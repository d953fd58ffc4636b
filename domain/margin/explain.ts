import { Exact, Rational, derived, leaf, text, type Derivation } from '../kernel/index.js';
import {
  markOf,
  notionalOn,
  requirementOf,
  type Market,
  type Requirement,
} from '../market/index.js';
import { assetValue, countedBalance } from './collateral.js';
import { liquidationPrice } from './liquidation-price.js';
import { measurePool, type PoolMeasure } from './measure.js';
import { nettingOf, sidesByBase } from './netting.js';
import type { MarginPool } from './pool.js';
import { initialOf, maintenanceOf, weightedProfit, type Valuation } from './valuation.js';

/** The figures of a pool that can be asked why. */
export const EXPLAINED_FIGURES = [
  'equity',
  'collateral',
  'unrealizedProfit',
  'initialMargin',
  'maintenanceMargin',
  'slack',
  'maintenanceCover',
  'marginLevel',
] as const;

export type ExplainedFigure = (typeof EXPLAINED_FIGURES)[number];

/** Recomputes one figure of a pool with everything it was formed from. */
export function explainPool(market: Market, pool: MarginPool, figure: ExplainedFigure): Derivation {
  const measure = measurePool(market, pool);
  switch (figure) {
    case 'equity':
      return equity(market, measure);
    case 'collateral':
      return collateral(market, measure);
    case 'unrealizedProfit':
      return profits(market, measure, false);
    case 'initialMargin':
      return requirement(market, measure, 'initialMargin');
    case 'maintenanceMargin':
      return requirement(market, measure, 'maintenanceMargin');
    case 'slack': {
      const parts = [equity(market, measure), requirement(market, measure, 'maintenanceMargin')];
      const value = measure.equity.minus(measure.maintenance);
      return derived('slack', value, 'equity - maintenance margin', parts);
    }
    case 'maintenanceCover':
      return quotient(market, measure, 'maintenanceCover', 1n);
    case 'marginLevel':
      return quotient(market, measure, 'marginLevel', 100n);
  }
}

function quotient(
  market: Market,
  measure: PoolMeasure,
  figure: 'maintenanceCover' | 'marginLevel',
  factor: bigint,
): Derivation {
  const whole = figure === 'marginLevel' ? measure.used : measure.maintenance;
  const below = figure === 'marginLevel' ? 'initialMargin' : 'maintenanceMargin';
  const parts = [equity(market, measure), requirement(market, measure, below)];
  const formula =
    figure === 'marginLevel' ? 'equity / used margin x 100' : 'equity / maintenance margin';
  if (whole.sign() === 0) return derived(figure, 'none: nothing to divide by', formula, parts);
  const value = measure.equity.toRational().times(Rational.of(factor)).over(whole.toRational());
  return derived(figure, value, formula, parts);
}

function equity(market: Market, measure: PoolMeasure): Derivation {
  const parts = [collateral(market, measure), profits(market, measure, true)];
  return derived('equity', measure.equity, 'collateral + unrealized profit as it counts', parts);
}

function collateral(market: Market, { pool, collateral: value }: PoolMeasure): Derivation {
  if (pool.mode === 'isolated') {
    const parts = [leaf(`balance of ${pool.id}`, text(pool.balance), `pool ${pool.id}`)];
    return derived('collateral', value, `balance x rate of ${pool.asset}`, [
      ...parts,
      rate(market, pool.asset),
    ]);
  }
  const parts = [...pool.wallets.keys()].map((asset) => {
    const balance = countedBalance(market, pool.wallets, asset);
    return derived(
      `value of ${asset}`,
      assetValue(market, asset, balance),
      'balance after its weight x rate',
      [leaf(`balance of ${asset}`, text(balance), `wallet ${asset}`), rate(market, asset)],
    );
  });
  return derived('collateral', value, 'sum over the assets that count', parts);
}

function rate(market: Market, asset: string): Derivation {
  const own = asset === market.configuration.settlement;
  const value = own ? '1' : (market.rates.get(asset)?.toFixed() ?? 'none');
  return leaf(`rate of ${asset}`, value, own ? 'the settlement asset' : `rate ${asset}`);
}

function profits(market: Market, measure: PoolMeasure, counted: boolean): Derivation {
  const { profitWeight } = market.configuration;
  const value = (valuation: Valuation): Exact =>
    counted ? weightedProfit(valuation.profit, profitWeight) : valuation.profit;
  const parts = measure.valuations.map((valuation) =>
    derived(
      `profit of ${valuation.position.key}`,
      value(valuation),
      'side x contracts x multiplier x (mark - entry), by its payoff, x rate',
      inputsOf(market, valuation),
    ),
  );
  const total = Exact.sum(measure.valuations.map(value));
  const formula = counted ? 'sum over the positions, gains weighted' : 'sum over the positions';
  return derived('unrealizedProfit', total, formula, parts);
}

function inputsOf(market: Market, { position, instrument }: Valuation): Derivation[] {
  const mark = market.marks.get(instrument.id);
  const source = mark === undefined ? 'no mark yet: the entry' : `mark of ${instrument.id}`;
  return [
    leaf('side', position.side, `position ${position.key}`),
    leaf('contracts', text(position.quantity), `position ${position.key}`),
    leaf('multiplier', text(instrument.multiplier), `instrument ${instrument.id}`),
    leaf('cost', position.cost, `position ${position.key}`),
    leaf('mark', markOf(market, instrument.id)?.toFixed() ?? 'none', source),
    rate(market, instrument.payAsset),
  ];
}

function requirement(
  market: Market,
  measure: PoolMeasure,
  figure: 'initialMargin' | 'maintenanceMargin',
): Derivation {
  const initial = figure === 'initialMargin';
  const value = initial ? measure.initial : measure.maintenance;
  const of = initial ? initialOf : maintenanceOf;
  const parts = measure.valuations.map((valuation) =>
    derived(
      `${figure} of ${valuation.position.key}`,
      of(valuation),
      `${valuation.instrument.margin.name} schedule on the notional`,
      requirementInputs(market, valuation, initial),
    ),
  );
  if (nettingOf(market.configuration, measure.pool) === 'none') {
    return derived(figure, value, 'sum over the positions', parts);
  }
  const sides = [...sidesByBase(measure.valuations, of)].map(([base, { long, short }]) =>
    derived(`${figure} of ${base}`, long.max(short), 'the larger of long and short', [
      leaf('long', long, `positions in ${base}`),
      leaf('short', short, `positions in ${base}`),
    ]),
  );
  return derived(figure, value, 'sum over the underlyings, each its larger side', [
    ...sides,
    ...parts,
  ]);
}

function requirementInputs(market: Market, valuation: Valuation, initial: boolean): Derivation[] {
  const { instrument, exposure, ownNotional, indexNotional } = valuation;
  const model: Requirement = initial ? instrument.margin.initial : instrument.margin.maintenance;
  const at = notionalOn(model.basis, valuation);
  const own = requirementOf(model, exposure, ownNotional, indexNotional);
  return [
    leaf('notional', at, `${model.basis} price of ${instrument.id}`),
    leaf('leverage', text(exposure.leverage), `position, holder or instrument ${instrument.id}`),
    leaf('in the pay asset', own, `margin terms of ${instrument.id}`),
    rate(market, instrument.payAsset),
  ];
}

/** Why the liquidation price of a position is where it is: the line of its pool, now and there. */
export function explainLiquidationPrice(
  market: Market,
  pool: MarginPool,
  key: string,
): Derivation | undefined {
  const position = pool.positions.find((held) => held.key === key);
  if (position === undefined) return undefined;
  const { exact, alreadyBreached } = liquidationPrice(market, pool, position);
  const { trigger } = market.configuration.liquidation;
  const formula = alreadyBreached
    ? 'the pool is breached already: the nearest price at which it would cease to be'
    : `the nearest price at which equity reaches ${text(trigger)} x maintenance margin`;
  const now = explainPool(market, pool, 'slack');
  if (exact === null) return derived('liquidationPrice', 'none', formula, [now]);
  return derived('liquidationPrice', exact, formula, [now]);
}
