import type { InstrumentTerms, MarginTerms, StageTerms, TierTerms } from '../../domain/index.js';
import { LISTED_HAIRCUTS, collateralOn } from './collateral.js';
import { INVERSE_PERPETUALS } from './inverse-perpetuals.js';
import type { Citation, Preset } from './preset.js';
import { STRICT_SCHEDULES } from './readings.js';

/** Class A: USD notional, leverage 50x to 2x, maintenance half of initial. */
const CLASS_A: readonly TierTerms[] = [
  { from: '0', initial: '0.02', maintenance: '0.01' },
  { from: '1000000', initial: '0.04', maintenance: '0.02' },
  { from: '2000000', initial: '0.05', maintenance: '0.025' },
  { from: '5000000', initial: '0.1', maintenance: '0.05' },
  { from: '10000000', initial: '0.2', maintenance: '0.1' },
  { from: '20000000', initial: '0.3', maintenance: '0.15' },
  { from: '60000000', initial: '0.5', maintenance: '0.25' },
];

const AT_MARK: MarginTerms = { model: 'tiered', by: 'notional', scope: 'whole', tiers: CLASS_A };
const AT_ENTRY: MarginTerms = { ...AT_MARK, initialBasis: 'entry', maintenanceBasis: 'entry' };

const BASES = ['BTC', 'ETH', 'XRP', 'SOL', 'DOGE', 'ADA', 'LINK', 'BCH'];

/** Who is assigned what the market did not take within the equity. */
const VOLUNTEERS: StageTerms = { do: 'assign', to: ['liquidity-provider'] };

function linearPerpetuals(margin: MarginTerms): InstrumentTerms[] {
  return BASES.map((base) => ({
    id: `PF_${base}USD`,
    kind: 'linear',
    base,
    quote: 'USD',
    maxLeverage: '50',
    liquidationOrder: 'limit',
    margin,
  }));
}

/** The order of the contract, and who volunteers for what the market did not take. */
const ORDER_AND_VOLUNTEERS: readonly StageTerms[] = [
  { do: 'cancel-orders' },
  { do: 'reduce' },
  VOLUNTEERS,
];

/** Tenths, or the whole where next to nothing is left; volunteers, the fund, the other side. */
const EQUITY_PROTECTION: readonly StageTerms[] = [
  { do: 'cancel-orders' },
  { do: 'convert-collateral' },
  { do: 'reduce', name: 'the-whole', at: '0.1', size: 'whole-position', orderType: 'limit' },
  { do: 'reduce', name: 'tenths', size: { fraction: '0.1' }, orderType: 'limit' },
  VOLUNTEERS,
  { do: 'take-over', by: 'insurance-fund' },
  { do: 'deleverage', price: 'bankruptcy' },
];

const SOURCES_OF_POLICIES: readonly Citation[] = [
  { path: 'settlement', source: 'K-MC: all positions and collateral are valued in dollars' },
  { path: 'engine.boundary', source: 'K-EPP: equity below maintenance starts the procedure' },
  { path: 'engine.netting', source: 'K-MC: max of long and short margins per underlying' },
  {
    path: 'engine.positionMode',
    source: 'our reading: whether both sides may be held is not told; hedge is chosen per account',
  },
  STRICT_SCHEDULES,
  { path: 'engine.alerts', source: 'article 002: usage above 75, 90 and 100 %' },
  { path: 'engine.alerts.enabled', source: 'article 002: alerts are sent without being asked for' },
  { path: 'engine.notifications', source: 'article 002: alerts are sent without being asked for' },
  { path: 'engine.bands', source: 'article 002: the first two alert thresholds' },
  { path: 'engine.liquidation.order', source: 'article 004: the most unprofitable first' },
  { path: 'engine.liquidation.size', source: 'K-EPP: one order for the whole position' },
  {
    path: 'engine.liquidation.stages',
    source: 'article 002: an order by contract type, at the best price; K-EPP: then volunteers',
  },
  {
    path: 'engine.liquidationPriceRounding',
    source: 'our reading: K-EPP has 7481.48 as 7481 and 7407.41 as 7407; of a short it is not told',
  },
  {
    path: 'engine.contracts',
    source: 'K-PM: mark within 1 % of the index (perpetual), 1 % at 1 day to 20 % at 210 days',
  },
  { path: 'engine.deficit', source: 'article 002: the insurance fund covers the rest' },
  {
    path: 'engine.deficitReaction',
    source: 'K-MCFEE: a loss not covered by USD is converted, the lowest haircut first',
  },
  { path: 'engine.fees.tiers', source: 'K-FUTFEE: by volume, maker and taker' },
  { path: 'engine.fees.window', source: 'K-FUTFEE: 30-day rolling volume' },
];

