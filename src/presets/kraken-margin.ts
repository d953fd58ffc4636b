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
      liquidation: { order: 'largest-loss-first', size: 'whole-position', fee: '0' },
      deficit: ['negative-balance'],
      writeOffBelow: '20',
      negativeBalanceProtection: 'below-limit',
      debtRecovery: ['futures', 'deposits'],
      fees: { maker: '0.0025', taker: '0.004' },
    },
    assets: [{ asset: 'USD', haircut: '0' }],
  },
  instruments: ['BTC', 'ETH', 'XRP', 'BNB', 'SOL', 'DOGE', 'ADA', 'TRX', 'LINK', 'BCH'].map(
    (base) => ({
      id: `${base}USD`,
      kind: 'spot-margin' as const,
      base,
      quote: 'USD',
      maxLeverage: base === 'BTC' || base === 'ETH' ? '10' : '5',
      margin: { model: 'used' as const, callLevel: '0.8', liquidationLevel: '0.4' },
    }),
  ),
  template: {
    kind: 'spot-margin',
    maxLeverage: '5',
    margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
  },
  sources: [
    { path: 'instruments[].margin.callLevel', source: `${CALL}: about 80 %` },
    { path: 'instruments[].margin.liquidationLevel', source: `${CALL}: about 40 %, certain` },
    { path: 'instruments[].maxLeverage', source: 'article 003: 2x to 10x, 5x on most pairs' },
    { path: 'engine.liquidation.order', source: 'article 004: the most unprofitable first' },
    { path: 'engine.liquidation.fee', source: 'article 002: no additional penalty' },
    { path: 'engine.writeOffBelow', source: 'article 001: small balances under 20 USD waived' },
    {
      path: 'engine.debtRecovery',
      source: 'article 001: from other wallets, then future deposits',
    },
    { path: 'engine.fees', source: `${FEES}; the lowest volume tier` },
    { path: 'engine.boundary', source: `${TERMS}: at the level is at the line` },
  ],
  options: {
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
    'convert-collateral': {
      title: 'Collateral is sold before a deficit is carried',
      source: 'article 001: a negative balance must be settled; how is left open',
      overrides: { engine: { deficitReaction: 'convert-collateral' } },
    },
  },
};
