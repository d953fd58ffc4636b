import { Dec, ONE, Rational, ZERO, minOf } from '../kernel/index.js';
import { assetRule, bookedDecimals, demandRate, type Market } from '../market/index.js';
import { countedBalance, distance, isAtTarget, measureLine } from '../margin/index.js';
import { CROSS, walletBalance } from './account.js';
import { convert } from './conversion.js';
import { convertCollateral, sellable } from './convert-collateral.js';
import type { Draft } from './draft.js';

/**
 * Repays the negative balances of the cross pool from what it holds, lowest haircut first, until
 * the pool is above the target of the stage or owes nothing more.
 * @param market with the rules of the stage
 * @returns whether anything was repaid
 */
export function repayNegatives(draft: Draft, market: Market, pool: string): boolean {
  if (pool !== CROSS) return false;
  return convertCollateral(draft, 'stage', () => isMet(draft, market, pool));
}

/**
 * Sells collateral of the cross pool into the settlement asset, lowest haircut first, as little as
 * brings the pool above the target of the stage: what is sold counts whole from then on.
 * @param market with the rules of the stage
 * @returns whether anything was sold
 */
export function sellCollateral(draft: Draft, market: Market, pool: string): boolean {
  if (pool !== CROSS) return false;
  const into = market.configuration.settlement;
  let sold = false;
  for (const { asset, wallet } of sellable(draft, into)) {
    if (isMet(draft, market, pool)) break;
    const rate = demandRate(market, asset);
    const held = walletBalance(draft.account, asset, wallet);
    const most = minOf(held, enough(draft, market, pool, asset));
    if (most.lte(ZERO)) continue;
    convert(draft, { asset, wallet, most, into, needed: most.times(rate), reason: 'stage' });
    sold = true;
  }
  return sold;
}

function isMet(draft: Draft, market: Market, pool: string): boolean {
  return isAtTarget(market, measureLine(market, draft.margin(pool)));
}

/**
 * How much of an asset must be sold to bring the pool above the target, at most all that gains by
 * it: a unit sold counts whole instead of by its weight, and the least weights are sold first. What
 * the settlement balance owes beyond its value is not foreseen.
 * @rounding up, and a unit more, so that the target is not only met; where what comes in loses as
 *   much by its own rounding down, what makes up for that, too
 */
function enough(draft: Draft, market: Market, pool: string, asset: string): Dec {
  const { target } = market.configuration.liquidation;
  const price = demandRate(market, asset);
  const rate = Rational.ofDecimal(price);
  const decimals = bookedDecimals(market, asset);
  const unit = new Dec(`1e-${decimals}`);
  const settled = bookedDecimals(market, market.configuration.settlement);
  let missing = distance(measureLine(market, draft.margin(pool)), target)
    .negated()
    .toRational();
  let left = countedBalance(market, draft.account.wallets, asset);
  let sold = ZERO;
  for (const { from, weight } of [...assetRule(market, asset).weights].reverse()) {
    const slice = left.minus(from);
    if (slice.lte(ZERO)) continue;
    const gain = rate.times(Rational.ofDecimal(ONE.minus(weight)));
    if (gain.sign() <= 0) break;
    const needed = missing.over(gain);
    if (needed.cmp(Rational.ofDecimal(slice)) < 0) {
      const whole = (of: Rational): Dec => sold.plus(of.toDecimal(decimals, 'up')).plus(unit);
      const least = whole(needed);
      const spare = Rational.ofDecimal(least.minus(sold)).minus(needed).times(gain);
      const worth = least.times(price);
      const received = worth.toDecimalPlaces(settled, 'down');
      if (Rational.ofDecimal(worth.minus(received)).cmp(spare) < 0) return least;
      missing = missing.plus(Rational.ofDecimal(new Dec(`1e-${settled}`)));
      const more = missing.over(gain);
      if (more.cmp(Rational.ofDecimal(slice)) < 0) return whole(more);
    }
    sold = sold.plus(slice);
    missing = missing.minus(Rational.ofDecimal(slice).times(gain));
    left = from;
  }
  return sold;
}
