import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const BASE_LOTS = 100; // lots of 0.01
const TOKEN = 0;

/**
 * `HealthCache`: `health(maint)` is equity minus maintenance margin, `health(init)` what is free.
 * `getPerpPositionLiquidationPrice` wants a group and an account from the chain, so its search is
 * run here as it stands there: the same bisection over a copy of the cache.
 */
export function mangoV4({ collateral, positions }) {
  const { HealthCache, I80F48, PerpInfo, PerpPosition, TokenInfo, HealthType, deepClone } = load();
  const { BN } = require('@coral-xyz/anchor');
  const zero = I80F48.fromNumber(0);
  const one = I80F48.fromNumber(1);
  const share = (value) => I80F48.fromNumber(value);
  const bank = {
    tokenIndex: TOKEN,
    maintAssetWeight: one,
    initAssetWeight: one,
    maintLiabWeight: one,
    initLiabWeight: one,
    price: one,
    stablePriceModel: { stablePrice: 1 },
    scaledInitAssetWeight: () => one,
    scaledInitLiabWeight: () => one,
    maintWeights: () => [one, one],
  };
  const marketOf = (index, price) => ({
    perpMarketIndex: index,
    settleTokenIndex: TOKEN,
    maintBaseAssetWeight: share(0.95),
    initBaseAssetWeight: share(0.9),
    maintBaseLiabWeight: share(1.05),
    initBaseLiabWeight: share(1.1),
    maintOverallAssetWeight: one,
    initOverallAssetWeight: one,
    price: share(price),
    stablePriceModel: { stablePrice: price },
    quoteLotSize: new BN(1),
    baseLotSize: new BN(1),
    longFunding: zero,
    shortFunding: zero,
  });
  const held = positions.map(({ size, entry }, index) => {
    const lots = Math.round(Number(size) * BASE_LOTS);
    const quote = I80F48.fromNumber(-Number(size) * Number(entry) * BASE_LOTS);
    const none = () => new BN(0);
    const position = new PerpPosition(
      ...[
        index,
        0,
        none(),
        new BN(lots),
        quote,
        none(),
        zero,
        zero,
        none(),
        none(),
        none(),
        none(),
      ],
      ...[0, 0, none(), none(), none(), 0, zero, zero, none(), zero],
    );
    return position;
  });
  const cacheAt = (marks) => {
    const token = TokenInfo.fromBank(bank, I80F48.fromNumber(Number(collateral) * BASE_LOTS));
    const perps = held.map((position, index) =>
      PerpInfo.fromPerpPosition(marketOf(index, Number(marks[index])), position),
    );
    return new HealthCache([token], [], perps);
  };
  const priceOf = (cache, market, long) => {
    const copy = deepClone(cache);
    const healthAt = (price) => {
      copy.perpInfos[copy.findPerpInfoIndex(market)].basePrices.oracle = price;
      return copy.health(HealthType.maint);
    };
    const { oracle } = cache.perpInfos[0].basePrices;
    const step = I80F48.fromNumber(0.01);
    if (long) {
      const atZero = healthAt(zero);
      if (atZero.gt(zero)) return null;
      return HealthCache.binaryApproximationSearch(zero, atZero, oracle, zero, step, healthAt);
    }
    const far = oracle.mul(I80F48.fromNumber(1000));
    const now = copy.health(HealthType.maint);
    return HealthCache.binaryApproximationSearch(oracle, now, far, zero, step, healthAt);
  };
  return {
    evaluate(marks) {
      const cache = cacheAt(marks);
      const slack = cache.health(HealthType.maint);
      const free = cache.health(HealthType.init);
      return { slack, free, price: priceOf(cache, 0, !positions[0].size.startsWith('-')) };
    },
    figures({ slack, price }) {
      return { slack: slack.toNumber() / BASE_LOTS, price: price?.toNumber() ?? null };
    },
  };
}

function load() {
  const found = require('@blockworks-foundation/mango-v4');
  const health = require('@blockworks-foundation/mango-v4/dist/cjs/src/accounts/healthCache.js');
  const { deepClone } = require('@blockworks-foundation/mango-v4/dist/cjs/src/utils.js');
  return { ...found, ...health, deepClone };
}
