import type { Preset, Unpublished } from '../preset.js';
import { evenMoves, withVolatilities } from './grid.js';
import { refusals } from './refusals.js';
import { BYBIT_ACCOUNT, BYBIT_ACCOUNT_SOURCES, BYBIT_REDUCTION } from '../exchanges/bybit.js';
import { REFUSED_UNPUBLISHED } from '../readings.js';

const UNPUBLISHED: readonly Unpublished[] = [
  {
    what: 'the contingencies for short options and vega',
    needs: 'options',
    why: 'the example names both and shows zero for a pool that is long one option',
    instead: 'positions in options are refused',
  },
  {
    what: 'price moves of coins other than BTC',
    needs: 'other-bases',
    why: 'the example is of BTC alone',
    instead: 'positions in another base are refused',
  },
  {
    what: 'the rise of the volatility',
    instead: 'the example shows a fall of 20 %, and gains that fit a rise of 25 %',
  },
  {
    what: 'contingencies for the basis between contracts and between USDT and USDC',
    instead: 'they are left out; a hedge between contracts needs too little',
  },
];

const SHOCKS = withVolatilities(evenMoves(['2', '4', '6', '8', '10']), ['0.25', '0', '-0.2']);

/** Portfolio margin of Bybit as its response example shows it: 11 prices and 3 volatilities. */
export const bybitPortfolio: Preset = {
  name: 'bybit-portfolio',
  title: 'Portfolio margin of Bybit: the grid of its example',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USDT',
    engine: {
      ...BYBIT_ACCOUNT,
      liquidation: {
        target: '1.111111111111111111',
        order: 'largest-relief-first',
        size: 'just-enough',
        remainder: 'insurance-fund',
        stages: [
          { do: 'cancel-orders' },
          { do: 'repay', at: '1.176470588235294117' },
          ...BYBIT_REDUCTION,
        ],
      },
      portfolioMargin: {
        units: [{ bases: ['BTC'], shocks: SHOCKS }],
        stress: 'mark',
        initialFactor: '1.2',
        unpublished: refusals(UNPUBLISHED),
      },
    },
    assets: [
      { asset: 'USDC', haircut: '0' },
      { asset: 'BTC', haircut: '0.02' },
    ],
  },
  instruments: [
    {
      id: 'BTCUSDT',
      kind: 'linear',
      base: 'BTC',
      quote: 'USDT',
      multiplier: '1',
      margin: { model: 'scenario' },
    },
  ],
  template: { kind: 'linear', margin: { model: 'scenario' } },
  sources: [
    ...BYBIT_ACCOUNT_SOURCES,
    {
      path: 'engine.liquidation.target',
      source:
        'Y-PMCOPY: positions are reduced until the maintenance rate is 90 %, a cover of 1 / 0.9',
    },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: which position comes first is not told; what relieves most',
    },
    {
      path: 'engine.liquidation.size',
      source: 'our reading: there is no ladder of risk limits here, so as little as is needed',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'Y-UTA: as in cross margin; Y-PMCOPY: liabilities are repaid from a rate of 85 % on',
    },
    {
      path: 'engine.portfolioMargin.units',
      source: 'our reading: prices and the fall of 20 % of Y-PMAPI; a rise of 25 % fits its gains',
    },
    {
      path: 'engine.portfolioMargin.stress',
      source: 'our reading: the example stresses another price than its mark, which is not named',
    },
    { path: 'engine.portfolioMargin.initialFactor', source: 'Y-PMAPI: 1.2 in the example' },
    REFUSED_UNPUBLISHED,
    { path: 'assets[BTC].haircut', source: 'example: the first tier of a list; replace by yours' },
    { path: 'instruments[].multiplier', source: 'Y-PMAPI: quantities are in coins' },
    { path: 'instruments[].margin', source: 'Y-PM: derivatives of a coin are stressed together' },
    { path: 'template', source: 'Y-PM: derivatives of a coin are stressed together' },
  ],
  unpublished: UNPUBLISHED,
  options: {},
};
