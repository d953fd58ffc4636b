import { MARGIN_READINGS, SHARE_OF_USED, spotMarginPairs } from './margin-readings.js';
import type { Preset } from './preset.js';

const CALL = 'Kraken support, margin call level and liquidation level (K-CALL)';
const TERMS = 'Kraken support, trade balance terminology (K-TERM)';
const FEES = 'Kraken support, margin fees and rollover (K-FEE)';

/** Spot margin as Kraken's articles describe it: used margin, level, largest loss first. */
export const krakenMargin: Preset = {
  name: 'kraken-margin',
  title: 'Spot margin, level = equity / used margin',
  configuration: {
    settlement: 'USD',
    engine: {
      boundary: 'at-or-below',
      positionMode: 'one-way',
      modeSwitch: 'refused',
      strictSchedules: true,
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
      fees: { maker: '0.0025', taker: '0.004' },
      interest: { rate: '0.003', every: 'P1D', base: 'loan', due: 'arrears' },
    },
    assets: [{ asset: 'USD', haircut: '0', countsFor: ['spot'] }],
  },
  instruments: spotMarginPairs(() => SHARE_OF_USED),
  template: {
    kind: 'spot-margin',
    maxLeverage: '5',
    margin: SHARE_OF_USED,
  },
  sources: [
    {
      path: 'instruments[].margin.callLevel',
      source: `${CALL}: about 80 %; engine.liquidation.call stands above it`,
    },
    { path: 'instruments[].margin.liquidationLevel', source: `${CALL}: about 40 %, certain` },
    { path: 'instruments[].maxLeverage', source: 'article 003: 2x to 10x, 5x on most pairs' },
    { path: 'engine.alerts.at', source: 'article 000: alerts at 30, 20 and 10 % of the value' },
    { path: 'engine.alerts.enabled', source: 'articles for traders: off unless enabled' },
    { path: 'engine.notifications', source: 'articles for traders: off unless enabled' },
    { path: 'engine.bands', source: `${CALL}: at risk below 100 %, called at about 80 %` },
    { path: 'engine.buffer', source: 'article 000: a buffer of three times maintenance' },
    { path: 'engine.newRiskLevel', source: `${CALL}: no new position below 100 %` },
    {
      path: 'engine.liquidation.call',
      source: 'article 000: a margin call when equity falls below maintenance',
    },
    {
      path: 'engine.liquidation.trigger',
      source:
        'article 001: liquidated near 30 to 40 % of used margin: the call at 40 %, the threshold ' +
        'at 30 %, which is 0.75 of maintenance',
    },
    {
      path: 'engine.liquidation.target',
      source: 'article 000: not stoppable until the account is back above maintenance',
    },
    { path: 'assets[].countsFor', source: 'article 004: staked and futures balances do not count' },
    { path: 'engine.liquidation.order', source: 'article 004: the most unprofitable first' },
    { path: 'engine.liquidation.fee', source: 'article 002: no additional penalty' },
    { path: 'engine.writeOffBelow', source: 'article 001: small balances under 20 USD waived' },
    {
      path: 'engine.debtRecovery',
      source: 'article 001: from other wallets, then future deposits',
    },
    { path: 'engine.fees', source: `${FEES}; the lowest volume tier` },
    {
      path: 'engine.interest',
      source:
        'articles for traders: borrowed funds x rate x days, simple; 0.3 % a day is the lowest ' +
        'rate they name, a venue writes its own here',
    },
    {
      path: 'instruments[].margin.ownFunds',
      source: 'articles for traders: own funds only means no interest and no liquidation',
    },
    { path: 'engine.boundary', source: `${TERMS}: at the level is at the line` },
  ],
  options: {
    ...MARGIN_READINGS,
    'oldest-first': {
      title: 'Positions are closed in the order in which they were opened',
      source: `${CALL}: positions are closed from the oldest to the newest`,
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
      title: 'Called at about 80 % of used margin, liquidated at about 40 %',
      source: `${CALL}: about 80 % call level, about 40 % liquidation level`,
      overrides: {
        engine: { liquidation: { call: '2', trigger: '1', target: '1' } },
        eachInstrument: { margin: SHARE_OF_USED },
      },
    },
    'venue-rollover': {
      title: 'A fee at the opening and a rollover every four hours on the whole cost, locked in',
      source: `${FEES}: 0.025 % for USD and 0.010 % for BTC; collateral does not reduce the base`,
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
      source: 'one of the articles for traders: no formal margin call is issued',
      overrides: { engine: { liquidation: { marginCall: 'none' } } },
    },
  },
};
