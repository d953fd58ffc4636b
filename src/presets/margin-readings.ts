import type {
  ByLeverageTerms,
  InstrumentTerms,
  MarginTerms,
  PlainMarginTerms,
} from '../../domain/index.js';
import type { PresetOption } from './preset.js';

const BASES = ['BTC', 'ETH', 'XRP', 'BNB', 'SOL', 'DOGE', 'ADA', 'TRX', 'LINK', 'BCH'];

/** The pairs of the preset with the margin schedule of each base. */
export function spotMarginPairs(marginOf: (base: string) => MarginTerms): InstrumentTerms[] {
  return BASES.map((base) => ({
    id: `${base}USD`,
    kind: 'spot-margin' as const,
    base,
    quote: 'USD',
    maxLeverage: base === 'BTC' || base === 'ETH' ? '10' : '5',
    liquidationOrder: 'market' as const,
    margin: marginOf(base),
  }));
}

/** A share of used margin: the call at 80 % of it, the liquidation at 40 %. */
export const SHARE_OF_USED: MarginTerms = {
  model: 'used',
  callLevel: '0.8',
  liquidationLevel: '0.4',
  ownFunds: 'never-liquidated',
};

/** A rate of the position value at the mark; the initial margin is value / leverage. */
function rateOfValue(maintenance: string): PlainMarginTerms {
  return {
    model: 'tiered',
    by: 'notional',
    scope: 'whole',
    tiers: [{ from: '0', maintenance }],
    ownFunds: 'never-liquidated',
  };
}

const BITCOIN = rateOfValue('0.05');

/** The range given for altcoins: its lower end, and its upper end from the greatest leverage on. */
const ALTCOINS: ByLeverageTerms = {
  model: 'by-leverage',
  bands: [
    { from: '0', margin: rateOfValue('0.07') },
    { from: '5', margin: rateOfValue('0.1') },
  ],
};

/** ETH goes to 10x, where 10 % would leave nothing between initial and maintenance margin. */
const ETHER = rateOfValue('0.07');

function rateFor(base: string): MarginTerms {
  if (base === 'BTC') return BITCOIN;
  return base === 'ETH' ? ETHER : ALTCOINS;
}

/**
 * The two readings of maintenance margin that the articles leave side by side. In both one line
 * decides: at it a pool is liquidated, above it again the liquidation stops.
 */
export const MARGIN_READINGS: Readonly<Record<string, PresetOption>> = {
  'rate-of-value': {
    title: 'Maintenance is a rate of the position value: 5 % for BTC, 7 to 10 % for altcoins',
    source: 'article 000: 5 % for BTC, 7-10 % for altcoins; which coin has which is our reading',
    overrides: {
      engine: { liquidation: { trigger: '1', target: '1' } },
      instruments: spotMarginPairs(rateFor),
      template: { margin: ALTCOINS },
    },
  },
  'share-of-used-margin': {
    title: 'Maintenance is 40 % of used margin, and a call is due at 80 % of it',
    source:
      'article 001: liquidated near 30-40 % of level; K-CALL: about 80 % and about 40 %, certain',
    overrides: {
      engine: { liquidation: { call: '2', trigger: '1', target: '1' } },
      eachInstrument: { margin: SHARE_OF_USED },
    },
  },
};
