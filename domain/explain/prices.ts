import {
  ONE,
  Rational,
  ZERO,
  combined,
  leaf,
  named,
  numberOf,
  worded,
  type Dec,
  type Derivation,
} from '../kernel/index.js';
import type { DecimalRounding, PriceRounding } from '../market/index.js';
import {
  bankruptcyPrice,
  isMeasuredWhole,
  liquidationPrice,
  reportedLiquidationPrice,
  toVariable,
  type Valuation,
} from '../margin/index.js';
import { equityNode, maintenanceNode, slackNode } from './levels.js';
import { solutionNode } from './line.js';
import { rateNode, type Explained } from './money.js';
import { costNode, ownNotionalNode, sizeNode, valueSignNode } from './position-value.js';
import { requirementNode } from './requirements.js';

/** The average price the held contracts were opened at. */
export function entryPriceNode(pool: string, valuation: Valuation): Derivation {
  const cost = costNode(pool, valuation.position);
  return priceNode('entryPrice', valuation.instrument.kind, sizeNode(pool, valuation), cost);
}

/** The price at which contracts of a size have a value. */
function priceNode(
  figure: string,
  kind: Valuation['instrument']['kind'],
  size: Derivation,
  value: Derivation,
): Derivation {
  return kind === 'inverse'
    ? combined(figure, 'quotient', 'size / value', [size, value])
    : combined(figure, 'quotient', 'value / size', [value, size]);
}

/** Where the pool would be breached, as it is reported: with the equation that gives it. */
export function liquidationPriceNode(explained: Explained, valuation: Valuation): Derivation {
  const { market, measure } = explained;
  const { position } = valuation;
  const { exact, alreadyBreached } = liquidationPrice(market, measure.pool, position);
  const { trigger } = market.configuration.liquidation;
  const beside = [slackNode(explained)];
  if (exact === null) {
    const whole = isMeasuredWhole(market, measure.pool, measure.valuations);
    const formula = whole
      ? 'the pool is measured as a whole: its scenario table shows the room instead'
      : 'no positive price reaches equity = trigger x maintenance margin';
    return { ...worded('liquidationPrice', 'none', formula), beside };
  }
  const which = alreadyBreached
    ? 'the pool is breached: the nearest price at which it would cease to be'
    : 'the nearest price at which the pool would be breached';
  const ratio = { ...leaf('trigger', trigger, 'engine.liquidation.trigger'), ratio: trigger };
  const solved = solvedPrice(explained, valuation, ratio, exact, which);
  return { ...reportedNode(explained, valuation, solved, exact), beside };
}

/** A price that solves the line: x itself, or 1 / x for inverse contracts. */
function solvedPrice(
  explained: Explained,
  valuation: Valuation,
  ratio: Derivation & { readonly ratio: Dec },
  price: Rational,
  which: string,
): Derivation {
  const { instrument } = valuation;
  const { ratio: _, ...shown } = ratio;
  const x = toVariable(instrument, price);
  const solution = solutionNode(explained, valuation, { ...shown, ratio: ratio.ratio }, x);
  const figure = 'exact price';
  if (instrument.kind === 'inverse') {
    const one = leaf('one', ONE, 'x is 1 / price');
    return combined(figure, 'quotient', `1 / x: ${which}`, [one, solution]);
  }
  return combined(figure, 'sum', `x: ${which}`, [solution]);
}

/** Moved toward the entry by the buffer, then rounded, as far as the configuration says so. */
function reportedNode(
  explained: Explained,
  valuation: Valuation,
  exact: Derivation,
  price: Rational,
): Derivation {
  const { market, measure } = explained;
  const { liquidationPriceBuffer: buffer, liquidationPriceRounding } = market.configuration;
  const entry = entryPriceNode(measure.pool.id, valuation);
  const moved = buffer.isZero()
    ? exact
    : combined('with the buffer', 'sum', 'exact + (entry - exact) x buffer', [
        exact,
        combined('buffer toward the entry', 'product', '(entry - exact) x buffer', [
          combined('entry - exact', 'difference', 'entry - exact', [entry, exact]),
          leaf('buffer', buffer, 'engine.liquidationPriceBuffer'),
        ]),
      ]);
  const { tick } = valuation.instrument;
  if (liquidationPriceRounding === 'one-tick-early' && tick !== undefined) {
    return oneTickEarlyNode(moved, entry, tick);
  }
  const reported = reportedLiquidationPrice(market, valuation.position, price);
  return roundedNode(moved, reported, liquidationPriceRounding, tick);
}

