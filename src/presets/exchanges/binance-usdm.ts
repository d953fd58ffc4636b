import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { tiersOf, type Bracket } from './brackets.js';

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
    engine: {
      boundary: 'at-or-below',
      positionMode: 'one-way',
      strictSchedules: true,
      health: { name: 'margin ratio', view: 'ratio' },
      liquidationPriceRounding: { rounding: 'half-up', decimals: 2 },
      liquidation: {
        order: 'largest-loss-first',
        size: 'just-enough',
        fee: '0',
        feeTo: 'insurance-fund',
        stages: [
          { do: 'cancel-orders' },
          { do: 'reduce' },
          { do: 'take-over', by: 'insurance-fund' },
          { do: 'deleverage' },
        ],
      },
      deficit: ['insurance-fund', 'deleverage'],
      deleverage: { ranking: 'binance', price: 'bankruptcy' },
    },
  },
  instruments: binancePerpetuals(),
  template: { kind: 'linear', maxLeverage: '125', margin: marginOf(BTC) },
  sources: [
    { path: 'settlement', source: 'B-UM: WB is the wallet balance of the quote' },
    { path: 'engine.boundary', source: 'B-LIQ: liquidated when the margin ratio reaches 100 %' },
    {
      path: 'engine.positionMode',
      source: 'B-UM: BOTH in one-way mode; hedge mode is chosen per account',
    },
    {
      path: 'engine.strictSchedules',
      source: 'our reading: a schedule that could not be meant is refused, not warned about',
    },
    { path: 'engine.health', source: 'B-LIQ: maintenance margin / margin balance, in percent' },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'B-UM: the prices of its example are the exact ones half-up at two decimals',
    },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: which position comes first is not told',
    },
    {
      path: 'engine.liquidation.size',
      source: 'B-TW: the size is cut without closing all, until the account complies',
    },
    {
      path: 'engine.liquidation.fee',
      source: 'example: the clearance fee by contract is not published; replace by yours',
    },
    { path: 'engine.liquidation.feeTo', source: 'B-LIQ: the clearance fee goes to the fund' },
    {
      path: 'engine.liquidation.stages',
      source: 'B-TW: orders, one large order, the fund at the bankruptcy price, deleveraging',
    },
    { path: 'engine.deficit', source: 'B-ADL: the fund first, then deleveraging' },
    { path: 'engine.deleverage.ranking', source: 'B-ADL: profit ratio x margin ratio' },
    { path: 'engine.deleverage.price', source: 'B-ADL: at the bankruptcy price, without a fee' },
    { path: 'instruments[].maxLeverage', source: 'B-UM2024: 125x in the first bracket' },
    { path: 'instruments[].margin', source: 'B-UM: brackets of the notional, amounts continuous' },
    { path: 'instruments[].margin.tiers', source: 'B-UM2024: brackets of that day' },
    { path: 'template', source: 'our reading: a base that is not listed is taken as BTC is' },
  ],
  unpublished: [
    {
      what: 'the clearance fee by contract',
      instead: 'a liquidation costs nothing; set `engine.liquidation.fee`',
    },
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
    'hedge-mode': {
      title: 'Long and short side by side; in a cross pool they share one liquidation price',
      source: 'B-UM: L and S of the formula in hedge mode',
      overrides: { engine: { positionMode: 'hedge' } },
    },
  },
};
