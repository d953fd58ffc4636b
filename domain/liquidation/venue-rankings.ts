import { Exact, ONE, Rational } from '../kernel/index.js';
import { bankruptcyPrice } from '../margin/index.js';
import { demandRate, type Market } from '../market/index.js';
import { valueSign } from '../position/index.js';
import {
  GENERAL_RANKINGS,
  poolLeverage,
  productOf,
  profitRatio,
  type Counterparty,
  type DeleverageRanking,
  type DeleverageRankings,
  type DeleverageScore,
} from './deleverage-ranking.js';

/**
 * Profit in wallet balance, times the margin ratio of the pool.
 * @formula max(0, profit) / max(1, wallet) x maintenance / (wallet + profit of the pool); the
 *   second factor is 0 when its divisor is not positive. All in settlement.
 * @source binance.com/support/faq/360033525471; dev.binance.vision/t/17801
 */
const binance: DeleverageRanking = {
  scoreOf: ({ profit, collateral, equity, maintenance }) => {
    const gained = profit.max(Exact.ZERO).toRational();
    const profitOnWallet = gained.over(collateral.max(Exact.of(ONE)).toRational());
    const marginRatio =
      equity.sign() <= 0 ? Rational.ZERO : maintenance.toRational().over(equity.toRational());
    return productOf({ profitOnWallet, marginRatio });
  },
};

/**
 * Profit ratio times effective leverage; for a loss, divided by it.
 * @formula (mark value - entry value) / |entry value| x |mark value| / (mark value - bankrupt
 *   value), the bankrupt value being that at the bankruptcy price
 * @source bitmex.com/app/autoDeleveraging
 */
const bitmex: DeleverageRanking = {
  scoreOf: (party, market) => {
    const ratio = profitRatio(party);
    if (ratio === undefined) return { value: null, parts: {} };
    const leverage = effectiveLeverage(party, market);
    if (leverage === undefined) return { value: null, parts: { profitRatio: ratio } };
    return ranked(ratio, leverage);
  },
};

function ranked(ratio: Rational, effective: Rational): DeleverageScore {
  const parts = { profitRatio: ratio, effectiveLeverage: effective };
  return ratio.sign() < 0 ? { value: ratio.over(effective), parts } : productOf(parts);
}

/** Value at the mark in what the position may lose before it is bankrupt; undefined: nothing. */
function effectiveLeverage(party: Counterparty, market: Market): Rational | undefined {
  const { instrument, position, margin, notional } = party;
  const price = bankruptcyPrice(market, margin, position);
  const rate = Rational.ofDecimal(demandRate(market, instrument.payAsset));
  const atMark = notional.toRational().over(rate);
  const size = Rational.ofDecimal(position.quantity.times(instrument.multiplier));
  const bankrupt = price && (instrument.kind === 'inverse' ? size.over(price) : size.times(price));
  const sign = Rational.of(BigInt(valueSign(instrument, position)));
  const room = bankrupt?.minus(atMark).times(sign).negated();
  // No price against the position is bankrupt: it may lose all the equity, on paper below zero.
  return room === undefined || room.sign() <= 0 ? poolLeverage(party) : atMark.over(room);
}

/**
 * Mark in entry, times notional in account value. Taken as it is written, also for shorts, whose
 * first factor is the smaller the more they have gained.
 * @formula (mark / entry) x (notional / equity of the pool)
 * @source hyperliquid.gitbook.io/hyperliquid-docs/trading/auto-deleveraging
 */
const hyperliquid: DeleverageRanking = {
  scoreOf: (party) => {
    const { instrument, notional, entryNotional } = party;
    if (notional.sign() === 0 || entryNotional.sign() === 0) return { value: null, parts: {} };
    const grown = notional.toRational().over(entryNotional.toRational());
    const markInEntry = instrument.kind === 'inverse' ? Rational.ONE.over(grown) : grown;
    const leverage = poolLeverage(party);
    if (leverage === undefined) return { value: null, parts: { markInEntry } };
    return productOf({ markInEntry, leverage });
  },
};

/** The rankings every engine knows; an extension binds further ones. */
export const BUILT_IN_RANKINGS: DeleverageRankings = new Map<string, DeleverageRanking>([
  ...GENERAL_RANKINGS,
  ['binance', binance],
  ['bitmex', bitmex],
  // Published in words only: by highest profit and effective leverage use, at a bankruptcy price
  // of the same family (help.bybit.com/hc/en-us/articles/900000031623).
  ['bybit', bitmex],
  ['hyperliquid', hyperliquid],
]);
