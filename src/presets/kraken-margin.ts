import { collateralOn } from './collateral.js';
import { MARGIN_READINGS, SHARE_OF_USED, spotMarginPairs } from './margin-readings.js';
import type { Citation, Preset } from './preset.js';
import { STRICT_SCHEDULES } from './readings.js';

const SOURCES_OF_DEFAULTS: readonly Citation[] = [
  { path: 'settlement', source: 'K-TERM: the trade balance is the value of the collateral in USD' },
  { path: 'engine.boundary', source: 'K-TERM: at the level is at the line' },
  {
    path: 'engine.positionMode',
    source: 'our reading: one position a pair and side; hedge is chosen per account',
  },
  {
    path: 'engine.modeSwitch',
    source: 'article 004: the mode is chosen per trade and fixed while the position is open',
  },
  STRICT_SCHEDULES,
  { path: 'engine.alerts', source: 'article 000: at 30, 20 and 10 % of the position value' },
  { path: 'engine.alerts.enabled', source: 'articles: off unless enabled' },
  { path: 'engine.notifications', source: 'articles: off unless enabled' },
  { path: 'engine.health', source: 'K-TERM: margin level = equity / used margin x 100' },
  { path: 'engine.bands', source: 'K-CALL: at risk below 100 %, called at about 80 %' },
  { path: 'engine.buffer', source: 'article 000: a buffer of three times maintenance' },
  { path: 'engine.newRiskLevel', source: 'K-MM: no new position when the level is 100 %' },
  {
    path: 'engine.liquidation.call',
    source: 'article 001: a margin call when equity falls below maintenance',
  },
  {
    path: 'engine.liquidation.trigger',
    source:
      'article 001: liquidated near 30-40 % of used margin: 40 % calls, 0.75 of it liquidates',
  },
  {
    path: 'engine.liquidation.target',
    source: 'articles: not stoppable until the account is back above maintenance',
  },
  { path: 'engine.liquidation.order', source: 'article 004: the most unprofitable first' },
  {
    path: 'engine.liquidation.size',
    source: 'article 004: positions are closed until the account is above maintenance again',
  },
  { path: 'engine.liquidation.fee', source: 'article 002: no additional penalty' },
  { path: 'engine.deficit', source: 'article 001: one can lose more than the margin, and owes it' },
  { path: 'engine.writeOffBelow', source: 'article 001: small balances under 20 USD are waived' },
  {
    path: 'engine.negativeBalanceProtection',
    source: 'article 001: small ones are absorbed, others are owed',
  },
  { path: 'engine.debtRecovery', source: 'article 001: from other wallets, then future deposits' },
  { path: 'engine.fees.tiers', source: 'K-TRADEFEE: by volume, maker and taker' },
  { path: 'engine.fees.window', source: 'K-TRADEFEE: 30-day volume' },
  { path: 'engine.interest', source: 'articles: borrowed funds x rate x days, simple' },
  {
    path: 'engine.interest.rate',
    source: 'articles: 0.3 % a day is the lowest rate they name; replace by the rate shown',
  },
  {
    path: 'assets[].haircut',
    source:
      'example: spot haircuts were not seen, these are of K-COLL; replace by those of your list',
  },
  { path: 'assets[USD].haircut', source: 'K-TERM: USD counts whole' },
  { path: 'assets[].countsFor', source: 'article 004: staked and futures balances do not count' },
  { path: 'instruments[].maxLeverage', source: 'article 003: 2x to 10x, 5x on most pairs' },
  {
    path: 'instruments[].liquidationOrder',
    source: 'article 002: a market or a limit order by contract type, at the best price available',
  },
  {
    path: 'instruments[].margin.model',
    source: 'K-TERM: used margin = opening cost / leverage, level = equity / used margin',
  },
  {
    path: 'instruments[].margin.callLevel',
    source: 'K-CALL: about 80 %; where engine.liquidation.call is given, that is the call',
  },
  { path: 'instruments[].margin.liquidationLevel', source: 'K-CALL: about 40 %, certain' },
  {
    path: 'instruments[].margin.ownFunds',
    source: 'articles: own funds only means no interest and no liquidation',
  },
  { path: 'template', source: 'our reading: a base that is not listed is taken as most pairs are' },
  { path: 'template.maxLeverage', source: 'article 003: 5x on most pairs' },
  { path: 'template.margin', source: 'K-CALL: as on the pairs that are listed' },
];

