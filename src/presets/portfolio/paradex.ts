import type { ListedUnitTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { evenMoves, withVolatilities } from './grid.js';
import { STRICT_SCHEDULES } from '../readings.js';

const TAILS = [
  { price: '-0.66', weight: '0.24' },
  { price: '-0.33', weight: '0.48' },
  { price: '0.5', weight: '0.32' },
  { price: '1', weight: '0.16' },
  { price: '2', weight: '0.08' },
  { price: '3', weight: '0.0533' },
  { price: '4', weight: '0.04' },
  { price: '5', weight: '0.032' },
];

const UNIT: ListedUnitTerms = {
  bases: ['*'],
  shocks: [
    ...withVolatilities(
      evenMoves(['4', '8', '12', '16']).filter(({ price }) => price !== '0'),
      ['0.4', '-0.22'],
    ),
    ...withVolatilities(TAILS, ['0.4']),
  ],
  vegaPower: { short: '0.3', long: '0.13' },
  lossFactor: { maintenance: '0.5', initial: '1' },
  minimum: [
    { rate: { maintenance: '0.01', initial: '0.02' }, on: 'net', at: 'mark' },
    { rate: { maintenance: '0.005', initial: '0.01' }, on: 'offset', at: 'mark' },
  ],
};

/** Portfolio margin of Paradex: weighted scenarios and a minimum on the delta. */
export const paradexPortfolio: Preset = {
  name: 'paradex-portfolio',
  title: 'Portfolio margin of Paradex: scenarios with weighted tails',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USDC',
    engine: {
      boundary: 'below',
      strictSchedules: true,
      liquidation: {
        target: '1.111111111111111112',
        order: 'largest-notional-first',
        size: 'just-enough',
        stages: [{ do: 'cancel-orders' }, { do: 'reduce' }],
      },
      deficit: ['insurance-fund', 'deleverage'],
      portfolioMargin: { units: [UNIT], stress: 'mark' },
    },
    assets: [{ asset: 'USDC', haircut: '0' }],
  },
  instruments: ['BTC', 'ETH', 'SOL'].map((base) => ({
    id: `${base}-USD-PERP`,
    kind: 'linear' as const,
    base,
    quote: 'USDC',
    margin: { model: 'scenario' as const },
  })),
  template: { kind: 'linear', margin: { model: 'scenario' } },
  sources: [
    { path: 'settlement', source: 'P-PM: USDC is the only collateral' },
    { path: 'engine.boundary', source: 'P-LIQ: a margin ratio above 100 % is liquidated' },
    STRICT_SCHEDULES,
    {
      path: 'engine.liquidation.target',
      source: 'P-LIQ: until the margin ratio is below 90 %, a cover of 1 / 0.9',
    },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: P-LIQ reduces all positions by one share; here the largest comes first',
    },
    {
      path: 'engine.liquidation.size',
      source: 'P-LIQ: the least share that does it; a multiple of 20 % there, of the lot here',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'our reading: orders first; P-LIQ: the fund closes what it takes on the market',
    },
    {
      path: 'engine.deficit',
      source: 'P-RISK: the insurance fund, then deleveraging as a last resort',
    },
    {
      path: 'engine.portfolioMargin.units',
      source: 'P-PM: weighted scenarios; maintenance is half; 2 % of net and 1 % of hedged delta',
    },
    {
      path: 'engine.portfolioMargin.units[].shocks',
      source: 'our reading: moves and weights of P-PM; in the tails the volatility rises',
    },
    {
      path: 'engine.portfolioMargin.stress',
      source: 'our reading: shocks multiply the spot price; the mark stands for it',
    },
    { path: 'assets[USDC].haircut', source: 'P-PM: the only collateral, counted whole' },
    { path: 'instruments[].margin', source: 'P-PM: each base is scanned by itself' },
    { path: 'template', source: 'P-PM: each base is scanned by itself' },
  ],
  unpublished: [
    {
      what: 'the move of the volatility in the tails, and the fewest days that are counted',
      instead: 'tails count with the move up, days from one on',
    },
    {
      what: 'the provisions for funding and fees, which are charged beside the scan',
      instead: 'they are left out; use `closeFee` of the margin model for the fees',
    },
    {
      what: 'a penalty of 70 % of the maintenance margin that is relieved, for the insurance fund',
      instead: 'a fee here is a rate of the notional, so none is charged; set `liquidation.fee`',
    },
    {
      what: 'losses that are taken off withdrawals while the fund is empty, and trading fees',
      instead: 'the other side is deleveraged, the venue bears the rest; give `engine.fees`',
    },
  ],
  options: {},
};
