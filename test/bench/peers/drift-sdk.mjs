import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * `User`: total collateral, both margin requirements and the liquidation price of a position, over
 * accounts and markets made in memory in the place of those it would read from the chain. Prices
 * have 6 decimals there and sizes 9.
 */
export function driftSdk({ collateral, positions }) {
  const drift = require('@drift-labs/sdk');
  const { PublicKey } = require('@solana/web3.js');
  const { BN, User } = drift;
  const [zero, one] = [new BN(0), new BN(1)];
  const scaled = (value, decimals) => {
    const [whole, fraction = ''] = String(value).split('.');
    return new BN(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
  };
  let marks = positions.map(({ entry }) => entry);
  const oracleOf = (price) => ({
    price,
    slot: zero,
    confidence: one,
    hasSufficientNumberOfDataPoints: true,
    isMMOracleActive: true,
  });
  const markets = positions.map((_, index) => ({
    marketIndex: index,
    status: drift.MarketStatus.ACTIVE,
    contractType: drift.ContractType.PERPETUAL,
    contractTier: drift.ContractTier.A,
    marginRatioInitial: 1000,
    marginRatioMaintenance: 500,
    unrealizedPnlInitialAssetWeight: 10_000,
    unrealizedPnlMaintenanceAssetWeight: 10_000,
    unrealizedPnlImfFactor: zero,
    unrealizedPnlMaxImbalance: zero,
    imfFactor: zero,
    highLeverageMarginRatioInitial: 0,
    highLeverageMarginRatioMaintenance: 0,
    quoteSpotMarketIndex: 0,
    numberOfUsers: 1,
    pnlPool: { scaledBalance: zero, marketIndex: 0 },
    amm: {
      oracle: PublicKey.default,
      oracleSource: drift.OracleSource.PYTH,
      historicalOracleData: { lastOraclePriceTwap: zero, lastOraclePriceTwap5Min: zero },
      cumulativeFundingRateLong: zero,
      cumulativeFundingRateShort: zero,
      orderStepSize: one,
      orderTickSize: one,
      minOrderSize: one,
      baseAssetAmountLong: zero,
      baseAssetAmountShort: zero,
      quoteAssetAmount: zero,
    },
  }));
  const WHOLE = drift.SPOT_MARKET_WEIGHT_PRECISION.toNumber();
  const spot = {
    marketIndex: 0,
    decimals: 6,
    // Another feed than that of the contracts, or the dollars would be taken for their underlying.
    oracle: new PublicKey(new Uint8Array(32).fill(7)),
    oracleSource: drift.OracleSource.PYTH,
    cumulativeDepositInterest: drift.SPOT_MARKET_CUMULATIVE_INTEREST_PRECISION,
    cumulativeBorrowInterest: drift.SPOT_MARKET_CUMULATIVE_INTEREST_PRECISION,
    initialAssetWeight: WHOLE,
    maintenanceAssetWeight: WHOLE,
    initialLiabilityWeight: WHOLE,
    maintenanceLiabilityWeight: WHOLE,
    scaleInitialAssetWeightStart: zero,
    imfFactor: 0,
    depositBalance: zero,
    borrowBalance: zero,
    historicalOracleData: {
      lastOraclePrice: drift.PRICE_PRECISION,
      lastOraclePriceTwap: drift.PRICE_PRECISION,
      lastOraclePriceTwap5Min: drift.PRICE_PRECISION,
      lastOraclePriceTwapTs: zero,
    },
  };
  const account = {
    authority: PublicKey.default,
    subAccountId: 0,
    status: 0,
    maxMarginRatio: 0,
    isMarginTradingEnabled: true,
    marginMode: drift.MarginMode.DEFAULT,
    poolId: 0,
    orders: [],
    spotPositions: [
      {
        marketIndex: 0,
        balanceType: drift.SpotBalanceType.DEPOSIT,
        scaledBalance: scaled(collateral, 9),
        openOrders: 0,
        openBids: zero,
        openAsks: zero,
        cumulativeDeposits: zero,
      },
    ],
    perpPositions: positions.map(({ size, entry }, index) => {
      const base = scaled(size, 9);
      const quote = base
        .mul(scaled(entry, 6))
        .div(new BN(10).pow(new BN(9)))
        .neg();
      return {
        marketIndex: index,
        baseAssetAmount: base,
        quoteAssetAmount: quote,
        quoteBreakEvenAmount: quote,
        quoteEntryAmount: quote,
        lastCumulativeFundingRate: zero,
        openOrders: 0,
        openBids: zero,
        openAsks: zero,
        settledPnl: zero,
        lpShares: zero,
        remainderBaseAssetAmount: 0,
        lastQuoteAssetAmountPerLp: zero,
        lastBaseAssetAmountPerLp: zero,
        perLpBase: 0,
        maxMarginRatio: 0,
        isolatedPositionScaledBalance: zero,
        positionFlag: 0,
      };
    }),
  };
  const user = Object.create(User.prototype);
  const perpOracle = (index) => oracleOf(scaled(marks[index], 6));
  user.driftClient = {
    getPerpMarketAccount: (index) => markets[index],
    getSpotMarketAccount: () => spot,
    getSpotMarketAccounts: () => [spot],
    getPerpMarketAccounts: () => markets,
    getOracleDataForPerpMarket: perpOracle,
    getMMOracleDataForPerpMarket: perpOracle,
    getOracleDataForSpotMarket: () => oracleOf(drift.PRICE_PRECISION),
    getStateAccount: () => ({ liquidationMarginBufferRatio: 0 }),
  };
  user.getUserAccount = () => account;
  return {
    evaluate(now) {
      marks = now;
      return {
        collateral: user.getTotalCollateral('Maintenance'),
        maintenance: user.getMaintenanceMarginRequirement(),
        initial: user.getInitialMarginRequirement(),
        price: user.liquidationPrice(0),
      };
    },
    figures({ collateral: total, maintenance, price }) {
      return { slack: total.sub(maintenance).toNumber() / 1e6, price: price.toNumber() / 1e6 };
    },
  };
}
