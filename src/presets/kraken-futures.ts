import type { TierTerms } from '../../domain/index.js';
import { INVERSE_PERPETUALS } from './inverse-perpetuals.js';
import type { Preset } from './preset.js';

const SCHEDULE = 'Kraken support, multi-collateral margin schedules (K-SCH, K-INV)';

/** Class A tiers: USD notional, initial 2 % to 50 %, maintenance exactly half. */
const CLASS_A: readonly TierTerms[] = [
  { from: '0', initial: '0.02', maintenance: '0.01' },
  { from: '1000000', initial: '0.04', maintenance: '0.02' },
  { from: '2000000', initial: '0.06', maintenance: '0.03' },
  { from: '5000000', initial: '0.1', maintenance: '0.05' },
  { from: '10000000', initial: '0.15', maintenance: '0.075' },
  { from: '20000000', initial: '0.25', maintenance: '0.125' },
  { from: '60000000', initial: '0.5', maintenance: '0.25' },
];

/** Multi-collateral perpetuals as Kraken Derivatives describes them. */
export const krakenFutures: Preset = {
  name: 'kraken-futures',
  title: 'Multi-collateral linear perpetuals',
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
      liquidation: { order: 'largest-loss-first', size: 'whole-position' },
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
      fees: { maker: '0.0002', taker: '0.0005' },
    },
    assets: [
      { asset: 'USD', haircut: '0', countsFor: ['futures'] },
      { asset: 'USDT', haircut: '0.03', countsFor: ['futures'] },
      { asset: 'USDC', haircut: '0.03', countsFor: ['futures'] },
      { asset: 'BTC', haircut: '0.1', countsFor: ['futures'] },
      { asset: 'ETH', haircut: '0.1', countsFor: ['futures'] },
      { asset: 'BCH', haircut: '0.1', countsFor: ['futures'] },
    ],
  },
  instruments: [
    ...['BTC', 'ETH', 'XRP', 'SOL', 'DOGE', 'ADA', 'LINK', 'BCH'].map((base) => ({
      id: `PF_${base}USD`,
      kind: 'linear' as const,
      base,
      quote: 'USD',
      maxLeverage: '50',
      liquidationOrder: 'limit' as const,
      margin: {
        model: 'tiered' as const,
        by: 'notional' as const,
        scope: 'whole' as const,
        tiers: CLASS_A,
      },
    })),
    ...INVERSE_PERPETUALS,
  ],
  template: {
    kind: 'linear',
    maxLeverage: '50',
    liquidationOrder: 'limit',
    margin: { model: 'tiered', by: 'notional', scope: 'whole', tiers: CLASS_A },
  },
  sources: [
    {
      path: 'instruments[].margin.tiers',
      source: `${SCHEDULE}: levels by USD size, MM half of IM`,
    },
    {
      path: 'instruments[].liquidationOrder',
      source: 'articles: a market or a limit order, by contract type',
    },
    {
      path: 'instruments[PI_*].margin',
      source:
        'K-INV: inverse levels, MM half of IM on the entry value; the starts are known for ' +
        'BCH only, the others take level I',
    },
    {
      path: 'engine.contracts',
      source: 'K-PM: mark within 1 % of the index (perpetual), 1 % at 1 day to 20 % at 210 days',
    },
    { path: 'engine.netting', source: 'K-MC: max of long and short margins per underlying' },
    { path: 'engine.boundary', source: 'K-EPP: equity below maintenance starts the procedure' },
    { path: 'engine.alerts', source: 'article 002: usage above 75, 90 and 100 %' },
    {
      path: 'engine.alerts.enabled',
      source: 'article 002: alerts are sent without being asked for',
    },
    { path: 'engine.bands', source: 'article 002: the first two alert thresholds' },
    { path: 'engine.deficit', source: 'article 002: the insurance fund covers the rest' },
    { path: 'engine.fees', source: 'Kraken fee page, lowest volume tier' },
    { path: 'assets[].countsFor', source: 'article 002: the futures wallet backs futures alone' },
    { path: 'assets[].haircut', source: 'K-MC: per-asset haircuts, values as an example' },
  ],
  options: {
    deleverage: {
      title: 'What the fund leaves is deleveraged before the venue bears it',
      source: 'K-EPP: unwind against the opposite side after assignment',
      overrides: { engine: { deficit: ['insurance-fund', 'deleverage'] } },
    },
  },
};
