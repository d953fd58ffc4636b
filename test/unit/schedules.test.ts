import type {
  InstrumentTerms,
  MarginTerms,
  PlainMarginTerms,
  TierTerms,
} from '../../domain/index.js';
import { SECOND, worldOf } from '../support/world.js';

async function setSchedule(margin: MarginTerms, terms: Partial<InstrumentTerms> = {}) {
  const { engine } = await worldOf({}, { seed: 1 });
  return engine.handle({ type: 'listInstrument', instrument: { ...SECOND, ...terms, margin } });
}

const tiers = (...rows: [string, string, string?][]): MarginTerms => ({
  model: 'tiered',
  by: 'notional',
  scope: 'marginal',
  tiers: rows.map(([from, maintenance, maxLeverage]): TierTerms => {
    const tier = { from, maintenance, initial: '0.5' };
    return maxLeverage === undefined ? tier : { ...tier, maxLeverage };
  }),
});

const flat = (initial: string, maintenance: string): PlainMarginTerms => ({
  model: 'flat',
  initial,
  maintenance,
});

describe('an inverse contract', () => {
  it('cannot have a price that is not positive', async () => {
    const terms = { kind: 'inverse', allowNonPositive: true, id: 'NEW' } as const;
    expect(await setSchedule(flat('0.1', '0.05'), terms)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: 'allowNonPositive' },
    });
  });
});

describe('a schedule with a rate that cannot be meant', () => {
  const slope = (base: string, perUnit: string): MarginTerms => ({
    model: 'slope',
    unit: 'quantity',
    initial: { base: '0.1', perUnit: '0' },
    maintenance: { base, perUnit },
  });
  it.each<[string, MarginTerms, string, string, string]>([
    ['a negative initial rate', flat('-0.1', '0.05'), 'initial', '-0.1', '0'],
    ['a negative maintenance rate', flat('0.1', '-0.5'), 'maintenance', '-0.5', '0'],
    ['a negative base', slope('-0.1', '0'), 'maintenance.base', '-0.1', '0'],
    ['a negative slope', slope('0.1', '-1'), 'maintenance.perUnit', '-1', '0'],
    [
      'a negative rate under a root',
      { model: 'root', initial: '-1', maintenance: '0.1', imf: '0' },
      'initial',
      '-1',
      '0',
    ],
    [
      'a negative root',
      { model: 'root', initial: '0.1', maintenance: '0.05', imf: '-2' },
      'imf',
      '-2',
      '0',
    ],
    [
      'a negative close fee',
      { ...flat('0.1', '0.05'), closeFee: '-0.01' },
      'closeFee',
      '-0.01',
      '0',
    ],
    [
      'a negative maintenance fraction',
      { model: 'leverage', maintenanceFraction: '-0.5' },
      'maintenanceFraction',
      '-0.5',
      '0',
    ],
    [
      'a negative liquidation level',
      { model: 'used', callLevel: '0.8', liquidationLevel: '-0.4' },
      'liquidationLevel',
      '-0.4',
      '0',
    ],
    [
      'a call level below the liquidation level',
      { model: 'used', callLevel: '0.2', liquidationLevel: '0.4' },
      'callLevel',
      '0.2',
      '0.4',
    ],
    [
      'a leverage limit that rises with the tier',
      tiers(['0', '0.01', '20'], ['100', '0.02', '10'], ['200', '0.03', '11']),
      'tiers[2]',
      '11',
      '10',
    ],
  ])('is refused with its place, figure and limit: %s', async (_, margin, field, figure, limit) => {
    expect(await setSchedule(margin)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: `margin.${field}`, figure, limit },
    });
  });

  it('is accepted where rates are zero, levels equal and limits fall or stay', async () => {
    const fine: MarginTerms[] = [
      flat('0', '0'),
      { model: 'used', callLevel: '0.4', liquidationLevel: '0.4' },
      tiers(['0', '0.01', '20'], ['100', '0.02', '20'], ['200', '0.03', '5']),
    ];
    for (const margin of fine) expect(await setSchedule(margin)).toMatchObject({ ok: true });
  });
});
