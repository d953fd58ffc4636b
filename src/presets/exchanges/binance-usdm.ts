import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { tiersOf, type Bracket } from './brackets.js';
import { BINANCE_FUTURES, BINANCE_FUTURES_SOURCES, HEDGED, NO_CLEARANCE_FEE } from './binance.js';

/** Brackets of 24 October 2024. */
const BTC: readonly Bracket[] = [
  ['0', '0.004', '125'],
  ['50000', '0.005', '100'],
  ['600000', '0.0065', '75'],
  ['3000000', '0.01', '50'],
  ['12000000', '0.02', '25'],
  ['70000000', '0.025', '20'],
  ['100000000', '0.05', '10'],
  ['230000000', '0.1', '5'],
  ['480000000', '0.125', '4'],
  ['600000000', '0.15', '3'],
  ['800000000', '0.25', '2'],
  ['1200000000', '0.5', '1'],
];
const ETH: readonly Bracket[] = [
  ['0', '0.004', '125'],
  ['50000', '0.005', '100'],
  ['600000', '0.0065', '75'],
  ['3000000', '0.01', '50'],
  ['12000000', '0.02', '25'],
  ['50000000', '0.025', '20'],
  ['65000000', '0.05', '10'],
  ['150000000', '0.1', '5'],
  ['320000000', '0.125', '4'],
  ['400000000', '0.15', '3'],
  ['530000000', '0.25', '2'],
  ['800000000', '0.5', '1'],
];

/** Brackets from 18 March 2021 on. */
const BTC_2021: readonly Bracket[] = [
  ['0', '0.004', '125'],
  ['50000', '0.005', '100'],
  ['250000', '0.01', '50'],
  ['1000000', '0.025', '20'],
  ['10000000', '0.05', '10'],
  ['20000000', '0.1', '5'],
  ['50000000', '0.125', '4'],
  ['100000000', '0.15', '3'],
  ['200000000', '0.25', '2'],
  ['300000000', '0.5', '1'],
];

/** Brackets of the worked example of August 2020, each with the leverage of its rate elsewhere. */
const BTC_2020: readonly Bracket[] = [
  ['0', '0.004', '125'],
  ['50000', '0.005', '100'],
  ['250000', '0.01', '50'],
  ['1000000', '0.025', '20'],
  ['5000000', '0.05', '10'],
  ['20000000', '0.1', '5'],
  ['50000000', '0.125', '4'],
  ['100000000', '0.15', '3'],
  ['200000000', '0.25', '2'],
  ['300000000', '0.5', '1'],
];
const ETH_2020: readonly Bracket[] = [
  ['0', '0.005', '100'],
  ['10000', '0.0065', '75'],
  ['100000', '0.01', '50'],
  ['500000', '0.02', '25'],
  ['1000000', '0.05', '10'],
  ['2000000', '0.1', '5'],
  ['5000000', '0.125', '4'],
  ['10000000', '0.15', '3'],
  ['20000000', '0.25', '2'],
];

/** Marginal brackets of the notional at the mark. */
function marginOf(brackets: readonly Bracket[]): MarginTerms {
  return { model: 'tiered', by: 'notional', scope: 'marginal', tiers: tiersOf(brackets) };
}

/** Linear perpetuals of Binance under the brackets of a day. */
export function binancePerpetuals(
  btc: readonly Bracket[] = BTC,
  eth: readonly Bracket[] = ETH,
): InstrumentTerms[] {
  return [
    { ...perpetual('BTC'), margin: marginOf(btc) },
    { ...perpetual('ETH'), margin: marginOf(eth) },
  ];
}

function perpetual(base: string): Omit<InstrumentTerms, 'margin'> {
  return { id: `${base}USDT`, kind: 'linear', base, quote: 'USDT', maxLeverage: '125' };
}

/** USD-M futures of Binance: marginal brackets at the mark, one wallet in USDT. */
export const binanceUsdm: Preset = {
  name: 'binance-usdm',
  title: 'USD-M futures of Binance in single-asset mode',
  asOf: '2024-10-24',
  configuration: {
    settlement: 'USDT',
    engine: BINANCE_FUTURES,
  },
  instruments: binancePerpetuals(),
  template: { kind: 'linear', maxLeverage: '125', margin: marginOf(BTC) },
  sources: [
    ...BINANCE_FUTURES_SOURCES,
    { path: 'settlement', source: 'B-UM: WB is the wallet balance of the quote' },
    {
      path: 'engine.positionMode',
      source: 'B-UM: BOTH in one-way mode; hedge mode is chosen per account',
    },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'B-UM: the prices of its example are the exact ones half-up at two decimals',
    },
    { path: 'instruments[].maxLeverage', source: 'B-UM2024: 125x in the first bracket' },
    { path: 'instruments[].margin', source: 'B-UM: brackets of the notional, amounts continuous' },
    { path: 'instruments[].margin.tiers', source: 'B-UM2024: brackets of that day' },
  ],
  unpublished: [
    NO_CLEARANCE_FEE,
    {
      what: 'which position is cut first',
      instead: 'the one with the largest loss',
    },
  ],
  versions: [
    {
      asOf: '2021-03-18',
      title: 'Brackets of March 2021 for BTC; those of ETH as before',
      source: 'B-UM2021: 0.4 % up to 50,000, 50 % from 300,000,000 on; ETH of B-UM2020',
      overrides: { instruments: binancePerpetuals(BTC_2021, ETH_2020) },
    },
    {
      asOf: '2020-08-14',
      title: 'Brackets of the worked example of August 2020',
      source:
        'B-UM2020: those with which the prices of B-UM come out; leverage by rate as in B-UM2021',
      overrides: { instruments: binancePerpetuals(BTC_2020, ETH_2020) },
    },
  ],
  options: {
    'hedge-mode': { ...HEDGED, source: 'B-UM: L and S of the formula in hedge mode' },
  },
};
