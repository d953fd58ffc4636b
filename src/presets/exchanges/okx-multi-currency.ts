import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { ORDER_NOT_TOLD, TEMPLATE_AS_BTC } from '../readings.js';
import { OKX_ACCOUNT, OKX_ACCOUNT_SOURCES } from './okx.js';

/** The rate of the tier counts for the whole position; the fee stands beside it. */
function marginOf(maintenance: string): MarginTerms {
  return {
    model: 'tiered',
    by: 'quantity',
    scope: 'whole',
    tiers: [{ from: '0', maintenance }],
    closeFee: '0.0005',
    closeFeeIn: 'ratio',
  };
}

const SWAPS: readonly InstrumentTerms[] = [
  {
    id: 'ETH-USD-SWAP',
    kind: 'inverse',
    base: 'ETH',
    quote: 'USD',
    multiplier: '10',
    tick: '0.01',
    maxLeverage: '100',
    margin: marginOf('0.008'),
  },
  {
    id: 'BTC-USDT-SWAP',
    kind: 'linear',
    base: 'BTC',
    quote: 'USDT',
    multiplier: '0.01',
    tick: '0.1',
    maxLeverage: '100',
    margin: marginOf('0.004'),
  },
];

/** Multi-currency margin of OKX: discounted currencies in one pool, a ratio of 100 %. */
export const okxMultiCurrency: Preset = {
  name: 'okx-multi-currency',
  title: 'Multi-currency margin of OKX, cross and isolated',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USD',
    engine: {
      ...OKX_ACCOUNT,
      positionMode: 'one-way',
      liquidationPriceRounding: 'one-tick-early',
      liquidation: {
        order: 'largest-loss-first',
        remainder: 'insurance-fund',
        stages: [
          { do: 'cancel-orders' },
          { do: 'net-opposite' },
          { do: 'reduce', size: { tiers: 2 }, cooldown: 'PT1M' },
          { do: 'take-over', by: 'insurance-fund' },
          { do: 'deleverage', price: 'mark' },
        ],
      },
    },
    assets: [
      { asset: 'USDT', haircut: '0', profit: 'with-balance' },
      { asset: 'USDC', haircut: '0', profit: 'with-balance' },
      { asset: 'BTC', tiers: [{ from: '0', weight: '0.98' }], profit: 'with-balance' },
      { asset: 'ETH', tiers: [{ from: '0', weight: '0.98' }], profit: 'with-balance' },
    ],
  },
  instruments: SWAPS,
  template: { kind: 'linear', maxLeverage: '100', margin: marginOf('0.004') },
  sources: [
    ...OKX_ACCOUNT_SOURCES,
    { path: 'settlement', source: 'O-MC: currencies count by their price in dollars' },
    { path: 'engine.boundary', source: 'O-MC: a ratio of 100 % or less is liquidated' },
    { path: 'engine.positionMode', source: 'our reading: net mode; long/short mode per account' },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'our reading: 2352.8496... of O-POS is the exact price and one tick of 0.01',
    },
    ORDER_NOT_TOLD,
    {
      path: 'engine.liquidation.stages',
      source: 'O-PART: orders, opposite legs, two tiers down a minute; tiers 1 and 2 taken over',
    },
    {
      path: 'assets[].profit',
      source: 'O-MC: equity of a currency = balance + floating profit, then its discount',
    },
    { path: 'assets[].haircut', source: 'example: replace by the discounts of your list' },
    {
      path: 'assets[BTC].tiers',
      source: 'O-MC: 0.98 up to 20 BTC; the tiers above were not seen, replace by yours',
    },
    { path: 'assets[ETH].tiers', source: 'example: as BTC; replace by those of your list' },
    { path: 'instruments[ETH-USD-SWAP].multiplier', source: 'O-POS: a contract is 10 dollars' },
    { path: 'instruments[ETH-USD-SWAP].tick', source: 'O-POS: prices have two decimals' },
    { path: 'instruments[BTC-USDT-SWAP].multiplier', source: 'O-PB: a contract is 0.01 BTC' },
    { path: 'instruments[BTC-USDT-SWAP].tick', source: 'O-PB: prices have one decimal' },
    { path: 'instruments[].maxLeverage', source: 'example: replace by that of your tiers' },
    { path: 'instruments[].margin', source: 'O-TIERS: the rate of the tier, by contracts' },
    {
      path: 'instruments[ETH-USD-SWAP].margin.tiers',
      source: 'O-POS: 0.8 % fits its example; replace by your tiers',
    },
    {
      path: 'instruments[BTC-USDT-SWAP].margin.tiers',
      source: 'example: 0.4 %; replace by your tiers',
    },
    {
      path: 'instruments[].margin.closeFee',
      source: 'O-POS: 0.05 % beside the maintenance margin fits the ratio of its example',
    },
    {
      path: 'instruments[].margin.closeFeeIn',
      source: 'O-MC: the fee is added below the line of the ratio',
    },
    TEMPLATE_AS_BTC,
  ],
  unpublished: [
    {
      what: 'discounts of BTC above the first tier in the page of the rule',
      instead: 'the first goes on; set `assets[BTC].tiers`',
    },
    {
      what: 'the direction in which a liquidation price is shown early for a short',
      instead: 'a tick nearer to the entry, as for a long',
    },
  ],
  options: {
    'long-short-mode': {
      title: 'Long and short of a contract side by side',
      source: 'our reading: positions are held in net or in long/short mode',
      overrides: { engine: { positionMode: 'hedge' } },
    },
  },
};
