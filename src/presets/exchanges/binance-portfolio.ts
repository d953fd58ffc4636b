import type { StageTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES, TEMPLATE_AS_BTC } from '../readings.js';
import { binanceCoinPerpetual } from './binance-coinm.js';
import { binancePerpetuals } from './binance-usdm.js';
import { BINANCE_DEFICITS, BINANCE_RANKING } from './binance.js';

/** Reminders first, then what Binance does below the line at which it takes no new risk. */
function stages(reminders: readonly StageTerms[]): readonly StageTerms[] {
  return [
    ...reminders,
    { do: 'block-risk', at: '1.2' },
    { do: 'cancel-orders' },
    { do: 'repay' },
    { do: 'reduce' },
    { do: 'take-over', by: 'insurance-fund' },
    { do: 'deleverage' },
  ];
}

const PERPETUALS = [...binancePerpetuals(), binanceCoinPerpetual()];

/** Portfolio margin of Binance: loans and both kinds of futures in one pool, without a grid. */
export const binancePortfolio: Preset = {
  name: 'binance-portfolio',
  title: 'Portfolio margin of Binance: uniMMR over loans, USD-M and COIN-M',
  asOf: '2025-02-06',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'at-or-below',
      positionMode: 'one-way',
      strictSchedules: true,
      health: { name: 'uniMMR', view: 'cover' },
      liquidation: {
        trigger: '1.05',
        target: '1.05',
        order: 'largest-loss-first',
        fee: '0',
        stages: stages([{ do: 'alert', at: '1.5' }]),
      },
      ...BINANCE_DEFICITS,
      portfolioMargin: { units: [], debt: { maintenance: '0.1', initial: '0.5' } },
    },
    assets: [
      { asset: 'USDT', haircut: '0', profit: 'with-balance' },
      { asset: 'BTC', haircut: '0.05', profit: 'with-balance' },
      { asset: 'ETH', haircut: '0.05', profit: 'with-balance' },
    ],
  },
  instruments: PERPETUALS,
  template: { kind: 'linear', maxLeverage: '125', margin: PERPETUALS[0]!.margin },
  sources: [
    { path: 'settlement', source: 'B-PM2: equity and maintenance are added up in dollars' },
    { path: 'engine.boundary', source: 'B-PM1: a uniMMR of 105 % or less is liquidated' },
    { path: 'engine.positionMode', source: 'our reading: as in the futures accounts it unites' },
    STRICT_SCHEDULES,
    { path: 'engine.health', source: 'B-PM2: adjusted equity / unified maintenance margin' },
    { path: 'engine.liquidation.trigger', source: 'B-PM1: liquidated at a uniMMR of 105 %' },
    {
      path: 'engine.liquidation.target',
      source: 'our reading: how far a liquidation goes is not told; it stops above its line',
    },
    { path: 'engine.liquidation.order', source: 'our reading: futures after loans, no order told' },
    {
      path: 'engine.liquidation.fee',
      source: 'example: the fee is not published; replace by yours',
    },
    {
      path: 'engine.liquidation.stages',
      source:
        'B-PM1: a reminder at 150 %, reductions at 120 %; B-PML: orders, loans, futures, the fund',
    },
    { path: 'engine.deficit', source: 'B-PML: the fund, then deleveraging' },
    ...BINANCE_RANKING,
    {
      path: 'engine.portfolioMargin.units',
      source: 'B-PM2: no grid; each contract by its bracket',
    },
    {
      path: 'engine.portfolioMargin.debt.maintenance',
      source: 'B-PM1: 10 % of a loan at 3x; see the options for 5x and 10x',
    },
    {
      path: 'engine.portfolioMargin.debt.initial',
      source: 'B-PMR: loan / (leverage - 1) at 3x; see the options for 5x and 10x',
    },
    {
      path: 'assets[].haircut',
      source: 'example: collateral rates by asset were not seen; replace by those of your list',
    },
    {
      path: 'assets[].profit',
      source: 'B-PM2: min(value x rate, value) of asset - loan + futures balance + futures profit',
    },
    { path: 'assets[USDT].haircut', source: 'example: a rate of 1; replace by that of your list' },
    { path: 'instruments[].multiplier', source: 'B-CM605: 100 contracts at 25,000 are 0.4 BTC' },
    { path: 'instruments[].maxLeverage', source: 'B-UM2024: 125x in the first bracket' },
    { path: 'instruments[].margin', source: 'B-PM2: |rate x position x mark| - amount' },
    { path: 'instruments[].margin.tiers', source: 'B-UM2024: brackets of that day' },
    {
      path: 'instruments[BTCUSD_PERP].margin.tiers',
      source: 'B-CMLEV: floors 5 to 200 BTC, as in binance-coinm',
    },
    TEMPLATE_AS_BTC,
  ],
  unpublished: [
    {
      what: 'collateral rates by asset',
      instead: 'examples stand there; replace them',
    },
    {
      what: 'the uniMMR at which a liquidation stops, and its fee',
      instead: 'it stops above 105 % and costs nothing',
    },
  ],
  versions: [
    {
      asOf: '2022-04-18',
      title: 'Reminders from 200 and 150 % down',
      source: 'B-PM1: free above 200 %, a first reminder up to that and a second up to 150 %',
      overrides: {
        engine: {
          liquidation: {
            stages: stages([
              { do: 'alert', name: 'first-reminder', at: '2' },
              { do: 'alert', name: 'second-reminder', at: '1.5' },
            ]),
          },
        },
      },
    },
  ],
  options: {
    'loans-5x': {
      title: 'Loans at 5x: 8 % of a loan for maintenance, a quarter initially',
      source: 'B-PM1: 8 % at 5x; B-PMR: loan / (leverage - 1)',
      overrides: {
        engine: { portfolioMargin: { units: [], debt: { maintenance: '0.08', initial: '0.25' } } },
      },
    },
    'loans-10x': {
      title: 'Loans at 10x: 5 % of a loan for maintenance, a ninth initially',
      source: 'B-PM1: 5 % at 10x; B-PMR: loan / (leverage - 1), rounded up',
      overrides: {
        engine: {
          portfolioMargin: {
            units: [],
            debt: { maintenance: '0.05', initial: '0.111111111111111112' },
          },
        },
      },
    },
  },
};
