import fc from 'fast-check';
import { Dec, attempt, surfaceOf, volatilityAt, type SurfaceTerms } from '../../domain/index.js';

const DAY = 24 * 3600 * 1000;

/** 70 % to 50 % by strike in 10 days, 45 % in 40 days. */
const SURFACE: SurfaceTerms = [
  {
    days: '10',
    smile: [
      { strike: '90', volatility: '0.7' },
      { strike: '110', volatility: '0.5' },
    ],
  },
  { days: '40', smile: [{ strike: '100', volatility: '0.45' }] },
];

const at = (terms: SurfaceTerms, strike: string, days: number): string =>
  volatilityAt(surfaceOf(terms, 'surface'), new Dec(strike), days * DAY).toFixed();

describe('a surface of implied volatilities', () => {
  it.each([
    ['a point of it', '110', 10, '0.5'],
    ['between two strikes', '95', 10, '0.65'],
    ['below the lowest strike', '10', 10, '0.7'],
    ['above the highest strike', '500', 10, '0.5'],
    ['before the first tenor', '90', 1, '0.7'],
    ['after the expiry', '90', -3, '0.7'],
    ['after the last tenor', '100', 400, '0.45'],
    // variance 3.6 + 1/3 x 4.5 = 5.1; the root of 5.1 / 20 = 0.255
    ['between two tenors', '100', 20, '0.5049752469181038976681692958534800355303'],
  ])('answers %s', (_what, strike, days, expected) => {
    const answer = at(SURFACE, strike, days);
    expect(new Dec(answer).minus(expected).abs().lt('1e-39')).toBe(true);
  });

  const refused: readonly [what: string, field: string, terms: SurfaceTerms][] = [
    ['no tenor', '', []],
    ['no strike', '[0].smile', [{ days: '1', smile: [] }]],
    ['no days', '[0].days', [{ days: '0', smile: SURFACE[0]!.smile }]],
    ['days that do not ascend', '[1].days', [SURFACE[0]!, SURFACE[0]!]],
    [
      'strikes that do not ascend',
      '[0].smile[1].strike',
      [{ days: '1', smile: [...SURFACE[0]!.smile].reverse() }],
    ],
    [
      'a negative volatility',
      '[0].smile[0].volatility',
      [{ days: '1', smile: [{ strike: '1', volatility: '-0.1' }] }],
    ],
  ];

  it.each(refused)('is refused with %s', (_what, field, terms) => {
    expect(attempt(() => surfaceOf(terms, 'surface'))).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: `surface${field}` },
    });
  });

  it('never leaves the volatilities nor the total variances around it', () => {
    const volatility = fc.integer({ min: 10, max: 200 }).map((percent) => percent / 100);
    const smile = fc
      .record({
        strikes: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
        volatility: fc.array(volatility, { minLength: 4, maxLength: 4 }),
      })
      .map(({ strikes, volatility: drawn }) =>
        strikes
          .sort((a, b) => a - b)
          .map((strike, index) => ({ strike: String(strike), volatility: String(drawn[index]!) })),
      );
    const surface = fc
      .record({
        days: fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { minLength: 2, maxLength: 4 }),
        smiles: fc.array(smile, { minLength: 4, maxLength: 4 }),
      })
      .map(({ days, smiles }) =>
        days
          .sort((a, b) => a - b)
          .map((day, index) => ({ days: String(day), smile: smiles[index]! })),
      );
    let between = 0;
    fc.assert(
      fc.property(
        surface,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 95 }),
        (terms, strike, days) => {
          const all = terms.flatMap(({ smile: points }) =>
            points.map(({ volatility: own }) => Number(own)),
          );
          const answer = Number(at(terms, String(strike), days));
          expect(answer).toBeGreaterThanOrEqual(Math.min(...all) - 1e-12);
          expect(answer).toBeLessThanOrEqual(Math.max(...all) + 1e-12);
          const next = terms.findIndex((tenor) => Number(tenor.days) > days);
          if (next < 1) return;
          between += 1;
          const variance = (day: number): number =>
            Number(at(terms, String(strike), day)) ** 2 * day;
          const [lower, upper] = [terms[next - 1]!, terms[next]!].map((tenor) =>
            variance(Number(tenor.days)),
          );
          expect(variance(days)).toBeGreaterThanOrEqual(Math.min(lower!, upper!) - 1e-9);
          expect(variance(days)).toBeLessThanOrEqual(Math.max(lower!, upper!) + 1e-9);
        },
      ),
      { numRuns: 300, seed: 81 },
    );
    expect(between).toBeGreaterThan(80);
  });
});
