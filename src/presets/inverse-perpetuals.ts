import type { InstrumentTerms, TierTerms } from '../../domain/index.js';

/** Initial margin of the levels I to X; maintenance is half of it. */
const LEVELS = {
  I: ['0.02', '0.01'],
  II: ['0.04', '0.02'],
  III: ['0.06', '0.03'],
  IV: ['0.1', '0.05'],
  V: ['0.15', '0.075'],
  VI: ['0.2', '0.1'],
  VII: ['0.25', '0.125'],
  VIII: ['0.3', '0.15'],
  IX: ['0.4', '0.2'],
  X: ['0.5', '0.25'],
} as const;

type Starts = Partial<Record<keyof typeof LEVELS, string>>;

const BTC: Starts = {
  I: '0',
  II: '500000',
  III: '1000000',
  IV: '3000000',
  V: '6000000',
  VII: '12000000',
  VIII: '20000000',
  IX: '50000000',
};
const ETH: Starts = {
  I: '0',
  II: '250000',
  III: '500000',
  IV: '2000000',
  V: '5000000',
  VII: '8000000',
  VIII: '15000000',
  IX: '30000000',
};
const LTC: Starts = { I: '0', II: '250000', III: '500000', IV: '2000000', V: '4000000' };
const BCH: Starts = { II: '0', III: '500000', IV: '2000000', VI: '3000000', X: '5000000' };
const XRP: Starts = { IV: '0', VI: '1000000' };

/** Inverse perpetuals of one dollar a contract; the rate of the level counts on the entry value. */
export const INVERSE_PERPETUALS: readonly InstrumentTerms[] = [
  { ...inverse('BTC', '50', BTC), tick: '0.5' },
  inverse('ETH', '50', ETH),
  inverse('LTC', '50', LTC),
  inverse('BCH', '25', BCH),
  inverse('XRP', '10', XRP),
];

function inverse(base: string, maxLeverage: string, starts: Starts): InstrumentTerms {
  return {
    id: `PI_${base}USD`,
    kind: 'inverse',
    base,
    quote: 'USD',
    multiplier: '1',
    maxLeverage,
    liquidationOrder: 'limit',
    margin: {
      model: 'tiered',
      by: 'quantity',
      scope: 'whole',
      tiers: tiersOf(starts),
      initialBasis: 'entry',
      maintenanceBasis: 'entry',
    },
  };
}

function tiersOf(starts: Starts): readonly TierTerms[] {
  return Object.entries(starts).map(([level, from]) => {
    const [initial, maintenance] = LEVELS[level as keyof typeof LEVELS];
    return { from, initial, maintenance };
  });
}
