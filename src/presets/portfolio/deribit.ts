import type { ListedUnitTerms } from '../../../domain/index.js';
import type { Preset, Unpublished } from '../preset.js';
import { evenMoves, withVolatilities } from './grid.js';
import { refusals } from './refusals.js';
import {
  DERIBIT_ACCOUNT,
  DERIBIT_ACCOUNT_SOURCES,
  DERIBIT_PERPETUAL,
} from '../exchanges/deribit.js';
import { REFUSED_UNPUBLISHED } from '../readings.js';

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
    what: 'the dampener of the tails, the delta shock and the charge for annualised moves',
    instead: 'tails count with range / move, the others are left out',
  },
  {
    what: 'the ranges of currencies other than BTC, and offsets between currencies',
    needs: 'other-bases',
    why: 'the example is of BTC alone',
    instead: 'positions in another base are refused',
  },
  {
    what: 'futures that the venue trades to hedge an account in liquidation',
    instead: 'positions are reduced alone, futures and options by what relieves most',
  },
  {
    what: 'fees of options, which are a share of the underlying, at most 12.5 % of the premium',
    instead: 'the rates of futures on the premium; give `fees` of the instrument',
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
      ...DERIBIT_ACCOUNT,
      portfolioMargin: { units: [UNIT], stress: 'mark', unpublished: refusals(UNPUBLISHED) },
    },
    assets: [{ asset: 'BTC', haircut: '0' }],
  },
  instruments: [{ ...DERIBIT_PERPETUAL, margin: { model: 'scenario' } }],
  template: { kind: 'inverse', margin: { model: 'scenario' } },
  sources: [
    ...DERIBIT_ACCOUNT_SOURCES,
    { path: 'settlement', source: 'D-SIM: the BTC portfolio is measured in BTC' },
    {
      path: 'engine.portfolioMargin.units',
      source: 'our reading: 16 % in 4 buckets of D-SIM; moves of D-PM by range / move, undampened',
    },
    {
      path: 'engine.portfolioMargin.units[].vegaPower',
      source: 'D-SIM: 0.30 below 30 days and 0.13 from there on',
    },
    {
      path: 'engine.portfolioMargin.units[].lossFactor',
      source: 'D-SIM: maintenance is 0.8 of initial',
    },
    {
      path: 'engine.portfolioMargin.units[].charges',
      source: 'D-PM0: 1 % of what offsets; 0.01 BTC for a short option, whichever it is',
    },
    {
      path: 'engine.portfolioMargin.stress',
      source: 'D-SIM: the vector of the inverse perpetual is value x s / (1 + s) at the mark',
    },
    REFUSED_UNPUBLISHED,
    { path: 'assets[BTC].haircut', source: 'D-SIM: the currency of the portfolio counts whole' },
    { path: 'instruments[].multiplier', source: 'D-SIM: a contract is one dollar' },
    { path: 'instruments[].margin', source: 'D-PM: futures and options are stressed together' },
    { path: 'template', source: 'D-PM: futures and options are stressed together' },
  ],
  unpublished: UNPUBLISHED,
  options: {},
};
