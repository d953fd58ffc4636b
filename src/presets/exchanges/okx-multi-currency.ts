import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';

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
      boundary: 'at-or-below',
      positionMode: 'one-way',
      strictSchedules: true,
      health: { name: 'margin ratio', view: 'cover', unit: 'percent' },
      liquidationPriceRounding: 'one-tick-early',
      alerts: { measure: 'cover', at: ['3'], enabled: true },
      liquidation: {
        order: 'largest-loss-first',
        size: 'tier-down',
        remainder: 'insurance-fund',
        stages: [
          { do: 'cancel-orders' },
          { do: 'net-opposite' },
          { do: 'reduce', name: 'first-tier', cooldown: 'PT1M', meanwhile: 'go-on' },
          { do: 'reduce', name: 'second-tier', cooldown: 'PT1M' },
          { do: 'take-over', by: 'insurance-fund' },
          { do: 'deleverage', price: 'mark' },
        ],
      },
      deficit: ['insurance-fund', 'deleverage'],
      deleverage: { ranking: 'profit-times-leverage', price: 'mark' },
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
    { path: 'settlement', source: 'O-MC: currencies count by their price in dollars' },
    { path: 'engine.boundary', source: 'O-MC: a ratio of 100 % or less is liquidated' },
    { path: 'engine.positionMode', source: 'our reading: net mode; long/short mode per account' },
    {
      path: 'engine.strictSchedules',
      source: 'our reading: a schedule that could not be meant is refused, not warned about',
    },
    {
      path: 'engine.health',
      source: 'O-MC: adjusted equity / (maintenance margin + liquidation fee), in percent',
    },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'our reading: 2352.8496... of O-POS is the exact price and one tick of 0.01',
    },
    { path: 'engine.alerts', source: 'our reading: 300 % is the usual warning, no page says so' },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: which position comes first is not told',
    },
    { path: 'engine.liquidation.size', source: 'O-PART: down the tiers, then taken over' },
    {
      path: 'engine.liquidation.remainder',
      source: 'O-PART: taken over at the bankruptcy price; what is left is a clearance fee',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'O-PART: orders, opposite legs, two tiers down a minute, then the bankruptcy price',
    },
    { path: 'engine.deficit', source: 'O-EARLY: the fund first, then deleveraging' },
    { path: 'engine.deleverage.ranking', source: 'O-EARLY: counterparties ranked highest' },
    { path: 'engine.deleverage.price', source: 'O-EARLY: matched at the mark price' },
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
    { path: 'template', source: 'our reading: a base that is not listed is taken as BTC is' },
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
