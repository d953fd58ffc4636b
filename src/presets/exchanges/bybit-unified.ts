import type { InstrumentTerms, MarginTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { ORDER_NOT_TOLD, TEMPLATE_AS_BTC } from '../readings.js';
import { tiersOf, type Bracket } from './brackets.js';
import { BYBIT_ACCOUNT, BYBIT_ACCOUNT_SOURCES, BYBIT_REDUCTION } from './bybit.js';

/** Risk limits; the leverage of each makes the initial margin at least twice the maintenance. */
const BTCUSDT: readonly Bracket[] = [
  ['0', '0.005', '100'],
  ['2000000', '0.0056', '89'],
  ['2600000', '0.0063', '79'],
  ['3200000', '0.0067', '74'],
  ['3800000', '0.0071', '70'],
  ['4400000', '0.0077', '64'],
  ['5000000', '0.0091', '54'],
  ['5600000', '0.01', '50'],
  ['8500000', '0.013', '38'],
  ['10000000', '0.015', '33'],
  ['14000000', '0.016', '31'],
  ['20000000', '0.02', '25'],
  ['28000000', '0.025', '20'],
  ['38000000', '0.029', '17'],
  ['50000000', '0.03', '16'],
  ['55000000', '0.035', '14'],
  ['60000000', '0.036', '13'],
  ['65000000', '0.038', '13'],
  ['70000000', '0.04', '12'],
  ['75000000', '0.045', '11'],
];

const BTCUSD: readonly Bracket[] = [['0', '0.005', '100']];

/** With the fee for closing in both requirements, at the mark. */
const AT_MARK = { closeFee: '0.00055', closeFeeInInitial: true } as const;

/** On the value at the entry, without the fee. */
const AT_ENTRY = { initialBasis: 'entry', maintenanceBasis: 'entry' } as const;

function marginOf(brackets: readonly Bracket[], common: Partial<MarginTerms>): MarginTerms {
  const tiers = tiersOf(brackets);
  return { model: 'tiered', by: 'notional', scope: 'marginal', tiers, ...common } as MarginTerms;
}

function perpetuals(common: Partial<MarginTerms>): InstrumentTerms[] {
  return [
    {
      id: 'BTCUSDT',
      kind: 'linear',
      base: 'BTC',
      quote: 'USDT',
      tick: '0.1',
      maxLeverage: '100',
      margin: marginOf(BTCUSDT, common),
    },
    {
      id: 'BTCUSD',
      kind: 'inverse',
      base: 'BTC',
      quote: 'USD',
      multiplier: '1',
      tick: '0.5',
      maxLeverage: '100',
      margin: marginOf(BTCUSD, common),
    },
  ];
}

/** The unified trading account of Bybit: one pool of weighted collateral, rates of 100 %. */
export const bybitUnified: Preset = {
  name: 'bybit-unified',
  title: 'Unified trading account of Bybit in cross and isolated margin',
  asOf: '2026-05-27',
  configuration: {
    settlement: 'USDT',
    engine: {
      ...BYBIT_ACCOUNT,
      positionMode: 'one-way',
      liquidationPriceRounding: 'toward-entry',
      liquidation: {
        order: 'largest-loss-first',
        size: 'tier-down',
        remainder: 'insurance-fund',
        stages: [{ do: 'cancel-orders' }, { do: 'repay' }, ...BYBIT_REDUCTION],
      },
    },
    assets: [
      { asset: 'USDC', haircut: '0' },
      {
        asset: 'BTC',
        tiers: [
          { from: '0', weight: '0.98' },
          { from: '10', weight: '0.95' },
          { from: '20', weight: '0.9' },
          { from: '30', weight: '0.85' },
          { from: '40', weight: '0.8' },
          { from: '50', weight: '0' },
        ],
        liabilityWeight: '1',
        profit: 'with-balance',
      },
    ],
  },
  instruments: perpetuals(AT_MARK),
  template: { kind: 'linear', maxLeverage: '100', margin: marginOf(BTCUSDT, AT_MARK) },
  sources: [
    ...BYBIT_ACCOUNT_SOURCES,
    {
      path: 'engine.positionMode',
      source: 'Y-UTA: one-way; hedge mode of USDT perpetuals is chosen per account',
    },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'Y-INV20: 5739.08 of a long is shown as 5739.50, a tick of 0.5',
    },
    ORDER_NOT_TOLD,
    {
      path: 'engine.liquidation.size',
      source: 'Y-UTA: a ladder down the risk limits before the whole position goes',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'Y-UTA: orders, liabilities, positions by the ladder, then the bankruptcy price',
    },
    { path: 'assets[BTC].tiers', source: 'Y-COLL: 0.98 up to 10 BTC, down to 0 from 50 on' },
    {
      path: 'assets[BTC].profit',
      source: 'Y-GLOS: margin balance = wallet + unrealized profit, at index price and ratio',
    },
    { path: 'assets[BTC].liabilityWeight', source: 'Y-COLL: 100 % of what is owed' },
    { path: 'instruments[BTCUSDT].tick', source: 'example: replace by that of your contract' },
    { path: 'instruments[BTCUSD].tick', source: 'Y-INV20: prices end in .0 and .5' },
    { path: 'instruments[BTCUSD].multiplier', source: 'Y-INV20: a contract is one dollar' },
    { path: 'instruments[].maxLeverage', source: 'Y-RISK: 100x in the lowest risk limit' },
    { path: 'instruments[].margin', source: 'Y-LIQ26: value x rate - deduction at the mark' },
    {
      path: 'instruments[BTCUSDT].margin.tiers',
      source:
        'our reading: limits and rates of Y-TIERS; the leverage of each is not told, 0.5 / rate',
    },
    { path: 'instruments[BTCUSD].margin.tiers', source: 'Y-RISK: the lowest risk limit' },
    {
      path: 'instruments[].margin.closeFee',
      source: 'example: 0.055 % for takers; replace by the rate of your level',
    },
    {
      path: 'instruments[].margin.closeFeeInInitial',
      source: 'Y-LIQ26: both margins include the estimated fee to close',
    },
    TEMPLATE_AS_BTC,
  ],
  unpublished: [
    {
      what: 'risk limits of inverse contracts above the lowest',
      instead: 'the lowest goes on; read yours with `--tiers`',
    },
  ],
  versions: [
    {
      asOf: '2024-09-10',
      title: 'Both margins on the value at the entry, without a fee for closing',
      source: 'Y-LIQ24: position value at the average entry price; Y-LIQ20 says the same',
      overrides: {
        instruments: perpetuals(AT_ENTRY),
        template: { margin: marginOf(BTCUSDT, AT_ENTRY) },
      },
    },
  ],
  options: {
    'hedge-mode': {
      title: 'Long and short of USDT perpetuals side by side',
      source: 'Y-UTA: hedge and one-way positions of USDT perpetuals',
      overrides: { engine: { positionMode: 'hedge' } },
    },
  },
};
