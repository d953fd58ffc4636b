import type { AssetTerms, InstrumentTerms, RootTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** Asset and liability weights as the venue lists them: initial and maintenance. */
const WEIGHTS = {
  major: { haircut: ['0.2', '0.1'], liability: ['1.2', '1.1'] },
  stable: { haircut: ['0.1', '0.05'], liability: ['1.1', '1.05'] },
  minor: { haircut: ['0.5', '0.25'], liability: ['1.5', '1.25'] },
  small: { haircut: ['0.75', '0.5'], liability: ['1.75', '1.5'] },
} as const;

const CLASSES: Readonly<Record<string, keyof typeof WEIGHTS>> = {
  SOL: 'major',
  BTC: 'major',
  ETH: 'major',
  USDT: 'stable',
  JUP: 'minor',
  PYTH: 'minor',
  WIF: 'small',
};

function weighted([asset, name]: [string, keyof typeof WEIGHTS]): AssetTerms {
  const { haircut, liability } = WEIGHTS[name];
  return {
    asset,
    haircut: { initial: haircut[0], maintenance: haircut[1] },
    liabilityWeight: { initial: liability[0], maintenance: liability[1] },
  };
}

function market(initial: string, maintenance: string, imf: string): InstrumentTerms {
  const margin: RootTerms = { model: 'root', initial, maintenance, imf };
  return {
    id: 'SOL-PERP',
    kind: 'linear',
    base: 'SOL',
    quote: 'USDC',
    lot: '0.000000001',
    margin,
  };
}

const TESTED = market('0.2', '0.1', '0');
const SCALED = market('0.1', '0.05', '0.001');

/** Drift with the market of its tests; each market sets its own ratios. */
export const drift: Preset = {
  name: 'drift',
  title: 'Ratios of Drift, scaled by the root of the size; collateral by weights',
  asOf: '2026-04-01',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'below',
      positionMode: 'one-way',
      profitWeight: '1',
      strictSchedules: true,
      orders: { sides: 'larger', reducing: 'free' },
      liquidation: {
        order: 'largest-loss-first',
        size: 'just-enough',
        fee: '0.02',
        feeTo: 'venue',
      },
      deficit: ['insurance-fund', 'share-loss'],
    },
    assets: [
      { asset: 'USDC', haircut: '0', liabilityWeight: '1' },
      ...Object.entries(CLASSES).map(weighted),
    ],
  },
  instruments: [TESTED],
  template: { kind: 'linear', margin: TESTED.margin },
  sources: [
    { path: 'settlement', source: 'DR-CODE: collateral and requirement are in dollars' },
    { path: 'engine.boundary', source: 'DR-CODE: collateral < requirement, strictly' },
    { path: 'engine.positionMode', source: 'DR-CODE: one position a market' },
    {
      path: 'engine.profitWeight',
      source: 'example: 1, each market sets a weight from 0 to 1; replace by that of yours',
    },
    STRICT_SCHEDULES,
    { path: 'engine.orders', source: 'DR-CODE: the worse of all bids and all asks' },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: DR-CODE leaves the position to the liquidator',
    },
    {
      path: 'engine.liquidation.size',
      source: 'DR-CODE: shortage / (price x (ratio - fees)), at the oracle price',
    },
    {
      path: 'engine.liquidation.fee',
      source: 'DR-TEST: 1 % for the liquidator and 1 % for the insurance fund, together',
    },
    {
      path: 'engine.liquidation.feeTo',
      source: 'our reading: the liquidator stands outside; the part of the fund goes with it',
    },
    {
      path: 'engine.deficit',
      source: 'DR-CODE: insurance, then the loss is shared; here among winners, there over all',
    },
    { path: 'assets[].haircut', source: 'DR-DOC: weights of the main pool, in two parts' },
    { path: 'assets[].liabilityWeight', source: 'DR-DOC: weights of the main pool, in two parts' },
    { path: 'instruments[].lot', source: 'DR-CODE: sizes have nine decimals' },
    {
      path: 'instruments[].margin',
      source: 'DR-TEST: 20 % and 10 % in the tests of the SDK, without scale',
    },
    {
      path: 'template',
      source: 'example: the market of the tests; replace by the ratios of yours',
    },
  ],
  unpublished: [
    {
      what: 'ratios of the markets that are traded, which the program holds',
      instead: 'the market of the tests is listed',
    },
    {
      what: 'weights that fall with the size of a deposit',
      instead: 'the weight of the list counts whatever the size',
    },
    {
      what: 'the share that may be closed at once, which grows with time',
      instead: 'all that is needed is closed at once',
    },
  ],
  options: {
    'size-scaled': {
      title: 'The market of the tests whose ratios rise with the root of the size',
      source: 'DR-TEST: 10 % and 5 %, factor 0.001',
      overrides: { instruments: [SCALED], template: { margin: SCALED.margin } },
    },
    'profit-does-not-count': {
      title: 'Unrealized profit has the weight 0',
      source: 'DR-TEST: in profit and liquidatable, the weight of profit being 0',
      overrides: { engine: { profitWeight: '0' } },
    },
    'liquidator-fee-alone': {
      title: 'One per cent for the liquidator, nothing for the insurance fund',
      source: 'DR-TEST: a shortage of 10 is cured with a fee of 1 %',
      overrides: { engine: { liquidation: { fee: '0.01' } } },
    },
    'without-fees': {
      title: 'A liquidation without fees',
      source: 'DR-TEST: a shortage of 10 is cured at other prices of the quote',
      overrides: { engine: { liquidation: { fee: '0' } } },
    },
    'margin-buffer': {
      title: 'Closed until 2 % of the notional are left above the maintenance of 10 %',
      source: 'DR-DOC: liquidated accounts are left behind a buffer; 2 % is an example',
      overrides: { engine: { liquidation: { target: '1.2' } } },
    },
    'quote-borrow-buffer': {
      title: 'What is owed in the quote weighs 1.1',
      source: 'DR-TEST: a borrow of 100 with a buffer of 10 % counts 110',
      overrides: { assets: [{ asset: 'USDC', haircut: '0', liabilityWeight: '1.1' }] },
    },
  },
};
