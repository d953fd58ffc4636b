import type {
  DepegTerms,
  ListedUnitTerms,
  MinimumTerms,
  PortfolioMarginTerms,
} from '../../../domain/index.js';
import type { Preset, Unpublished } from '../preset.js';
import { evenMoves, extremeMove } from './grid.js';
import { refusals } from './refusals.js';
import { OKX_ACCOUNT, OKX_ACCOUNT_SOURCES } from '../exchanges/okx.js';
import { REFUSED_UNPUBLISHED } from '../readings.js';

/** Multipliers of the minimum charge, marginal over the raw charge in dollars. */
const FACTORS: NonNullable<MinimumTerms['factors']> = [
  { from: '0', factor: '1' },
  { from: '10000', factor: '2' },
  { from: '70000', factor: '4' },
  { from: '170000', factor: '6' },
  { from: '300000', factor: '8' },
  { from: '470000', factor: '10' },
  { from: '700000', factor: '12' },
];

interface ClassOfUnits {
  readonly moves: readonly string[];
  readonly extreme: string;
  readonly basis: string;
  readonly least: string;
}

const MAJOR: ClassOfUnits = {
  moves: ['4', '8', '12'],
  extreme: '24',
  basis: '0.002',
  least: '0.0045',
};
const MIDDLE: ClassOfUnits = {
  moves: ['6', '12', '18'],
  extreme: '36',
  basis: '0.008',
  least: '0.007',
};

/** The moves of both classes until 6 January 2025. */
const MAJOR_BEFORE: ClassOfUnits = { ...MAJOR, moves: ['5', '10', '15'], extreme: '30' };
const MIDDLE_BEFORE: ClassOfUnits = { ...MIDDLE, moves: ['7', '14', '20'], extreme: '40' };

function unitOf(base: string, { moves, extreme, basis, least }: ClassOfUnits): ListedUnitTerms {
  return {
    bases: [base],
    shocks: [...evenMoves(moves), ...extremeMove(extreme, '0.5')],
    charges: [{ on: 'net', at: 'mark', maintenance: basis }],
    minimum: { rate: least, on: 'net', at: 'mark', factors: FACTORS },
  };
}

/** Bases whose class is the same for every component that is published. */
function unitsOf(major: ClassOfUnits, middle: ClassOfUnits): readonly ListedUnitTerms[] {
  return [
    ...['BTC', 'ETH'].map((base) => unitOf(base, major)),
    ...['LTC', 'BCH', 'ADA', 'XRP'].map((base) => unitOf(base, middle)),
  ];
}

/** Rates of a hedge between dollars, marginal over its first million, to the fifth, and beyond. */
function tiersOf([first, second, third]: readonly [string, string, string]) {
  return [
    { from: '0', rate: first },
    { from: '1000000', rate: second },
    { from: '5000000', rate: third },
  ];
}

/** A coin below the second level is charged what is published for one at 0.8 or less. */
const DEPEG: DepegTerms = {
  pairs: [
    ['USDT', 'USD'],
    ['USDT', 'USDC'],
    ['USDC', 'USD'],
  ],
  levels: [
    { price: '0.995', tiers: tiersOf(['0.005', '0.01', '0.025']) },
    { price: '0.99', tiers: tiersOf(['0.005', '0.015', '0.025']) },
    { price: '0.8', tiers: [{ from: '0', rate: '0.4' }] },
  ],
};

const UNPUBLISHED: readonly Unpublished[] = [
  {
    what: 'MR2, MR3 and MR5',
    needs: 'options',
    why: 'time value, term structure of volatilities and interest rate have names and no formula',
    instead: 'positions in options are refused',
  },
  {
    what: 'MR4 and MR7 of classes other than those of BTC and LTC',
    needs: 'other-bases',
    why: 'the rates of the basis and of the raw minimum are known of these two classes alone',
    instead: 'positions in another base are refused',
  },
  {
    what: 'the move of the volatility in MR1',
    instead: 'it moves options alone, which are refused',
  },
  {
    what: 'MR9 between 0.99 and 0.8, and of more than 5,000,000 dollars',
    instead:
      'below 0.99 the 40 % of 0.8 count, beyond five million the 2.5 % of the worked example',
  },
  {
    what: 'the steps by which a liquidation hedges a risk unit before it reduces it',
    instead: 'orders, opposite legs, then as little as is needed of what relieves most',
  },
  {
    what: 'the liquidation fee beside the maintenance margin, 80.12 dollars in the example',
    instead: 'the ratio has the maintenance margin alone; set `closeFee` and `closeFeeIn`',
  },
];

