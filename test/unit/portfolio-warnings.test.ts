import type { PortfolioMarginTerms } from '../../domain/index.js';
import { worldOf } from '../support/world.js';

const SHOCKS = [{ price: '-0.1' }, { price: '0.1' }];
const LESS = { maintenance: '1', initial: '0.5' };
const MORE = { maintenance: '1', initial: '1.5' };

type Told = readonly [field: string, figure: string, limit: string];

async function configured(portfolioMargin: PortfolioMarginTerms, strictSchedules: boolean) {
  const { engine } = await worldOf({}, { seed: 1 });
  const configuration = { engine: { portfolioMargin, strictSchedules } };
  return engine.handle({ type: 'setConfiguration', configuration });
}

describe('portfolio margin that asks less initially than for maintenance', () => {
  it.each<[string, PortfolioMarginTerms, readonly Told[]]>([
    [
      'by the factor of all units',
      { shocks: SHOCKS, initialFactor: '0.5' },
      [['initialFactor', '0.5', '1']],
    ],
    [
      'by the factor on the loss',
      { shocks: SHOCKS, lossFactor: LESS },
      [['lossFactor.initial', '0.5', '1']],
    ],
    // An absent maintenance factor is one.
    [
      'by a factor on the loss beside none',
      { shocks: SHOCKS, lossFactor: { initial: '0.9' } },
      [['lossFactor.initial', '0.9', '1']],
    ],
    ['by the rate of debts', { shocks: SHOCKS, debt: LESS }, [['debt.initial', '0.5', '1']]],
    [
      'by a charge and by a minimum',
      {
        shocks: SHOCKS,
        charges: [
          { on: 'gross', ...MORE },
          { on: 'net', ...LESS },
        ],
        minimum: { rate: LESS, on: 'gross' },
      },
      [
        ['charges[1].initial', '0.5', '1'],
        ['minimum.rate.initial', '0.5', '1'],
      ],
    ],
    [
      'in one unit of several, by the second of its minimums',
      {
        units: [
          { bases: ['A'], shocks: SHOCKS },
          {
            shocks: SHOCKS,
            minimum: [
              { rate: MORE, on: 'gross' },
              { rate: LESS, on: 'net' },
            ],
          },
        ],
      },
      [['units[1].minimum[1].rate.initial', '0.5', '1']],
    ],
    // The only unit says itself what it asks initially: the factor counts nowhere.
    [
      'by a factor that no unit takes',
      { shocks: SHOCKS, initialFactor: '0.5', lossFactor: MORE },
      [],
    ],
    ['nowhere', { shocks: SHOCKS, initialFactor: '1', lossFactor: '1', debt: MORE }, []],
  ])('%s is told, and refused where schedules are strict', async (_, terms, told) => {
    const warnings = told.map(([field, figure, limit]) => ({
      field: `engine.portfolioMargin.${field}`,
      message: `initial ${figure} below maintenance ${limit}`,
      figure,
      limit,
    }));
    const lenient = await configured(terms, false);
    expect(lenient.ok ? (lenient.warnings ?? []) : lenient).toEqual(warnings);
    const strict = await configured(terms, true);
    const refused = { ok: false, error: { code: 'input.invalid', ...warnings[0] } };
    expect(strict).toMatchObject(warnings.length === 0 ? { ok: true } : refused);
  });
});
