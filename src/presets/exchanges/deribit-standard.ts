import type { InstrumentTerms, SlopedTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { DERIBIT_ACCOUNT, DERIBIT_ACCOUNT_SOURCES, DERIBIT_PERPETUAL } from './deribit.js';

/** The same rise with the size of both requirements; the size counts in coins. */
function slope(initial: string, maintenance: string, perUnit: string): SlopedTerms {
  return {
    model: 'slope',
    unit: 'quantity',
    initial: { base: initial, perUnit },
    maintenance: { base: maintenance, perUnit },
    initialBasis: 'index',
    maintenanceBasis: 'index',
  };
}

const SOL = slope('0.04', '0.02', '0.000005');

/** Linear perpetuals whose slope is published. */
const LINEAR: readonly InstrumentTerms[] = [
  linear('BTC', slope('0.02', '0.01', '0.00005')),
  linear('SOL', SOL),
];

function linear(base: string, margin: SlopedTerms): InstrumentTerms {
  return { id: `${base}_USDC-PERPETUAL`, kind: 'linear', base, quote: 'USDC', margin };
}

/** Standard margin of Deribit: rates that rise with the size. */
export const deribitStandard: Preset = {
  name: 'deribit-standard',
  title: 'Standard margin of Deribit: rates that rise with the size',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USDC',
    engine: DERIBIT_ACCOUNT,
    assets: [{ asset: 'USDC', haircut: '0' }],
  },
  instruments: LINEAR,
  template: { kind: 'linear', margin: SOL },
  sources: [
    ...DERIBIT_ACCOUNT_SOURCES,
    { path: 'settlement', source: 'D-LIN: margin of linear contracts is in the stable coin' },
    { path: 'assets[].haircut', source: 'D-LIN: the currency of the contract counts whole' },
    {
      path: 'instruments[].margin',
      source: 'D-LIN: size x (base + slope x size) x index, the base of SOL twice that of BTC',
    },
    {
      path: 'template',
      source: 'example: the slope of SOL for a coin that is not listed; replace by its own',
    },
  ],
  unpublished: [
    {
      what: 'the slope of linear perpetuals other than BTC and SOL',
      instead: 'they are not listed; the template is an example',
    },
    {
      what: 'how large a slice is today, and the fee of a liquidation',
      instead: 'as many lots as are needed, at the fee of the older page',
    },
  ],
  options: {
    inverse: {
      title: 'The wallet of BTC and its inverse contracts instead of that of USDC',
      source:
        'D-FUT: 2 % and 1.5 %, both rising by 0.5 % for every 100 BTC; ten dollars a contract',
      overrides: {
        settlement: 'BTC',
        assets: [{ asset: 'BTC', haircut: '0' }],
        instruments: [
          {
            ...DERIBIT_PERPETUAL,
            lot: '10',
            margin: { ...slope('0.02', '0.015', '0.00005'), unit: 'notional' },
          },
        ],
      },
    },
    'cross-collateral': {
      title: 'One pool in USD of all currencies; their haircuts count for new risk alone',
      source: 'D-XC: haircuts apply to the initial margin; 5 % of BTC and ETH are an example',
      overrides: {
        settlement: 'USD',
        assets: [
          { asset: 'USDC', haircut: '0' },
          { asset: 'BTC', haircut: { maintenance: '0', initial: '0.05' } },
          { asset: 'ETH', haircut: { maintenance: '0', initial: '0.05' } },
        ],
      },
    },
    'flat-2016': {
      title: 'The futures of 2016: 10 % and 5 % whatever the size, in BTC',
      source: 'D-2016: 10x, initial margin 10 %, maintenance 5 %, ten dollars a contract',
      overrides: {
        settlement: 'BTC',
        assets: [{ asset: 'BTC', haircut: '0' }],
        instruments: [
          {
            id: 'BTC-FUTURE',
            kind: 'inverse',
            base: 'BTC',
            quote: 'USD',
            multiplier: '10',
            margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
          },
        ],
      },
    },
  },
};
