import { attempt, configurationOf, type AssetTerms } from '../../domain/index.js';
import { readScenario } from '../../src/scenario/read.js';

type Haircut = NonNullable<AssetTerms['haircut']>;

const asset = (haircut: Haircut): unknown =>
  attempt(() => configurationOf({ assets: [{ asset: 'ETH', haircut }] }));

describe('what is wrong with a document', () => {
  it.each<[Haircut, string, string, string]>([
    ['1.1', 'haircut', '1.1', '1'],
    ['-0.1', 'haircut', '-0.1', '0'],
    [{ maintenance: '0.1', initial: '1.2' }, 'haircut.initial', '1.2', '1'],
  ])('is told of the haircut %p with the figure that is written', (haircut, key, figure, limit) => {
    expect(asset(haircut)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: `assets.ETH.${key}`, figure, limit },
    });
  });

  it('is told of a list that is too short in plain words', () => {
    const margin = { model: 'tiered', by: 'notional', scope: 'marginal', tiers: [] };
    const instrument = { id: 'A', kind: 'linear', base: 'A', quote: 'USD', margin };
    const scenario = { scenario: 1, id: 'a', title: 'a', instruments: [instrument], steps: [] };
    const read = readScenario(JSON.stringify(scenario));
    expect(read.ok ? [] : read.problems).toContainEqual({
      code: 'input.invalid',
      path: '$.instruments[0].margin.tiers',
      expected: 'at least 1 entry',
      received: '[]',
    });
  });
});
