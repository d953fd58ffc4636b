import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { tiersOf, type Bracket } from './brackets.js';
import { BINANCE_FUTURES, BINANCE_FUTURES_SOURCES, HEDGED, NO_CLEARANCE_FEE } from './binance.js';

/** Brackets in BTC from July 2021 on, as far as their amounts are published. */
const BTC: readonly Bracket[] = [
  ['0', '0.004', '125'],
  ['5', '0.005', '100'],
  ['10', '0.01', '50'],
  ['20', '0.025', '20'],
  ['50', '0.05', '10'],
  ['100', '0.1', '5'],
  ['200', '0.125', '4'],
];

/** Brackets of February 2021: their amounts are 0.56, 1.81, 6.81 and 11.81 BTC. */
const BTC_BEFORE: readonly Bracket[] = [
  ['0', '0.004', '125'],
  ['10', '0.005', '100'],
  ['20', '0.01', '50'],
  ['30', '0.025', '20'],
  ['50', '0.05', '10'],
  ['100', '0.1', '5'],
  ['200', '0.125', '4'],
];

function marginOf(brackets: readonly Bracket[]): MarginTerms {
  return { model: 'tiered', by: 'notional', scope: 'marginal', tiers: tiersOf(brackets) };
}

/** The coin-margined perpetual of 100 dollars a contract. */
export function binanceCoinPerpetual(brackets: readonly Bracket[] = BTC): InstrumentTerms {
  return {
    id: 'BTCUSD_PERP',
    kind: 'inverse',
    base: 'BTC',
    quote: 'USD',
    multiplier: '100',
    maxLeverage: '125',
    margin: marginOf(brackets),
  };
}

/** COIN-M futures of Binance: one wallet for each coin, here that of BTC. */
export const binanceCoinm: Preset = {
  name: 'binance-coinm',
  title: 'COIN-M futures of Binance, the wallet of BTC',
  asOf: '2021-07-27',
  configuration: {
    settlement: 'BTC',
    engine: BINANCE_FUTURES,
  },
  instruments: [binanceCoinPerpetual()],
  template: { kind: 'inverse', maxLeverage: '125', margin: marginOf(BTC) },
  sources: [
    ...BINANCE_FUTURES_SOURCES,
    {
      path: 'settlement',
      source: 'B-CMLEV: cross margin is shared only by contracts of the same coin',
    },
    {
      path: 'engine.positionMode',
      source: 'B-CM: BOTH in one-way mode; hedge mode is chosen per account',
    },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'B-FORUM1: the calculator shows the exact price half-up at two decimals',
    },
    { path: 'instruments[].multiplier', source: 'B-CM605: 100 contracts at 25,000 are 0.4 BTC' },
    { path: 'instruments[].maxLeverage', source: 'B-CMLEV: 125x in the first bracket' },
    { path: 'instruments[].margin', source: 'B-CM: brackets of the notional in the coin' },
    {
      path: 'instruments[].margin.tiers',
      source: 'B-CMLEV: floors 5 to 200 BTC; with these rates 300 BTC have 11.605 of B-CM605',
    },
  ],
  unpublished: [
    {
      what: 'maintenance rates from 400 BTC on, and all of other coins',
      instead: 'the sample ends with the bracket from 200 BTC; read yours with `--tiers`',
    },
    NO_CLEARANCE_FEE,
  ],
  versions: [
    {
      asOf: '2021-02-05',
      title: 'Brackets from 10, 20 and 30 BTC: 300 BTC have an amount of 11.81',
      source: 'B-CMLEV0: floors 10 to 200 BTC; with these rates the amounts of B-CM come out',
      overrides: { instruments: [binanceCoinPerpetual(BTC_BEFORE)] },
    },
  ],
  options: {
    'hedge-mode': { ...HEDGED, source: 'B-CM: L and S of the formula in hedge mode' },
  },
};
