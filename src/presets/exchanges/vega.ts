import type { FlatTerms, InstrumentTerms } from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** Slippage 0.25 and risk factor 0.1; initial is 1.2 times that. */
const CROSS: FlatTerms = { model: 'flat', initial: '0.42', maintenance: '0.35' };

/** The factor that a party chose, of the value at entry. */
const ISOLATED: FlatTerms = { ...CROSS, initial: '0.6', initialBasis: 'entry' };

function market(margin: FlatTerms): InstrumentTerms {
  return { id: 'ETH-DEC19', kind: 'linear', base: 'ETH', quote: 'USD', margin };
}

/** Vega with the market of its feature tests; each market and the network set their own numbers. */
export const vega: Preset = {
  name: 'vega',
  title: 'A market of Vega: slippage and risk factor, losses shared among the winners',
  asOf: '2024-10-22',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'below',
      positionMode: 'one-way',
      modeSwitch: 'allowed',
      strictSchedules: true,
      orders: { sides: 'larger', reducing: 'free' },
      liquidation: {
        order: 'largest-loss-first',
        fee: '0',
        stages: [
          { do: 'cancel-orders' },
          { do: 'take-over', by: 'insurance-fund', price: 'mark', surplus: 'insurance-fund' },
          { do: 'reduce', size: 'whole-position', surplus: 'insurance-fund' },
        ],
      },
      releaseOnReduce: 'pro-rata',
      deficit: ['insurance-fund', 'share-loss'],
    },
    assets: [{ asset: 'USD', haircut: '0' }],
  },
  instruments: [market(CROSS)],
  template: { kind: 'linear', margin: CROSS },
  sources: [
    { path: 'settlement', source: 'V-TEST: the settlement asset of the market' },
    {
      path: 'engine.boundary',
      source: 'V-SPEC: below maintenance; a later check of V-CODE takes equality for distress',
    },
    { path: 'engine.positionMode', source: 'V-CODE: one position a party and market' },
    { path: 'engine.modeSwitch', source: 'V-SPEC: a party may switch with an open position' },
    STRICT_SCHEDULES,
    {
      path: 'engine.orders',
      source: 'V-SPEC: the riskier side counts; what closes the position is free',
    },
    {
      path: 'engine.liquidation.order',
      source: 'our reading: market by market; one pool is measured here, see below',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'V-SPEC: orders, the network at the mark; what is left goes to the insurance pool',
    },
    { path: 'engine.liquidation.fee', source: 'V-SPEC: what is left is taken, there is no fee' },
    {
      path: 'engine.releaseOnReduce',
      source: 'V-CODE: a decrease releases the closed share of the isolated margin',
    },
    {
      path: 'engine.deficit',
      source: 'V-SPEC: the insurance pool of the market, then the gains of the winners pro rata',
    },
    { path: 'assets[].haircut', source: 'V-SPEC: only the settlement asset backs a market' },
    {
      path: 'instruments[].margin',
      source: 'V-TEST: slippage 0.25 + risk factor 0.1; initial factor 1.2 of the network',
    },
    {
      path: 'template',
      source: 'example: the market of the feature tests; replace by yours, factors differ by side',
    },
  ],
  unpublished: [
    {
      what: 'margin accounts by market, topped up below 1.1 times maintenance, relieved above 1.4',
      instead: 'they and the general account are one cross pool',
    },
    {
      what: 'open orders of a cross party, which need the risk factor without slippage',
      instead: 'they reserve the initial rate',
    },
    {
      what: 'how the network sells what it took over',
      instead: 'it is closed at the price of the venue',
    },
  ],
  options: {
    'isolated-margin': {
      title: 'Margin of a party that chose the isolated mode with a factor of 0.6',
      source: 'V-TEST: factor 0.6 of the value at entry; the factor is the choice of the party',
      overrides: { instruments: [market(ISOLATED)], template: { margin: ISOLATED } },
    },
  },
};
