import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { tiersOf, type Bracket } from './brackets.js';

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
  instruments: [binanceCoinPerpetual()],
  template: { kind: 'inverse', maxLeverage: '125', margin: marginOf(BTC) },
  sources: [
    {
      path: 'settlement',
      source: 'B-CMLEV: cross margin is shared only by contracts of the same coin',
    },
    { path: 'engine.boundary', source: 'B-LIQ: liquidated when the margin ratio reaches 100 %' },
    {
      path: 'engine.positionMode',
      source: 'B-CM: BOTH in one-way mode; hedge mode is chosen per account',
    },
    {
      path: 'engine.strictSchedules',
      source: 'our reading: a schedule that could not be meant is refused, not warned about',
    },
    { path: 'engine.health', source: 'B-LIQ: maintenance margin / margin balance, in percent' },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'B-FORUM1: the calculator shows the exact price half-up at two decimals',
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
    {
      path: 'engine.liquidation.stages',
      source: 'B-TW: orders, one large order, the fund at the bankruptcy price, deleveraging',
    },
    { path: 'engine.deficit', source: 'B-ADL: the fund first, then deleveraging' },
    { path: 'engine.deleverage.ranking', source: 'B-ADL: profit ratio x margin ratio' },
    { path: 'engine.deleverage.price', source: 'B-ADL: at the bankruptcy price, without a fee' },
    { path: 'instruments[].multiplier', source: 'B-CM605: 100 contracts at 25,000 are 0.4 BTC' },
    { path: 'instruments[].maxLeverage', source: 'B-CMLEV: 125x in the first bracket' },
    { path: 'instruments[].margin', source: 'B-CM: brackets of the notional in the coin' },
    {
      path: 'instruments[].margin.tiers',
      source: 'B-CMLEV: floors 5 to 200 BTC; with these rates 300 BTC have 11.605 of B-CM605',
    },
    { path: 'template', source: 'our reading: a base that is not listed is taken as BTC is' },
  ],
  unpublished: [
    {
      what: 'maintenance rates from 400 BTC on, and all of other coins',
      instead: 'the sample ends with the bracket from 200 BTC; read yours with `--tiers`',
    },
    {
      what: 'the clearance fee by contract',
      instead: 'a liquidation costs nothing; set `engine.liquidation.fee`',
    },
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
    'hedge-mode': {
      title: 'Long and short side by side; in a cross pool they share one liquidation price',
      source: 'B-CM: L and S of the formula in hedge mode',
      overrides: { engine: { positionMode: 'hedge' } },
    },
  },
};
