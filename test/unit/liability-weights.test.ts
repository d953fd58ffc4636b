import fc from 'fast-check';
import { Dec, attempt } from '../../domain/kernel/index.js';
import { assetRuleOf, weighted, weightedLess } from '../../domain/market/index.js';

const weight = fc.integer({ min: 100, max: 200 }).map((percent) => new Dec(percent).div(100));
const owed = fc.integer({ min: 1, max: 10 ** 9 }).map((cents) => new Dec(-cents).div(100));

describe('a liability weight of two parts', () => {
  it('may not be smaller for new risk', () => {
    const terms = { asset: 'SOL', liabilityWeight: { maintenance: '1.2', initial: '1.1' } };
    expect(attempt(() => assetRuleOf(terms, 'USD'))).toMatchObject({
      ok: false,
      error: {
        code: 'input.invalid',
        field: 'assets.SOL.liabilityWeight.initial',
        figure: '1.1',
        limit: '1.2',
      },
    });
  });

  it('counts what is owed by the one, and for new risk by the other', () => {
    let apart = 0;
    fc.assert(
      fc.property(weight, weight, owed, (one, other, balance) => {
        const [maintenance, initial] = one.lte(other) ? [one, other] : [other, one];
        const liabilityWeight = {
          maintenance: maintenance.toFixed(),
          initial: initial.toFixed(),
        };
        const rule = assetRuleOf({ asset: 'SOL', liabilityWeight }, 'USD');
        const keeping = weighted(rule, balance);
        const opening = keeping.minus(weightedLess(rule, balance));
        expect(keeping.eq(balance.times(maintenance))).toBe(true);
        expect(opening.eq(balance.times(initial))).toBe(true);
        expect(weightedLess(rule, balance.negated()).isZero()).toBe(true);
        if (!maintenance.eq(initial)) apart += 1;
      }),
      { seed: 8, numRuns: 200 },
    );
    expect(apart).toBeGreaterThan(150);
  });
});
