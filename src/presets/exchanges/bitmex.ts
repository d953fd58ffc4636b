import type { InstrumentTerms, TierTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

const HALF_PERCENTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Base 200 XBT at 1 % and 0.5 %; each step of 150 XBT adds 0.5 % to both. */
const XBTUSD_LIMITS: readonly TierTerms[] = HALF_PERCENTS.map((steps, index) => ({
  from: index === 0 ? '0' : String(200 + 150 * (index - 1)),
  initial: percent((steps + 1) * 5),
  maintenance: percent(steps * 5),
}));

/** Tenths of a percent as a rate. */
function percent(tenths: number): string {
  return `0.${String(tenths).padStart(3, '0').replace(/0+$/, '')}`;
}

const XBTUSD: InstrumentTerms = {
  id: 'XBTUSD',
  kind: 'inverse',
  base: 'XBT',
  quote: 'USD',
  multiplier: '1',
  tick: '0.5',
  maxLeverage: '100',
  margin: {
    model: 'tiered',
    by: 'notional',
    scope: 'whole',
    tiers: XBTUSD_LIMITS,
    initialBasis: 'entry',
    maintenanceBasis: 'entry',
    initialFloor: 'leverage',
  },
};

/** A linear contract of the venue's examples. */
function linear(
  id: string,
  base: string,
  quote: string,
  initial: string,
  maxLeverage: string,
): InstrumentTerms {
  const margin = {
    model: 'flat',
    initial,
    maintenance: '0.01',
    initialBasis: 'entry',
    maintenanceBasis: 'entry',
    initialFloor: 'leverage',
  } as const;
  return { id, kind: 'linear', base, quote, multiplier: '1', maxLeverage, margin };
}

/** Risk limits of BitMEX, on the value at entry. */
export const bitmex: Preset = {
  name: 'bitmex',
  title: 'Risk limits of BitMEX: the whole position at the rate of its step',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'XBT',
    engine: {
      boundary: 'at-or-below',
      positionMode: 'one-way',
      strictSchedules: true,
      liquidation: {
        order: 'largest-loss-first',
        fee: '0',
        remainder: 'insurance-fund',
        stages: [
          { do: 'cancel-orders', of: 'instrument' },
          { do: 'reduce', size: 'tier-down', orderType: 'limit', rest: 'next' },
          { do: 'take-over', by: 'insurance-fund', price: 'bankruptcy' },
          { do: 'deleverage', price: 'bankruptcy' },
        ],
      },
      deficit: ['insurance-fund', 'deleverage'],
      deleverage: { ranking: 'bitmex', price: 'bankruptcy', losers: 'last' },
      liquidationPriceRounding: 'toward-entry',
    },
    assets: [{ asset: 'XBT', haircut: '0' }],
  },
  instruments: [XBTUSD],
  template: { kind: 'inverse', maxLeverage: '100', margin: XBTUSD.margin },
  sources: [
    { path: 'settlement', source: 'X-RISK: margin and risk limits are counted in XBT' },
    {
      path: 'engine.boundary',
      source: 'our reading: X-ROQ is liquidated below it; at the price that is told it is, too',
    },
    { path: 'engine.positionMode', source: 'our reading: longs and shorts are netted' },
    STRICT_SCHEDULES,
    {
      path: 'engine.liquidation.order',
      source: 'our reading: contract by contract, X-LIQ; which one first is not told',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'X-LIQ: orders of the contract, down the limits, at the bankruptcy price, the queue',
    },
    { path: 'engine.liquidation.fee', source: 'X-LIQ: none is told beside what the fund keeps' },
    {
      path: 'engine.liquidation.remainder',
      source: 'X-LIQ: what is filled better than the bankruptcy price goes to the fund',
    },
    { path: 'engine.deficit', source: 'X-LIQ: the fund, then auto-deleveraging' },
    {
      path: 'engine.deleverage',
      source: 'X-ADL: PnL % x effective leverage, at the bankruptcy price; those in loss last',
    },
    {
      path: 'engine.liquidationPriceRounding',
      source: 'X-ROQ: 34,750 is the next tick up of a long; of a short it is our reading',
    },
    { path: 'assets[].haircut', source: 'X-RISK: the currency of the contract counts whole' },
    { path: 'instruments[].multiplier', source: 'X-ROQ: a contract is one dollar' },
    { path: 'instruments[].tick', source: 'X-ROQ: prices in halves of a dollar' },
    { path: 'instruments[].maxLeverage', source: 'X-RISK: 1 % is 100x' },
    {
      path: 'instruments[].margin',
      source: 'X-RISK: base 200 XBT, steps of 150 XBT, 0.5 % each, on the whole position',
    },
    {
      path: 'instruments[].margin.tiers',
      source: 'X-RISK: base 200 XBT and nine steps; further ones go on alike',
    },
    {
      path: 'instruments[].margin.initialBasis',
      source: 'X-ISO: 20 ETH from 1,000 need 400 and 200, and are liquidated at 510',
    },
    {
      path: 'instruments[].margin.maintenanceBasis',
      source: 'X-ISO: 20 ETH from 1,000 need 400 and 200, and are liquidated at 510',
    },
    {
      path: 'instruments[].margin.initialFloor',
      source: 'X-ISO: the leverage chosen sets the margin of an isolated position',
    },
    {
      path: 'template',
      source: 'example: the limits of XBTUSD; replace by those of the contract',
    },
  ],
  unpublished: [
    {
      what: 'risk limits of contracts other than XBTUSD',
      instead: 'they are not listed; the template is an example',
    },
    {
      what: 'to which side a position belongs that is worth just as much as a limit',
      instead: 'to the next step: a boundary belongs to the higher tier everywhere here',
    },
    {
      what: 'trading fees, and the commission that is kept for the close',
      instead: 'none is charged; give `engine.fees` and `closeFee`',
    },
  ],
  options: {
    'usdt-wallet': {
      title: 'The wallet of USDT and its linear contract instead of that of XBT',
      source: 'X-ISO: ETHUSDT at 50x, 2 % and 1 %; available balance and prices in USDT',
      overrides: {
        settlement: 'USDT',
        assets: [{ asset: 'USDT', haircut: '0' }],
        instruments: [linear('ETHUSDT', 'ETH', 'USDT', '0.02', '50')],
      },
    },
    'linear-in-xbt': {
      title: 'The contract of the examples of isolated margin, paid in XBT',
      source: 'X-ISO: 100 XBT at 25x with 4 XBT are liquidated at 97',
      overrides: { instruments: [linear('XYZXBT', 'XYZ', 'XBT', '0.04', '25')] },
    },
    'deleveraging-examples': {
      title: 'The contract of the examples of deleveraging, paid in USD',
      source: 'X-ADL: prices and bankruptcy in USD; the rates are an example, 2 % and 1 %',
      overrides: {
        settlement: 'USD',
        assets: [{ asset: 'USD', haircut: '0' }],
        instruments: [linear('XBT', 'XBT', 'USD', '0.02', '50')],
      },
    },
  },
};
