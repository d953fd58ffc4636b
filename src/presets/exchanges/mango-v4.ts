import type { AssetTerms, FlatTerms, InstrumentTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** Base weights 0.95 and 1.05 initially, 0.975 and 1.025 to keep. */
const WEIGHTED: FlatTerms = { model: 'flat', initial: '0.05', maintenance: '0.025' };

function perpetual(base: string, margin: FlatTerms): InstrumentTerms {
  return { id: `${base}-PERP`, kind: 'linear', base, quote: 'USDC', margin };
}

function token(asset: string): AssetTerms {
  return {
    asset,
    haircut: { maintenance: '0.1', initial: '0.2' },
    liabilityWeight: { maintenance: '1.1', initial: '1.2' },
  };
}

/** Mango v4 with the weights of its listing form; each market sets its own. */
export const mangoV4: Preset = {
  name: 'mango-v4',
  title: 'Health of Mango v4: weights in two parts, closed until the initial ones are met',
  asOf: '2024-09-04',
  configuration: {
    settlement: 'USDC',
    engine: {
      boundary: 'below',
      positionMode: 'one-way',
      profitWeight: '1',
      strictSchedules: true,
      orders: { sides: 'larger', reducing: 'free' },
      liquidation: {
        target: '2',
        order: 'largest-notional-first',
        size: 'just-enough',
        fee: '0.0125',
        feeTo: 'venue',
      },
      deficit: ['insurance-fund', 'share-loss', 'negative-balance'],
      fees: { maker: '-0.0001', taker: '0.0004' },
    },
    assets: [{ asset: 'USDC', haircut: '0', liabilityWeight: '1' }, token('SOL'), token('ETH')],
  },
  instruments: ['BTC', 'ETH', 'SOL'].map((base) => perpetual(base, WEIGHTED)),
  template: { kind: 'linear', margin: WEIGHTED },
  sources: [
    { path: 'settlement', source: 'M-LIST: profit is settled in the first token, USDC' },
    { path: 'engine.boundary', source: 'M-HEALTH: maintenance health below zero' },
    { path: 'engine.positionMode', source: 'M-CODE: one position a market' },
    { path: 'engine.profitWeight', source: 'M-LIST: overall weights of 1; a market may set less' },
    STRICT_SCHEDULES,
    { path: 'engine.orders', source: 'M-CODE: the worse of all bids and all asks' },
    {
      path: 'engine.liquidation.target',
      source: 'M-HEALTH: the end is where the initial weights are met; of perpetuals twice',
    },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: the liquidator chooses; that of the venue takes the largest notional',
    },
    {
      path: 'engine.liquidation.size',
      source: 'M-CODE: base is reduced until the health of the end is met',
    },
    { path: 'engine.liquidation.fee', source: 'M-LIST: base liquidation fee of 1.25 %' },
    { path: 'engine.liquidation.feeTo', source: 'M-CODE: the liquidator takes over with the fee' },
    {
      path: 'engine.deficit',
      source: 'M-CODE: insurance, then the loss is shared; without open interest it stays',
    },
    { path: 'engine.fees', source: 'M-LIST: a rebate of 1 basis point, and 4 to take' },
    { path: 'assets[].haircut', source: 'M-CODE: USDC counts whole' },
    { path: 'assets[].liabilityWeight', source: 'M-CODE: USDC counts whole' },
    { path: 'assets[SOL]', source: 'M-CODE: weights of 0.8, 0.9, 1.1 and 1.2 in its test group' },
    { path: 'assets[ETH]', source: 'M-CODE: weights of 0.8, 0.9, 1.1 and 1.2 in its test group' },
    {
      path: 'instruments[].margin',
      source: 'M-LIST: base weights 0.95 and 1.05 initially, 0.975 and 1.025 to keep',
    },
    {
      path: 'template',
      source: 'example: the weights of the listing form; replace by those of the market',
    },
  ],
  unpublished: [
    {
      what: 'the stable price, the slow price beside the oracle that initial health takes',
      instead: 'the mark stands for both',
    },
    {
      what: 'weights that fall with the deposits and rise with the borrows of the whole group',
      instead: 'the weight of the list counts',
    },
    {
      what: 'over whom a loss is shared: all of the open interest there',
      instead: 'those in profit share it',
    },
  ],
  options: {
    'test-market': {
      title: 'The market of the tests of liquidation, closed until health is not negative',
      source: 'M-CODE: base weights of 0.5 and 1.5, no fee, in test_liq_base_or_positive_pnl',
      overrides: {
        engine: { liquidation: { target: '1', fee: '0' } },
        instruments: [perpetual('MNGO', { model: 'flat', initial: '0.5', maintenance: '0.5' })],
      },
    },
  },
};