/** One tick nearer to the entry, which it never passes. */
function oneTickEarlyNode(price: Derivation, entry: Derivation, tick: Dec): Derivation {
  const parts = [price, leaf('tick', tick, 'terms of the instrument')];
  const below = numberOf(price).cmp(numberOf(entry)) < 0;
  const early = combined(
    'one tick early',
    below ? 'sum' : 'difference',
    below ? 'price + tick' : 'price - tick',
    parts,
  );
  const formula = 'one tick nearer to the entry, never beyond it';
  return combined('liquidationPrice', below ? 'smallest' : 'largest', formula, [early, entry]);
}

function roundedNode(
  price: Derivation,
  reported: Rational,
  rounding: PriceRounding,
  tick: Dec | undefined,
): Derivation {
  const figure = 'liquidationPrice';
  if (typeof rounding === 'object') {
    return roundedTo(figure, price, rounding, 'engine.liquidationPriceRounding');
  }
  if (rounding === 'none' || tick === undefined) return named(figure, price);
  const step = leaf('tick', tick, 'terms of the instrument');
  const up = steps(figure, price, step, 'ceiling');
  return up.value === reported.toString() ? up : steps(figure, price, step, 'floor');
}

/** A figure rounded to a number of decimals. */
export function roundedTo(
  figure: string,
  exact: Derivation,
  { rounding, decimals }: DecimalRounding,
  where: string,
): Derivation {
  return steps(figure, exact, leaf('step', stepOf(decimals), where), rounding);
}

function stepOf(decimals: number): Rational {
  return Rational.of(1n, 10n ** BigInt(decimals));
}

function steps(
  figure: string,
  price: Derivation,
  step: Derivation,
  rounding: 'ceiling' | 'floor' | 'half-up' | 'half-even' | 'down' | 'up',
): Derivation {
  const count = combined('steps', 'quotient', 'price / step', [price, step]);
  const whole = combined('whole steps', rounding, `rounded ${rounding}`, [count]);
  return combined(figure, 'product', 'whole steps x step', [whole, step]);
}

/** Where nothing is left of the position. */
export function bankruptcyPriceNode(explained: Explained, valuation: Valuation): Derivation {
  const { market, measure } = explained;
  const { position } = valuation;
  const figure = 'bankruptcyPrice';
  const price = bankruptcyPrice(market, measure.pool, position);
  if (price === null) {
    const formula = 'no positive price leaves the position nothing';
    return { ...worded(figure, 'none', formula), beside: [equityNode(explained)] };
  }
  if (market.configuration.bankruptcyShare === 'whole' || measure.pool.mode === 'isolated') {
    const ratio = { ...leaf('ratio', ZERO, 'equity alone, without any requirement'), ratio: ZERO };
    const which = 'the nearest price at which the equity of the pool is zero';
    return named(figure, solvedPrice(explained, valuation, ratio, price, which));
  }
  return sharedBankruptcyNode(explained, valuation);
}

/** What the equity is shared out by: under portfolio margin, what each would require alone. */
function allNode(explained: Explained): Derivation {
  const { whole, valuations } = explained.measure;
  if (whole === undefined) return maintenanceNode(explained);
  const alone = valuations.map((one) => requirementNode(explained, one, 'maintenanceMargin'));
  return combined('maintenance margin alone', 'sum', 'sum over the positions, each alone', alone);
}

/** By its share of the equity, which is shared out by maintenance margin. */
function sharedBankruptcyNode(explained: Explained, valuation: Valuation): Derivation {
  const { market, measure } = explained;
  const { instrument } = valuation;
  const share = combined('share of the equity', 'quotient', 'equity x own / all maintenance', [
    combined('equity x own', 'product', 'equity x own maintenance margin', [
      equityNode(explained),
      requirementNode(explained, valuation, 'maintenanceMargin'),
    ]),
    allNode(explained),
  ]);
  const own = combined('in the pay asset', 'quotient', 'share / rate', [
    share,
    rateNode(market, instrument.payAsset),
  ]);
  const lost = combined('value to lose', 'product', 'sign x share', [
    valueSignNode(valuation),
    own,
  ]);
  const value = combined('value left', 'difference', 'notional - value to lose', [
    ownNotionalNode(explained, valuation),
    lost,
  ]);
  const size = sizeNode(measure.pool.id, valuation);
  return priceNode('bankruptcyPrice', instrument.kind, size, value);
}