const PORTFOLIO_MARGIN: PortfolioMarginTerms = {
  units: unitsOf(MAJOR, MIDDLE),
  stress: 'index',
  debt: { maintenance: '0.02', initial: '0.1' },
  initialFactor: '1.3',
  depeg: DEPEG,
  unpublished: refusals(UNPUBLISHED),
};

/** Portfolio margin of OKX for perpetual and dated contracts, parameters of January 2025. */
export const okxPortfolio: Preset = {
  name: 'okx-portfolio',
  title: 'Portfolio margin of OKX: MR1, MR4 and MR6 to MR9',
  asOf: '2025-01-06',
  configuration: {
    settlement: 'USD',
    engine: {
      ...OKX_ACCOUNT,
      liquidation: {
        order: 'largest-relief-first',
        size: 'just-enough',
        remainder: 'insurance-fund',
        stages: [
          { do: 'cancel-orders' },
          { do: 'net-opposite' },
          { do: 'reduce' },
          { do: 'take-over', by: 'insurance-fund' },
          { do: 'deleverage', price: 'mark' },
        ],
      },
      portfolioMargin: PORTFOLIO_MARGIN,
    },
    assets: [
      { asset: 'USDT', haircut: '0' },
      { asset: 'USDC', haircut: '0' },
      { asset: 'BTC', haircut: '0.02' },
    ],
  },
  instruments: [
    {
      id: 'BTC-USDT-SWAP',
      kind: 'linear',
      base: 'BTC',
      quote: 'USDT',
      multiplier: '0.01',
      margin: { model: 'scenario' },
    },
    {
      id: 'LTC-USDT-SWAP',
      kind: 'linear',
      base: 'LTC',
      quote: 'USDT',
      multiplier: '1',
      margin: { model: 'scenario' },
    },
  ],
  template: { kind: 'linear', margin: { model: 'scenario' } },
  sources: [
    ...OKX_ACCOUNT_SOURCES,
    { path: 'settlement', source: 'O-SCALE: units are added up in dollars' },
    { path: 'engine.boundary', source: 'O-SCALE: a ratio of 100 % or less is liquidated' },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: the venue hedges a unit step by step; what relieves most comes first',
    },
    {
      path: 'engine.liquidation.size',
      source: 'our reading: there are no tiers to go down, so as little as is needed',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'our reading: as in the other modes, O-PART; without tiers',
    },
    { path: 'engine.portfolioMargin.units', source: 'O-PARAM: MR1 and MR6 by class' },
    {
      path: 'engine.portfolioMargin.units[].charges',
      source: 'our reading: MR4; 0.2 % and 0.8 % of the net delta fit the units of O-PB',
    },
    {
      path: 'engine.portfolioMargin.units[].minimum',
      source: 'our reading: MR7; 0.45 % and 0.7 % of the net delta fit the units of O-PB',
    },
    {
      path: 'engine.portfolioMargin.units[].minimum.factors',
      source: 'O-PARAM: multipliers of MR7 by its raw amount',
    },
    { path: 'engine.portfolioMargin.stress', source: 'O-PB: the stressed price is the index' },
    { path: 'engine.portfolioMargin.debt', source: 'O-PB: 2 % and initially 10 % of the debt' },
    { path: 'engine.portfolioMargin.initialFactor', source: 'O-PB: 1.3 in both units' },
    {
      path: 'engine.portfolioMargin.depeg',
      source: 'O-MR9: pairs in this order, the rates of its table and the 2.5 % of its example',
    },
    REFUSED_UNPUBLISHED,
    { path: 'assets[USDT].haircut', source: 'example: replace by the discount of your tier' },
    { path: 'assets[USDC].haircut', source: 'example: replace by the discount of your tier' },
    { path: 'assets[BTC].haircut', source: 'example: 2 % of the first tier; replace by all tiers' },
    { path: 'instruments[].multiplier', source: 'O-PB: as in the example' },
    { path: 'instruments[].margin', source: 'O-SCALE: measured by risk unit' },
    { path: 'template', source: 'O-SCALE: measured by risk unit' },
  ],
  unpublished: UNPUBLISHED,
  versions: [
    {
      asOf: '2025-01-02',
      title: 'Wider moves, before the adjustment of 6 January 2025',
      source:
        'O-PARAM: MR1 and MR6 before the adjustment; MR4 and MR7 stand as they were published',
      overrides: {
        engine: {
          portfolioMargin: { ...PORTFOLIO_MARGIN, units: unitsOf(MAJOR_BEFORE, MIDDLE_BEFORE) },
        },
      },
    },
  ],
  options: {
    'spot-hedges': {
      title: 'A balance of BTC hedges the positions of its unit',
      source: 'O-SCALE: spot of the underlying may be counted into its unit',
      overrides: { assets: [{ asset: 'BTC', haircut: '0.02', unit: 'BTC' }] },
    },
  },
};
