import fc from 'fast-check';
import { getMetadataStorage, validateSync, ValidateIf, ValidateNested } from 'class-validator';
import { SHAPES } from '../../src/input/command-shapes.js';
import { quickCheckOf } from '../../src/input/quick-check.js';
import { QUERY_SHAPES } from '../../src/input/query-shapes.js';

const OPTIONS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
} as const;

const CLASSES: readonly (new () => object)[] = [
  ...Object.values(SHAPES),
  ...Object.values(QUERY_SHAPES),
];

/** What fits one rule or another, and what fits none. */
const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('1', '0.5', 'BTC', 'long', 'cross', 'spot', 'one-way') },
  fc.constantFrom<unknown>('2025-10-10T00:00:00Z', true, { BTC: '1' }, { BTC: 1 }, { BTC: 'x' }, 7),
  fc.constantFrom<unknown>('', '1e5', -1, {}, [], ['1'], null, undefined, 'a\u0000'),
);

function propertiesOf(shape: new () => object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

describe('a quick check of a shape', () => {
  it('says yes exactly where the validator finds nothing', () => {
    const seen = { yes: 0, no: 0 };
    const shape = fc.constantFrom(...CLASSES).chain((Shape) => {
      const names = propertiesOf(Shape);
      const needed = names.filter((name) => {
        const errors = validateSync(new Shape(), OPTIONS);
        return errors.some(({ property }) => property === name);
      });
      const record = Object.fromEntries([...names, 'strange'].map((name) => [name, value]));
      return fc.record(record, { requiredKeys: needed }).map((given) => ({ Shape, given }));
    });
    fc.assert(
      fc.property(shape, fc.boolean(), ({ Shape, given: { strange, ...known } }, isStrange) => {
        const given = isStrange && strange !== undefined ? { ...known, strange } : known;
        const errors = validateSync(Object.assign(new Shape(), given), OPTIONS);
        expect(quickCheckOf(Shape)(given)).toBe(errors.length === 0);
        seen[errors.length === 0 ? 'yes' : 'no'] += 1;
      }),
      { numRuns: 20_000, seed: 20251010 },
    );
    expect(seen.yes).toBeGreaterThan(300);
    expect(seen.no).toBeGreaterThan(3000);
  });

  it('leaves rules that it does not know to the validator', () => {
    class Inner {}
    class Nested {
      @ValidateNested() inner?: Inner;
    }
    class Depending {
      @ValidateIf(() => false) inner?: Inner;
    }
    expect(quickCheckOf(Nested)({ inner: new Inner() })).toBe(false);
    expect(quickCheckOf(Depending)({ inner: 1 })).toBe(true);
  });
});
