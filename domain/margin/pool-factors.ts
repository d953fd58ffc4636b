import {
  instrumentIn,
  markOf,
  rateOf,
  unitOfAsset,
  type Factor,
  type Instrument,
  type Market,
} from '../market/index.js';
import { countedBalance } from './collateral.js';
import type { MarginPool } from './pool.js';

/** Every factor that a figure of the pool may depend on, those included that have no price yet. */
export function poolFactors(market: Market, pool: MarginPool): Factor[] {
  const factors = new Set<Factor>();
  for (const { instrument: id } of pool.positions) {
    const { option, payAsset } = instrumentIn(market, id);
    const told = option?.underlying === undefined ? [id] : [id, option.underlying];
    for (const one of told) factors.add(`mark:${one}`).add(`index:${one}`);
    factors.add(`rate:${payAsset}`);
  }
  if (pool.mode === 'isolated') factors.add(`rate:${pool.asset}`);
  else for (const asset of pool.wallets.keys()) factors.add(`rate:${asset}`);
  factors.delete(`rate:${market.configuration.settlement}`);
  return [...factors];
}

/**
 * Whether the figures of a pool are sums of what each position and each balance adds, at prices
 * that have all come: not under portfolio margin, with options, with prices that may fall to zero,
 * where profit joins a balance before its weight, or before a first mark.
 */
export function isSumOfParts(market: Market, pool: MarginPool): boolean {
  const { configuration } = market;
  const { portfolioMargin, profitJoins } = configuration;
  const cross = pool.mode === 'cross';
  for (const position of pool.positions) {
    const instrument = instrumentIn(market, position.instrument);
    if (!standsAlone(instrument) || markOf(market, instrument.id) === undefined) return false;
    if (rateOf(market, instrument.payAsset) === undefined) return false;
    if (cross && profitJoins?.has(instrument.payAsset) === true) return false;
  }
  if (!cross) return rateOf(market, pool.asset) !== undefined;
  if (portfolioMargin?.debt !== undefined) return false;
  for (const asset of pool.wallets.keys()) {
    if (unitOfAsset(configuration, asset) !== undefined) return false;
    if (rateOf(market, asset) !== undefined) continue;
    if (countedBalance(market, pool.wallets, asset).isNegative()) return false;
  }
  return true;
}

function standsAlone({ option, margin, allowNonPositive }: Instrument): boolean {
  return option === undefined && margin.byPortfolio !== true && !allowNonPositive;
}

/** Factors without a price that would change what a pool of parts is the sum of, once they come. */
export function awaitedFactors(market: Market, pool: MarginPool): Factor[] {
  const awaited = pool.positions.flatMap(({ instrument: id }): Factor[] => {
    const { usesIndex } = instrumentIn(market, id).margin;
    return usesIndex && !market.indexes.has(id) ? [`index:${id}`] : [];
  });
  if (pool.mode === 'isolated') return awaited;
  for (const asset of pool.wallets.keys()) {
    if (rateOf(market, asset) === undefined) awaited.push(`rate:${asset}`);
  }
  return awaited;
}
