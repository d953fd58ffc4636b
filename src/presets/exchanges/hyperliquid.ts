import type { InstrumentTerms, MarginTerms, StageTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** Half of 1 / leverage; of 15x, which does not come out even, rounded up at 18 decimals. */
const HALF: Readonly<Record<string, string>> = {
  '50': '0.01',
  '40': '0.0125',
  '25': '0.02',
  '20': '0.025',
  '15': '0.033333333333333334',
  '10': '0.05',
  '5': '0.1',
};

/** Leverage up to a notional, and beyond it. */
function tiers(first: string, bound?: string, beyond?: string): MarginTerms {
  const rows = [
    { from: '0', maxLeverage: first },
    ...(bound === undefined || beyond === undefined ? [] : [{ from: bound, maxLeverage: beyond }]),
  ];
  return {
    model: 'tiered',
    by: 'notional',
    scope: 'marginal',
    tiers: rows.map((row) => ({ ...row, maintenance: HALF[row.maxLeverage]! })),
  };
}

function perpetual(base: string, maxLeverage: string, margin: MarginTerms): InstrumentTerms {
  return { id: base, kind: 'linear', base, quote: 'USDC', maxLeverage, margin };
}

const TO_20_MILLION = tiers('10', '20000000', '5');
const TO_3_MILLION = tiers('10', '3000000', '5');

/** 10x up to 20 million. */
const LARGER = `
  DOGE kPEPE SUI WLD TRUMP LTC ENA POPCAT WIF AAVE kBONK LINK CRV AVAX ADA UNI NEAR TIA APT BCH HYPE
  FARTCOIN`;
/** 10x up to 3 million. */
const SMALLER = 'OP ARB LDO TON MKR ONDO JUP INJ kSHIB SEI TRX BNB DOT';

function eachOf(bases: string, margin: MarginTerms): InstrumentTerms[] {
  return bases
    .trim()
    .split(/\s+/)
    .map((base) => perpetual(base, '10', margin));
}

/** The vault stands first, so that it may act while a fifth cools down. */
function stages(meanwhile: 'wait' | 'go-on'): readonly StageTerms[] {
  return [
    { do: 'cancel-orders' },
    { do: 'take-over', by: 'liquidator-vault', at: '0.666666666666666666' },
    {
      do: 'reduce',
      name: 'a-fifth',
      size: { fraction: '0.2', above: '100000' },
      rounds: 1,
      cooldown: 'PT30S',
      meanwhile,
    },
    { do: 'reduce', name: 'the-rest', size: 'whole-position' },
  ];
}

/** Tiers of Hyperliquid; the leverage is the holder's choice, maintenance does not follow it. */
export const hyperliquid: Preset = {
  name: 'hyperliquid',
  title: 'Tiers of Hyperliquid: half of the initial margin at the greatest leverage',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USDC',
    engine: {
      boundary: 'below',
      positionMode: 'one-way',
      profitWithdrawable: true,
      withdrawal: { notionalShare: '0.1' },
      health: { name: 'unified account ratio', view: 'ratio' },
      strictSchedules: true,
      liquidation: {
        order: 'largest-notional-first',
        fee: '0',
        remainder: 'account',
        stages: stages('wait'),
      },
      deficit: ['deleverage'],
      deleverage: { ranking: 'hyperliquid', price: 'bankruptcy', losers: 'last' },
      fees: {
        window: 'P14D',
        tiers: [
          { from: '0', maker: '0.00015', taker: '0.00045' },
          { from: '5000000', maker: '0.00012', taker: '0.0004' },
          { from: '25000000', maker: '0.00008', taker: '0.00035' },
          { from: '100000000', maker: '0.00004', taker: '0.0003' },
          { from: '500000000', maker: '0', taker: '0.00028' },
          { from: '2000000000', maker: '0', taker: '0.00026' },
          { from: '7000000000', maker: '0', taker: '0.00024' },
        ],
      },
    },
    assets: [{ asset: 'USDC', haircut: '0' }],
  },
  instruments: [
    perpetual('BTC', '40', tiers('40', '150000000', '20')),
    perpetual('ETH', '25', tiers('25', '100000000', '15')),
    perpetual('SOL', '20', tiers('20', '70000000', '10')),
    perpetual('XRP', '20', tiers('20', '40000000', '10')),
    ...eachOf(LARGER, TO_20_MILLION),
    ...eachOf(SMALLER, TO_3_MILLION),
  ],
  template: { kind: 'linear', maxLeverage: '10', margin: TO_3_MILLION },
  sources: [
    { path: 'settlement', source: 'H-MARG: USDC is the collateral of perpetuals' },
    { path: 'engine.boundary', source: 'H-LIQ: equity below the maintenance margin' },
    { path: 'engine.positionMode', source: 'our reading: one position a coin' },
    { path: 'engine.profitWithdrawable', source: 'H-MARG: unrealized profit may be withdrawn' },
    {
      path: 'engine.withdrawal',
      source: 'H-MARG: what remains is the initial margin and 10 % of the notional at least',
    },
    { path: 'engine.health', source: 'H-MATH: maintenance / value of the cross account' },
    STRICT_SCHEDULES,
    {
      path: 'engine.liquidation.order',
      source: 'our reading: all positions are sent to the book; the order is not told',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'H-LIQ: a vault below 2/3; above 100,000 a fifth first, 30 seconds later all',
    },
    { path: 'engine.liquidation.fee', source: 'H-LIQ: no clearance fee' },
    { path: 'engine.liquidation.remainder', source: 'H-LIQ: what is left stays with the trader' },
    { path: 'engine.deficit', source: 'H-ADL: no fund is asked, the other side is deleveraged' },
    {
      path: 'engine.deleverage.ranking',
      source: 'H-ADL: (mark / entry) x (notional / account value)',
    },
    {
      path: 'engine.deleverage.price',
      source: 'our reading: H-ADL closes at a price before the deficit',
    },
    {
      path: 'engine.deleverage.losers',
      source: 'our reading: H-ADL names those in profit, and leaves no debt without one',
    },
    { path: 'engine.fees', source: 'H-FEE: by the volume of 14 days, without discounts' },
    { path: 'assets[].haircut', source: 'H-MARG: the settlement asset counts whole' },
    { path: 'instruments[].maxLeverage', source: 'H-TIER: that of the first tier' },
    {
      path: 'instruments[].margin',
      source: 'H-TIER: the rate is half of 1 / leverage of the tier, continuous by deductions',
    },
    {
      path: 'template',
      source: 'example: as the smaller coins of H-TIER; replace by the table of the coin',
    },
  ],
  unpublished: [
    {
      what: 'the leverage of coins that have a single tier, which the API tells',
      instead: 'they are not listed; the template is an example',
    },
    {
      what: 'who the vault is',
      instead:
        'an account `liquidator-vault` takes over as far as it has margin; give it collateral',
    },
    {
      what: 'rates of 1 / 30, which do not come out even',
      instead: 'rounded up at 18 decimals, some 10^-18 of the notional too much',
    },
  ],
  versions: [
    {
      asOf: '2025-03-11',
      title: 'BTC and ETH at 50x, without tiers',
      source: 'H-CUT: 50x until it was cut to 40x and 25x',
      overrides: {
        instruments: [perpetual('BTC', '50', tiers('50')), perpetual('ETH', '50', tiers('50'))],
      },
    },
  ],
  options: {
    'rest-at-once': {
      title: 'After a fifth was sent, all that is still liquidated in 30 seconds is sent whole',
      source: 'H-ANN: during the cooldown orders are for the entire position',
      overrides: {
        engine: { liquidation: { stages: stages('go-on') } },
      },
    },
  },
};
