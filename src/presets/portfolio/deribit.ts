import type { ListedUnitTerms } from '../../../domain/index.js';
import type { Preset, Unpublished } from '../preset.js';
import { evenMoves, withVolatilities } from './grid.js';
import { refusals } from './refusals.js';

/** Moves beyond the range count with the share range / move of their loss. */
const TAILS = [
  { price: '-0.66', weight: '0.242424242424242424' },
  { price: '-0.33', weight: '0.484848484848484848' },
  { price: '0.5', weight: '0.32' },
  { price: '1', weight: '0.16' },
  { price: '2', weight: '0.08' },
  { price: '3', weight: '0.053333333333333333' },
  { price: '4', weight: '0.04' },
  { price: '5', weight: '0.032' },
];

const UNIT: ListedUnitTerms = {
  bases: ['BTC'],
  shocks: [
    ...withVolatilities(evenMoves(['4', '8', '12', '16']), ['0.5', '0', '-0.25']),
    ...withVolatilities(TAILS, ['0.5']),
  ],
  vegaPower: { short: '0.3', long: '0.13' },
  lossFactor: { maintenance: '0.8', initial: '1' },
  charges: [
    { on: 'offset', at: 'mark', maintenance: '0.01' },
    { on: 'short-options', maintenance: '0.01' },
  ],
};

const UNPUBLISHED: readonly Unpublished[] = [
  {
    what: 'how short options of one strike are netted',
    instead: 'each short option is charged 1 % of its underlying, calls and puts alike',
  },
  {
    what: 'options paid in coins',
    instead: 'an option is paid in its quote; list those in dollars',
  },
  {
    what: 'the dampener of the tails, the delta shock and the charge for annualised moves',
    instead: 'tails count with range / move, the others are left out',
  },
  {
    what: 'the ranges of currencies other than BTC, and offsets between currencies',
    needs: 'other-bases',
    why: 'the example is of BTC alone',
    instead: 'positions in another base are refused',
  },
];

/** Portfolio margin of Deribit for inverse contracts in BTC. */
export const deribitPortfolio: Preset = {
  name: 'deribit-portfolio',
  title: 'Portfolio margin of Deribit: nine prices and eight tails, inverse BTC',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'BTC',
    engine: {
      boundary: 'at-or-below',
      strictSchedules: true,
      portfolioMargin: { units: [UNIT], stress: 'mark', unpublished: refusals(UNPUBLISHED) },
    },
    assets: [{ asset: 'BTC', haircut: '0' }],
  },
  instruments: [
    {
      id: 'BTC-PERPETUAL',
      kind: 'inverse',
      base: 'BTC',
      quote: 'USD',
      multiplier: '1',
      margin: { model: 'scenario' },
    },
  ],
  template: { kind: 'inverse', margin: { model: 'scenario' } },
  sources: [
    { path: 'settlement', source: 'D-SIM: the BTC portfolio is measured in BTC' },
    { path: 'engine.boundary', source: 'our reading: at the maintenance margin it is liquidated' },
    {
      path: 'engine.strictSchedules',
      source: 'our reading: a schedule that could not be meant is refused, not warned about',
    },
    {
      path: 'engine.portfolioMargin.units',
      source: 'D-SIM: 16 % in 4 buckets, factor 0.8; D-PM: tails, by range / move; D-PM0: 1 %',
    },
    {
      path: 'engine.portfolioMargin.stress',
      source: 'D-SIM: the vector of the inverse perpetual is value x s / (1 + s) at the mark',
    },
    {
      path: 'engine.portfolioMargin.unpublished',
      source: 'our reading: what is not published cannot be required, so who needs it is refused',
    },
    { path: 'assets[BTC].haircut', source: 'D-SIM: the currency of the portfolio counts whole' },
    { path: 'instruments[].multiplier', source: 'D-SIM: a contract is one dollar' },
    { path: 'instruments[].margin', source: 'D-PM: futures and options are stressed together' },
    { path: 'template', source: 'D-PM: futures and options are stressed together' },
  ],
  unpublished: UNPUBLISHED,
  options: {},
};
