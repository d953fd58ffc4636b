import { feeRate } from '../accrual/index.js';
import { Exact, Rational, ZERO } from '../kernel/index.js';
import { instrumentIn, markOf, requirementOf, type Market } from '../market/index.js';
import { entryPriceOf, valueSign, type Position } from '../position/index.js';
import { equityZeroPrice } from './liquidation-price.js';
import { measurePool } from './measure.js';
import type { LeverageChoice, MarginPool } from './pool.js';
import { exposureOf, maintenanceAlone } from './valuation.js';

/**
 * The price at which the position leaves nothing: where the pool's equity is zero, or, with
 * `bankruptcyShare: by-maintenance`, where the position alone has lost its share of the equity.
 */
export function bankruptcyPrice(
  market: Market,
  pool: MarginPool,
  position: Position,
): Rational | null {
  if (market.configuration.bankruptcyShare === 'whole' || pool.mode === 'isolated') {
    return equityZeroPrice(market, pool, position).exact;
  }
  const measure = measurePool(market, pool);
  const own = measure.valuations.find((valuation) => valuation.position.key === position.key);
  const mark = markOf(market, position.instrument);
  // Measured as a whole, a pool is shared out by what each position would require alone.
  const all =
    measure.whole === undefined
      ? measure.maintenance
      : Exact.sum(measure.valuations.map(maintenanceAlone));
  if (own === undefined || mark === undefined || all.sign() === 0) return null;
  const share = measure.equity
    .toRational()
    .times(maintenanceAlone(own).toRational())
    .over(all.toRational());
  const value = own.ownNotional.toRational();
  const rate = Rational.ofDecimal(own.rate);
  const lost = share.over(rate).times(Rational.of(BigInt(valueSign(own.instrument, position))));
  return priceOfValue(own.instrument.id, market, position, value.minus(lost));
}

/** The price at which contracts have a value, or null when no positive price gives it. */
function priceOfValue(
  id: string,
  market: Market,
  position: Position,
  value: Rational,
): Rational | null {
  if (value.sign() <= 0) return null;
  const instrument = instrumentIn(market, id);
  const size = Rational.ofDecimal(position.quantity.times(instrument.multiplier));
  return instrument.kind === 'inverse' ? size.over(value) : value.over(size);
}

/**
 * The price at which closing the whole position at the taker fee leaves nothing gained or lost
 * over its life, counting what was realized, fees, funding and interest. Interest in the coin is
 * bought back with it, so it costs the price that is sought.
 */
export function breakEvenPrice(
  market: Market,
  { trades }: Pick<MarginPool, 'trades'>,
  position: Position,
): Rational | null {
  const instrument = instrumentIn(market, position.instrument);
  const sign = Rational.of(BigInt(valueSign(instrument, position)));
  const fee = Rational.ofDecimal(feeRate(market, instrument, 'taker', trades));
  const { cost, realizedProfit, fees, funding, loan } = position;
  const { interest = ZERO, coinInterest = ZERO } = loan ?? {};
  const settled = Rational.ofDecimal(realizedProfit.plus(funding).minus(fees).minus(interest));
  const held = position.quantity.times(instrument.multiplier);
  const boughtBack = coinInterest.isZero()
    ? Rational.ZERO
    : Rational.ofDecimal(coinInterest).over(Rational.ofDecimal(held));
  const divisor = sign.minus(fee).minus(boughtBack);
  const value = cost.toRational().times(sign).minus(settled).over(divisor);
  return priceOfValue(instrument.id, market, position, value);
}

/**
 * The textbook estimate: the position alone, every term at the entry price. None under portfolio
 * margin.
 * @formula long entry x (1 - (initial - maintenance) / notional); short entry x (1 + ...)
 */
export function estimatedLiquidationPrice(
  market: Market,
  choice: LeverageChoice,
  position: Position,
): Rational | null {
  const instrument = instrumentIn(market, position.instrument);
  const exposure = exposureOf(instrument, position, choice);
  const notional = exposure.cost;
  if (notional.sign() === 0 || instrument.margin.byPortfolio === true) return null;
  const { initial, maintenance } = instrument.margin;
  const room = requirementOf(initial, exposure, notional)
    .minus(requirementOf(maintenance, exposure, notional))
    .toRational()
    .over(notional.toRational());
  const entry = entryPriceOf(instrument, position);
  const factor = Rational.ONE.minus(room.times(Rational.of(BigInt(exposure.sign))));
  const price = entry.times(factor);
  return price.sign() > 0 ? price : null;
}
