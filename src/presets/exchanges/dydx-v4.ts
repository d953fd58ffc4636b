import type {
  InstrumentTerms,
  MarginTerms,
  OpenInterestTerms,
  StageTerms,
} from '../../../domain/index.js';
import type { Preset } from '../preset.js';
import { STRICT_SCHEDULES } from '../readings.js';

/** Open interest between which the initial margin rises to the whole notional. */
const caps = (lower: string, upper: string): OpenInterestTerms => ({ lower, upper });

/** A liquidity tier; maintenance is a share of the initial rate that open interest never moves. */
function tier(initial: string, maintenance: string, openInterest?: OpenInterestTerms): MarginTerms {
  const rates = { model: 'flat', initial, maintenance, initialFloor: 'leverage' } as const;
  return openInterest === undefined ? rates : { ...rates, openInterest };
}

const LARGE_CAP = tier('0.02', '0.012');
const MID_CAP = tier('0.05', '0.03', caps('40000000', '100000000'));
const SMALL_CAP = tier('0.1', '0.05', caps('20000000', '50000000'));
const LONG_TAIL = tier('0.2', '0.1', caps('5000000', '10000000'));

function perpetual(base: string, maxLeverage: string, margin: MarginTerms): InstrumentTerms {
  return { id: `${base}-USD`, kind: 'linear', base, quote: 'USDC', maxLeverage, margin };
}

const SMALL = ['LINK', 'POL', 'CRV', 'ADA', 'AVAX', 'FIL', 'LTC', 'DOGE', 'ATOM'];

/** The market of the tests, whose open interest moves nothing. */
const TESTED = tier('0.2', '0.1');

/** The one stage there is, for a penalty that is never more than what is left. */
function liquidatedFor(fee: string): readonly StageTerms[] {
  return [{ do: 'reduce', rest: 'deleverage', fee, feeTo: 'insurance-fund' }];
}

/** dYdX v4 with the parameters of its genesis script; governance sets others. */
export const dydxV4: Preset = {
  name: 'dydx-v4',
  title: 'Liquidity tiers of dYdX v4: a flat rate, raised by open interest',
  asOf: '2026-03-04',
  configuration: {
    settlement: 'USDC',
    engine: {
      boundary: 'below',
      positionMode: 'one-way',
      profitWithdrawable: true,
      strictSchedules: true,
      liquidation: {
        order: 'largest-loss-first',
        size: { fraction: '0.1', above: '1000' },
        stages: liquidatedFor('0.015'),
      },
      deficit: ['insurance-fund', 'deleverage', 'negative-balance'],
      deleverage: { ranking: 'profit-times-leverage', price: 'bankruptcy', losers: 'last' },
      bankruptcyShare: 'by-maintenance',
    },
    assets: [{ asset: 'USDC', haircut: '0' }],
  },
  instruments: [
    perpetual('BTC', '50', LARGE_CAP),
    perpetual('ETH', '50', LARGE_CAP),
    perpetual('SOL', '20', MID_CAP),
    ...SMALL.map((base) => perpetual(base, '10', SMALL_CAP)),
  ],
  template: { kind: 'linear', maxLeverage: '5', margin: LONG_TAIL },
  sources: [
    { path: 'settlement', source: 'C-CODE: USDC is the only collateral' },
    { path: 'engine.boundary', source: 'C-CODE: liquidatable if maintenance > net collateral' },
    { path: 'engine.positionMode', source: 'C-CODE: one position a market' },
    {
      path: 'engine.profitWithdrawable',
      source: 'C-CODE: what may leave is net collateral less initial margin, profit included',
    },
    STRICT_SCHEDULES,
    {
      path: 'engine.liquidation.order',
      source: 'our reading: C-CODE starts at a pseudo-random market, which no replay could repeat',
    },
    {
      path: 'engine.liquidation.size',
      source: 'C-GEN: a tenth of the position at a time, 1,000 at least',
    },
    {
      path: 'engine.liquidation.stages',
      source: 'C-CODE: no orders are cancelled, the rest is deleveraged; C-LIQ: 1.5 % to the fund',
    },
    {
      path: 'engine.deficit',
      source: 'C-CODE: the fund, then deleveraging; what neither meets stays negative',
    },
    {
      path: 'engine.deleverage',
      source: 'our reading: C-CODE asks the other side from a pseudo-random start, losers too',
    },
    { path: 'engine.deleverage.price', source: 'C-CODE: the bankruptcy price' },
    {
      path: 'engine.bankruptcyShare',
      source: 'C-CODE: net collateral is shared over positions by maintenance margin',
    },
    { path: 'assets[].haircut', source: 'C-CODE: USDC is the only collateral' },
    { path: 'instruments[].maxLeverage', source: 'C-GEN: 1 / initial margin of the tier' },
    { path: 'instruments[].margin', source: 'C-GEN: Small-Cap, 10 %, half of it to keep' },
    {
      path: 'instruments[BTC-USD].margin',
      source: 'C-GEN: Large-Cap, 2 %, 60 % of it to keep, whatever the open interest',
    },
    {
      path: 'instruments[ETH-USD].margin',
      source: 'C-GEN: Large-Cap, 2 %, 60 % of it to keep, whatever the open interest',
    },
    {
      path: 'instruments[SOL-USD].margin',
      source: 'C-SOL: Mid-Cap, 5 %, 60 % of it to keep, 40 to 100 million',
    },
    {
      path: 'instruments[].margin.initialFloor',
      source: 'C-CODE: the leverage an account chose may only raise the initial margin',
    },
    {
      path: 'template',
      source: 'example: Long-Tail of C-GEN; replace by the tier of the market',
    },
  ],
  unpublished: [
    {
      what: 'which tier each further market has, which governance sets',
      instead: 'they are not listed; the template is an example',
    },
    {
      what: 'trading fees, which governance sets',
      instead: 'none is charged; give `engine.fees`',
    },
    {
      what: 'requirements in millionths of a dollar, rounded up',
      instead: 'they are exact',
    },
  ],
  options: {
    'test-markets': {
      title: 'The markets and the fee of the tests of the venue',
      source: 'C-TEST: 20 % and half of it; the greatest fee is 0.5 %',
      overrides: {
        engine: { liquidation: { stages: liquidatedFor('0.005') } },
        instruments: [perpetual('BTC', '5', TESTED), perpetual('ETH', '5', TESTED)],
      },
    },
    'test-open-interest': {
      title: 'The market of its tests whose initial margin rises with open interest',
      source: 'C-TEST: 20 % and half of it, from 25 to 50 million',
      overrides: {
        instruments: [perpetual('BTC', '5', tier('0.2', '0.1', caps('25000000', '50000000')))],
      },
    },
    'whole-position': {
      title: 'A position is closed whole, not by tenths',
      source: 'C-TEST: the default genesis lets all of a position be liquidated at once',
      overrides: { engine: { liquidation: { size: 'whole-position' } } },
    },
  },
};
