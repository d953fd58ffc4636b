import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { Dec, type Rounding } from '../../domain/index.js';

/** The library with more digits than any of the products here: the oracle. */
const Oracle = Decimal.clone({ precision: 400, toExpNeg: -9e15, toExpPos: 9e15 });

const ROUNDINGS: Readonly<Record<Rounding, Decimal.Rounding>> = {
  up: Decimal.ROUND_UP,
  down: Decimal.ROUND_DOWN,
  ceiling: Decimal.ROUND_CEIL,
  floor: Decimal.ROUND_FLOOR,
  'half-up': Decimal.ROUND_HALF_UP,
  'half-even': Decimal.ROUND_HALF_EVEN,
};

/** Coefficients around the last safe integer, short ones, long ones, and such that end in zeros. */
const coefficients = fc.oneof(
  fc.bigInt({ min: -2000n, max: 2000n }),
  fc.bigInt({ min: 2n ** 53n - 30n, max: 2n ** 53n + 30n }),
  fc.bigInt({ min: -(2n ** 53n) - 30n, max: -(2n ** 53n) + 30n }),
  fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }),
  fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
  fc.bigInt({ min: -99n, max: 99n }).map((n) => n * 10n ** 17n),
);

const decimals = fc.tuple(coefficients, fc.integer({ min: -20, max: 40 })).map(([n, places]) => {
  const digits = new Oracle(n.toString()).times(new Oracle(10).pow(-places));
  return digits.isZero() ? '0' : digits.toFixed();
});

const plain = (value: Decimal): string => (value.isZero() ? '0' : value.toFixed());
const isBig = (...values: Dec[]): boolean => values.some(({ n }) => typeof n === 'bigint');

/** The one form: no zero at the end of a fraction, no small big integer, no signed zero. */
function isReduced({ n, places }: Dec): boolean {
  if (typeof n === 'number') {
    return Number.isSafeInteger(n) && !Object.is(n, -0) && (places === 0 || n % 10 !== 0);
  }
  return !Number.isSafeInteger(Number(n)) && (places === 0 || n % 10n !== 0n);
}

describe('the decimal of the engine beside decimal.js', () => {
  it('adds, subtracts, multiplies and compares to the same digits', () => {
    let long = 0;
    const both = fc.property(decimals, decimals, (one, other) => {
      const [a, b] = [new Dec(one), new Dec(other)];
      const [x, y] = [new Oracle(one), new Oracle(other)];
      const results: [Dec, Decimal][] = [
        [a.plus(b), x.plus(y)],
        [a.minus(b), x.minus(y)],
        [a.times(b), x.times(y)],
        [a.negated(), x.negated()],
        [a.abs(), x.abs()],
        [Dec.max(a, b), Oracle.max(x, y)],
        [Dec.min(a, b), Oracle.min(x, y)],
      ];
      for (const [ours, theirs] of results) {
        expect(ours.toString()).toBe(plain(theirs));
        expect(isReduced(ours)).toBe(true);
      }
      expect(a.cmp(b)).toBe(x.cmp(y));
      expect([a.eq(b), a.gt(b), a.gte(b), a.lt(b), a.lte(b)]).toEqual([
        x.eq(y),
        x.gt(y),
        x.gte(y),
        x.lt(y),
        x.lte(y),
      ]);
      if (isBig(a, b, results[2]![0])) long += 1;
    });
    fc.assert(both, { numRuns: 1500, seed: 5 });
    expect(long).toBeGreaterThan(400);
    expect(long).toBeLessThan(1450);
  });

  it('finds the same quotients and remainders', () => {
    const both = fc.property(decimals, decimals, (one, other) => {
      const [a, b] = [new Dec(one), new Dec(other)];
      if (b.isZero()) return;
      // As many digits as the integer part of these quotients can have.
      const [x, y] = [new Oracle(one), new Oracle(other)];
      const [whole, rest] = [a.divToInt(b), a.mod(b)];
      expect(whole.toString()).toBe(plain(x.divToInt(y)));
      expect(rest.toString()).toBe(plain(x.mod(y)));
      expect(whole.times(b).plus(rest).eq(a)).toBe(true);
      expect(isReduced(whole) && isReduced(rest)).toBe(true);
    });
    fc.assert(both, { numRuns: 600, seed: 6 });
  });

  it('divides to 320 digits as the library did', () => {
    const Library = Decimal.clone({
      precision: 320,
      rounding: Decimal.ROUND_HALF_EVEN,
      toExpNeg: -9e15,
      toExpPos: 9e15,
    });
    const both = fc.property(decimals, decimals, (one, other) => {
      if (new Dec(other).isZero()) return;
      const expected = new Library(one).div(other);
      expect(new Dec(one).div(other).toString()).toBe(plain(expected));
    });
    fc.assert(both, { numRuns: 200, seed: 7 });
  });

  it('rounds and writes to the same digits', () => {
    const places = fc.integer({ min: 0, max: 30 });
    const ways = fc.constantFrom(...(Object.keys(ROUNDINGS) as Rounding[]));
    const both = fc.property(decimals, places, ways, (digits, to, way) => {
      const [a, x] = [new Dec(digits), new Oracle(digits)];
      expect(a.toDecimalPlaces(to, way).toString()).toBe(
        plain(x.toDecimalPlaces(to, ROUNDINGS[way])),
      );
      const written = x.toFixed(to, ROUNDINGS[way]);
      // The library writes a negative zero.
      expect(a.toFixed(to, way)).toBe(Number(written) === 0 ? written.replace('-', '') : written);
      expect(a.decimalPlaces()).toBe(x.decimalPlaces());
      expect(a.isInteger()).toBe(x.isInteger());
      expect(new Dec(a.toString()).eq(a)).toBe(true);
    });
    fc.assert(both, { numRuns: 800, seed: 8 });
  });

  it('gives the nearest double', () => {
    const both = fc.property(decimals, (digits) => {
      expect(new Dec(digits).toNumber()).toBe(Number(digits));
    });
    fc.assert(both, { numRuns: 800, seed: 9 });
  });

  it('has one form of every value, however it is written', () => {
    const written = ['150', '150.00', '1.5e2', '+150', '0150', '15000e-2', '150.', 150, 150n];
    for (const value of written) expect(new Dec(value)).toEqual(new Dec('150'));
    for (const zero of ['0', '-0', '0.000', '.0', '0e9', 0, -0, 0n]) {
      expect(new Dec(zero)).toEqual(new Dec(0));
      expect(Object.is(new Dec(zero).n, 0)).toBe(true);
    }
    expect(new Dec(0.1).toString()).toBe('0.1');
    expect(new Dec(1e-7).toString()).toBe('0.0000001');
    expect(new Dec('-0.5').times('-2')).toEqual(new Dec(1));
    expect(new Dec('0.5').minus('0.5').times(-1).toString()).toBe('0');
  });

  it.each(['', '-', '.', '1,5', '0x10', 'NaN', 'Infinity', '1e', '1_0', ' 1', '1e10001', '--1'])(
    'reads no %p',
    (digits) => {
      expect(() => new Dec(digits)).toThrow(RangeError);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('reads no %p', (value) => {
    expect(() => new Dec(value)).toThrow(RangeError);
  });

  it('raises to whole powers', () => {
    expect(new Dec('1.5').pow(3).toString()).toBe('3.375');
    expect(new Dec(7).pow(0).toString()).toBe('1');
    expect(() => new Dec(1).div(0)).toThrow(RangeError);
  });
});