const SOURCES_OF_TERMS: readonly Citation[] = [
  { path: 'assets[].countsFor', source: 'article 002: the futures wallet backs futures alone' },
  ...LISTED_HAIRCUTS,
  {
    path: 'assets[BCH].haircut',
    source: 'example: not in the list that was seen; replace by that of your list',
  },
  {
    path: 'instruments[].margin',
    source: 'K-SCH: levels by USD size, maintenance half of initial',
  },
  {
    path: 'instruments[].margin.scope',
    source: 'our reading: the rate of the level on the whole position, as on the inverse page',
  },
  { path: 'instruments[PF_BTCUSD].margin.tiers', source: 'K-SCH: class A' },
  { path: 'instruments[PF_ETHUSD].margin.tiers', source: 'K-SCH: class A' },
  ...['XRP', 'SOL', 'DOGE', 'ADA', 'LINK', 'BCH'].map((base): Citation => ({
    path: `instruments[PF_${base}USD].margin.tiers`,
    source: 'example: its class was not seen; replace by the class of the contract specification',
  })),
  { path: 'instruments[].maxLeverage', source: 'K-SCH: 50x on the first level' },
  {
    path: 'instruments[].liquidationOrder',
    source: 'K-EPP: immediate or cancel, at a limit that leaves nothing owed',
  },
  {
    path: 'instruments[PI_*].margin',
    source: 'K-INV: levels by contracts, maintenance half of initial, on the value at entry',
  },
  { path: 'instruments[PI_*].maxLeverage', source: 'K-INV: that of the first level' },
  {
    path: 'instruments[PI_BTCUSD].tick',
    source: 'example: half a dollar; replace by the tick of the contract specification',
  },
  { path: 'instruments[PI_*].multiplier', source: 'K-INV: a contract is one dollar' },
  {
    path: 'template',
    source: 'example: class A for a base that is not listed; replace by the class of the contract',
  },
  {
    path: 'template.liquidationOrder',
    source: 'K-EPP: immediate or cancel, at a limit that leaves nothing owed',
  },
];

/** Multi-collateral perpetuals as Kraken Derivatives describes them. */
export const krakenFutures: Preset = {
  name: 'kraken-futures',
  title: 'Multi-collateral linear perpetuals',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'below',
      netting: 'max-side-per-underlying',
      positionMode: 'one-way',
      strictSchedules: true,
      alerts: { measure: 'usage', at: ['75', '90', '100'], enabled: true },
      notifications: 'on',
      bands: { measure: 'usage', at: ['75', '90'] },
      liquidation: {
        order: 'largest-loss-first',
        size: 'whole-position',
        stages: ORDER_AND_VOLUNTEERS,
      },
      liquidationPriceRounding: 'down',
      contracts: {
        perpetual: { markRule: { band: [{ days: '0', share: '0.01' }] } },
        dated: {
          markRule: {
            band: [
              { days: '1', share: '0.01' },
              { days: '210', share: '0.2' },
            ],
          },
        },
      },
      deficit: ['insurance-fund'],
      deficitReaction: 'convert-collateral',
      fees: {
        window: 'P30D',
        tiers: [
          { from: '0', maker: '0.0002', taker: '0.0005' },
          { from: '100001', maker: '0.00015', taker: '0.0004' },
          { from: '1000001', maker: '0.000125', taker: '0.0003' },
          { from: '5000001', maker: '0.0001', taker: '0.00025' },
          { from: '10000001', maker: '0.000075', taker: '0.0002' },
          { from: '20000001', maker: '0.00005', taker: '0.00015' },
          { from: '50000001', maker: '0.000025', taker: '0.000125' },
          { from: '100000001', maker: '0', taker: '0.0001' },
        ],
      },
    },
    assets: [...collateralOn('futures'), { asset: 'BCH', haircut: '0.1', countsFor: ['futures'] }],
  },
  instruments: [...linearPerpetuals(AT_MARK), ...INVERSE_PERPETUALS],
  template: { kind: 'linear', maxLeverage: '50', liquidationOrder: 'limit', margin: AT_MARK },
  sources: [...SOURCES_OF_POLICIES, ...SOURCES_OF_TERMS],
  unpublished: [
    {
      what: 'who volunteers, and for how much',
      instead:
        'an account `liquidity-provider` is assigned what it has margin for; give it collateral',
    },
    {
      what: 'how little equity is next to nothing, where the whole is closed instead of tenths',
      instead: 'with `equity-protection` a tenth of the maintenance margin',
    },
    {
      what: 'the fees of partial and covered liquidations',
      instead: 'none is charged; set `engine.liquidation.fee`',
    },
    {
      what: 'unrealized losses above 30,000 dollars, which are converted',
      instead:
        'a realized one is converted; with `equity-protection` collateral is, in a liquidation',
    },
  ],
  options: {
    deleverage: {
      title: 'What the fund leaves is deleveraged before the venue bears it',
      source: 'K-EPP: unwind against the opposite side after assignment',
      overrides: { engine: { deficit: ['insurance-fund', 'deleverage'] } },
    },
    'equity-protection': {
      title: 'The process since 26 March 2026: tenths, the whole, volunteers, cover, unwind',
      source:
        'our reading: steps of K-EPP; its conversion of large losses, K-MCFEE, comes before them',
      overrides: {
        engine: {
          liquidation: { stages: EQUITY_PROTECTION },
          deficit: ['insurance-fund', 'deleverage'],
        },
      },
    },
    'requirement-at-entry': {
      title: 'Margins of the linear perpetuals are taken on the value at entry, not at the mark',
      source: 'K-SCH: percentages are based on the value at entry price',
      overrides: { instruments: linearPerpetuals(AT_ENTRY), template: { margin: AT_ENTRY } },
    },
    'ten-percent-steps': {
      title: 'A position is closed in steps of 10 % until its pool is restored',
      source: 'K-EPP: partial liquidation in 10 % steps from 26 March 2026 on, multi-collateral',
      overrides: { engine: { liquidation: { size: { fraction: '0.1' } } } },
    },
  },
};
