import type { Preset } from '../preset.js';
import { evenMoves } from './grid.js';

/** Portfolio margin of Bybit as its response example shows it: eleven prices, worst loss. */
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
        units: [{ bases: ['BTC'], shocks: evenMoves(['2', '4', '6', '8', '10']) }],
        stress: 'mark',
        initialFactor: '1.2',
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
      source: 'Y-PMAPI: prices from -10 to +10 % in steps of 2 %, the worst loss counts',
    },
    {
      path: 'engine.portfolioMargin.stress',
      source: 'our reading: the example stresses another price than its mark, which is not named',
    },
    { path: 'engine.portfolioMargin.initialFactor', source: 'Y-PMAPI: 1.2 in the example' },
    { path: 'assets[USDC].haircut', source: 'example: replace by the ratio of your list' },
    { path: 'assets[BTC].haircut', source: 'example: the first tier of a list; replace by yours' },
    { path: 'instruments[].multiplier', source: 'Y-PMAPI: quantities are in coins' },
    { path: 'instruments[].margin', source: 'Y-PM: derivatives of a coin are stressed together' },
    { path: 'template', source: 'Y-PM: derivatives of a coin are stressed together' },
  ],
  unpublished: [
    {
      what: 'price moves of coins other than BTC',
      instead: 'positions in another base are refused: no unit holds it',
    },
    {
      what: 'moves of the implied volatility, and the contingency for short options and vega',
      instead: 'options are not listed',
    },
    {
      what: 'contingencies for the basis between contracts and between USDT and USDC',
      instead: 'they are left out; a hedge between contracts needs too little',
    },
  ],
  options: {},
};
