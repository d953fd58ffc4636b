import type { Preset, Unpublished } from '../preset.js';
import { evenMoves, withVolatilities } from './grid.js';
import { refusals } from './refusals.js';

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
      boundary: 'at-or-below',
      strictSchedules: true,
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
    { path: 'settlement', source: 'our reading: the venue counts in dollars; USDT stands for it' },
    { path: 'engine.boundary', source: 'Y-PM: a maintenance rate of 100 % is liquidated' },
    {
      path: 'engine.strictSchedules',
      source: 'our reading: a schedule that could not be meant is refused, not warned about',
    },
    {
      path: 'engine.portfolioMargin.units',
      source: 'Y-PMAPI: prices in steps of 2 %, three volatilities, the fall is 20 %; worst loss',
    },
    {
      path: 'engine.portfolioMargin.stress',
      source: 'our reading: the example stresses another price than its mark, which is not named',
    },
    { path: 'engine.portfolioMargin.initialFactor', source: 'Y-PMAPI: 1.2 in the example' },
    {
      path: 'engine.portfolioMargin.unpublished',
      source: 'our reading: what is not published cannot be required, so who needs it is refused',
    },
    { path: 'assets[USDC].haircut', source: 'example: replace by the ratio of your list' },
    { path: 'assets[BTC].haircut', source: 'example: the first tier of a list; replace by yours' },
    { path: 'instruments[].multiplier', source: 'Y-PMAPI: quantities are in coins' },
    { path: 'instruments[].margin', source: 'Y-PM: derivatives of a coin are stressed together' },
    { path: 'template', source: 'Y-PM: derivatives of a coin are stressed together' },
  ],
  unpublished: UNPUBLISHED,
  options: {},
};