/** Spot margin as Kraken's articles describe it: used margin, level, largest loss first. */
export const krakenMargin: Preset = {
  name: 'kraken-margin',
  title: 'Spot margin, level = equity / used margin',
  asOf: '2026-11-22',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'at-or-below',
      positionMode: 'one-way',
      modeSwitch: 'refused',
      strictSchedules: true,
      health: { name: 'margin level', view: 'level' },
      alerts: { measure: 'equityRatio', at: ['30', '20', '10'], enabled: false },
      notifications: 'off',
      bands: { measure: 'level', at: ['100', '80'] },
      buffer: '3',
      newRiskLevel: '100',
      liquidation: {
        call: '1',
        trigger: '0.75',
        target: '1',
        order: 'largest-loss-first',
        size: 'whole-position',
        fee: '0',
      },
      deficit: ['negative-balance'],
      writeOffBelow: '20',
      negativeBalanceProtection: 'below-limit',
      debtRecovery: ['futures', 'deposits'],
      fees: {
        window: 'P30D',
        tiers: [
          { from: '0', maker: '0.0025', taker: '0.004' },
          { from: '10000', maker: '0.002', taker: '0.0035' },
          { from: '50000', maker: '0.0014', taker: '0.0024' },
          { from: '100000', maker: '0.0012', taker: '0.0022' },
          { from: '250000', maker: '0.001', taker: '0.002' },
          { from: '500000', maker: '0.0008', taker: '0.0018' },
          { from: '1000000', maker: '0.0006', taker: '0.0016' },
          { from: '2500000', maker: '0.0004', taker: '0.0014' },
          { from: '5000000', maker: '0.0002', taker: '0.0012' },
          { from: '10000000', maker: '0', taker: '0.001' },
        ],
      },
      interest: { rate: '0.003', every: 'P1D', base: 'loan', due: 'arrears' },
    },
    assets: collateralOn('spot'),
  },
  instruments: spotMarginPairs(() => SHARE_OF_USED),
  template: {
    kind: 'spot-margin',
    maxLeverage: '5',
    liquidationOrder: 'market',
    margin: SHARE_OF_USED,
  },
  sources: SOURCES_OF_DEFAULTS,
  options: {
    ...MARGIN_READINGS,
    'oldest-first': {
      title: 'Positions are closed in the order in which they were opened',
      source: 'K-CALL: positions are closed in the order they were created, first to last',
      overrides: { engine: { liquidation: { order: 'oldest-first' } } },
    },
    'protection-full': {
      title: 'A deficit is never carried as a debt: the venue bears it',
      source: 'article 000: one never loses more than the collateral',
      overrides: { engine: { negativeBalanceProtection: 'full' } },
    },
    'protection-none': {
      title: 'Every deficit is carried as a debt, small ones too',
      source: 'article 001: absorbing small balances is not guaranteed',
      overrides: { engine: { negativeBalanceProtection: 'none' } },
    },
    'eligibility-required': {
      title: 'Nobody trades on margin until the account is permitted to',
      source: 'article 003: margin is for eligible clients',
      overrides: { engine: { permissions: [{ eligible: false }] } },
    },
    'convert-collateral': {
      title: 'Collateral is sold before a deficit is carried',
      source: 'article 001: a negative balance must be settled; how is left open',
      overrides: { engine: { deficitReaction: 'convert-collateral' } },
    },
    'venue-levels': {
      title: 'Called at 80 % of used margin, liquidated at 40 %, closed until above 100 %',
      source: 'K-CALL: about 80 % and about 40 %; closed until the level is above 100 %',
      overrides: {
        engine: { liquidation: { call: '2', trigger: '1', target: '2.5' } },
        eachInstrument: { margin: SHARE_OF_USED },
      },
    },
    'venue-rollover': {
      title: 'A fee at the opening and a rollover every four hours on the whole cost, locked in',
      source: 'K-FEE: 0.025 % for USD and 0.010 % for BTC; collateral does not reduce the base',
      overrides: {
        engine: {
          interest: {
            openingRate: '0.00025',
            rate: '0.00025',
            every: 'PT4H',
            base: 'exposure',
            due: 'arrears',
            lock: 'opening',
            assets: { BTC: { openingRate: '0.0001', rate: '0.0001' } },
          },
        },
      },
    },
    'no-margin-call': {
      title: 'No formal margin call is ever issued',
      source: 'article 000: a margin call is not explicitly issued',
      overrides: { engine: { liquidation: { marginCall: 'none' } } },
    },
  },
};
