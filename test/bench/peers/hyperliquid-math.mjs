import { calculatePerpLiquidationPrice } from 'hyperliquid-math/liquidation';
import { evaluatePerpAccountMargin } from 'hyperliquid-math/margin';

/**
 * `evaluatePerpAccountMargin` and `calculatePerpLiquidationPrice`. Both are given the value of the
 * account, which the package does not work out; it is added up here from the same decimals.
 */
export function hyperliquidMath({ collateral, positions }, Decimal) {
  const assets = positions.map((_, index) => ({
    network: 'mainnet',
    marketKind: 'perp',
    dex: null,
    index,
  }));
  const inputs = (marks) => {
    let value = new Decimal(collateral);
    const rows = positions.map(({ size, entry }, index) => {
      const markPrice = marks[index];
      value = value.plus(new Decimal(markPrice).minus(entry).times(size));
      return {
        asset: assets[index],
        signedSize: size,
        entryPrice: entry,
        markPrice,
        leverage: '10',
        marginMode: { kind: 'cross' },
        // 1 / (2 x 10) of the notional is the maintenance margin, 1 / 10 the initial one.
        marginTiers: [{ lowerBound: '0', maxLeverage: '10' }],
      };
    });
    return { value, rows };
  };
  return {
    evaluate(marks) {
      const { value, rows } = inputs(marks);
      const margin = evaluatePerpAccountMargin({
        crossAccountValue: value.toFixed(),
        positions: rows.map(({ entryPrice: _entry, ...row }) => row),
      });
      const price = calculatePerpLiquidationPrice({
        targetAsset: assets[0],
        crossAccountValue: value.toFixed(),
        positions: rows.map(({ leverage: _leverage, ...row }) => row),
      });
      if (margin.value.status !== 'ok') throw new Error(JSON.stringify(margin.value));
      if (price.value.status !== 'ok') throw new Error(JSON.stringify(price.value));
      return { margin: margin.value.data, price: price.value.data.liquidationPrice, equity: value };
    },
    figures({ margin, price, equity }) {
      const { cross } = margin;
      return { slack: Number(equity) - Number(maintenanceOf(cross)), price: Number(price) };
    },
  };
}

const maintenanceOf = (cross) => cross.maintenanceMargin ?? cross.totalMaintenanceMargin;
