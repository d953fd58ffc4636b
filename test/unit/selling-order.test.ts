import { Dec, EPOCH, configurationOf, type Market } from '../../domain/index.js';
import { byHaircut } from '../../domain/account/convert-collateral.js';

const HAIRCUTS = { BTC: '0.1', ETH: '0.05', SOL: '0.1', ADA: '0.1', XRP: '0' };

/** All of them have a rate but XRP. */
const market: Market = {
  now: EPOCH,
  configuration: configurationOf({
    assets: Object.entries(HAIRCUTS).map(([asset, haircut]) => ({ asset, haircut })),
  }),
  instruments: new Map(),
  marks: new Map(),
  indexes: new Map(),
  rates: new Map(['BTC', 'ETH', 'SOL', 'ADA'].map((asset) => [asset, new Dec(10)])),
};

describe('the order in which collateral is sold', () => {
  it('has the lowest haircut first, ties by name, and nothing without a rate', () => {
    const sold = ['ETH', 'ADA', 'BTC', 'SOL'];
    expect(byHaircut(market, ['SOL', 'BTC', 'XRP', 'ETH', 'ADA'])).toEqual(sold);
    expect(byHaircut(market, ['ADA', 'ETH', 'XRP', 'BTC', 'SOL'])).toEqual(sold);
  });
});
