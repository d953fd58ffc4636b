import fc from 'fast-check';
import { Dec, Rational } from '../../domain/index.js';

const parts = fc.oneof(
  fc.bigInt({ min: -60n, max: 60n }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
);
const fractions = fc.tuple(
  parts,
  parts.filter((d) => d !== 0n),
);

/** The textbook: always in lowest terms, the denominator positive. */
function lowest([n, d]: readonly [bigint, bigint]): readonly [bigint, bigint] {
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  let [a, b] = [size(n), size(d)];
  while (b !== 0n) [a, b] = [b, a % b];
  const sign = d < 0n ? -1n : 1n;
  return [(n / a) * sign, (d / a) * sign];
}

describe('an exact fraction', () => {
  it('has the parts of the textbook after any run of operations', () => {
    let longRuns = 0;
    const steps = fc.array(fc.tuple(fc.constantFrom('plus', 'minus', 'times', 'over'), fractions), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(fractions, steps, (start, taken) => {
        let [n, d] = lowest(start);
        let value = Rational.of(...start);
        for (const [step, [a, b]] of taken) {
          if (step === 'over' && a === 0n) continue;
          if (step === 'plus') [n, d] = lowest([n * b + a * d, d * b]);
          if (step === 'minus') [n, d] = lowest([n * b - a * d, d * b]);
          if (step === 'times') [n, d] = lowest([n * a, d * b]);
          if (step === 'over') [n, d] = lowest([n * b, d * a]);
          value = value[step as 'plus'](Rational.of(a, b));
          expect(value.sign()).toBe(n < 0n ? -1 : n > 0n ? 1 : 0);
        }
        if (taken.length > 13) longRuns += 1;
        expect(value.cmp(Rational.of(n, d))).toBe(0);
        expect([value.n, value.d]).toEqual([n, d]);
        expect([value.negated().n, value.abs().d]).toEqual([-n, d]);
      }),
      { seed: 23, numRuns: 400 },
    );
    expect(longRuns).toBeGreaterThan(40);
  });

  it('is read from decimals and rounded to them', () => {
    const third = Rational.ofDecimal(new Dec('0.1')).over(Rational.ofDecimal(new Dec('0.3')));
    expect([third.n, third.d]).toEqual([1n, 3n]);
    expect(third.toDecimal(5, 'up').toFixed()).toBe('0.33334');
    expect(third.toFixed(3, 'down')).toBe('0.333');
    expect(Rational.ofDecimal(new Dec('-12.50')).toString()).toBe('-12.5');
    expect(Rational.fromDecimalString('2.50').d).toBe(2n);
    expect(() => Rational.of(1n, 0n)).toThrow(RangeError);
    expect(() => Rational.ONE.over(Rational.ZERO)).toThrow(RangeError);
  });
});
