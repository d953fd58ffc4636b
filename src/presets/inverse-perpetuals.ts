import type { InstrumentTerms, TierTerms } from '../../domain/index.js';

/** Level I of the inverse schedule: 50x, maintenance half of initial margin. */
const LEVEL_I: readonly TierTerms[] = [{ from: '0', initial: '0.02', maintenance: '0.01' }];

/** Levels II, III, IV, VI and X of BCH by contracts, the one schedule whose steps are published. */
const BCH: readonly TierTerms[] = [
  { from: '0', initial: '0.04', maintenance: '0.02' },
  { from: '500000', initial: '0.06', maintenance: '0.03' },
  { from: '2000000', initial: '0.1', maintenance: '0.05' },
  { from: '3000000', initial: '0.2', maintenance: '0.1' },
  { from: '5000000', initial: '0.5', maintenance: '0.25' },
];

/** Inverse perpetuals of one dollar a contract; the rate of the level counts on the entry value. */
export const INVERSE_PERPETUALS: readonly InstrumentTerms[] = [
  inverse('BTC', '50', LEVEL_I),
  inverse('ETH', '50', LEVEL_I),
  inverse('BCH', '25', BCH),
];

function inverse(base: string, maxLeverage: string, tiers: readonly TierTerms[]): InstrumentTerms {
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
      tiers,
      initialBasis: 'entry',
      maintenanceBasis: 'entry',
    },
  };
}
