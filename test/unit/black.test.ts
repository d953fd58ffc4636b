import fc from 'fast-check';
import {
  Dec,
  FIXED_ONE,
  attempt,
  blackValue,
  exercisedValue,
  exponential,
  fromFixedPoint,
  logarithm,
  normal,
  optionValue,
  toFixedPoint,
} from '../../domain/index.js';
import { decimalIn } from '../properties/pool-arbitrary.js';

const YEAR = 365 * 24 * 3600 * 1000;

function valueOf(
  type: 'call' | 'put',
  { F, K, sigma, years }: { F: string; K: string; sigma: string; years: number },
) {
  const rules = { type, strike: new Dec(K), volatility: new Dec(sigma) };
  const state = { forward: new Dec(F), volatility: new Dec(sigma), left: Math.round(years * YEAR) };
  return blackValue(rules, state);
}

const fixed = (value: string) => toFixedPoint(new Dec(value));
const shown = (value: bigint, places: number) => fromFixedPoint(value).toFixed(places);

describe('functions in fixed point', () => {
  it('have the digits of the tables', () => {
    // e, ln 2, ln 10 and the distribution function of the normal distribution to 30 places
    expect(shown(exponential(FIXED_ONE), 30)).toBe('2.718281828459045235360287471353');
    expect(shown(logarithm(fixed('2')), 30)).toBe('0.693147180559945309417232121458');
    expect(shown(logarithm(fixed('10')), 30)).toBe('2.302585092994045684017991454684');
    expect(shown(normal(0n), 30)).toBe('0.500000000000000000000000000000');
    expect(shown(normal(fixed('1')), 15)).toBe('0.841344746068543');
    expect(shown(normal(fixed('-1.96')), 15)).toBe('0.024997895148220');
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(decimalIn(-20, 20, 6), (x) => {
        const back = logarithm(exponential(fixed(x)));
        expect(fromFixedPoint(back).minus(x).abs().lt('1e-38')).toBe(true);
      }),
      { numRuns: 100, seed: 51 },
    );
  });
});

describe('the value of an option by Black 1976', () => {
  it('is that of the published examples', () => {
    // Haug, The Complete Guide to Option Pricing Formulas: F 19, X 19, T 0.75, r 10 %, 28 %: 1.7011
    const haug = { F: '19', K: '19', sigma: '0.28', years: 0.75 };
    const discount = Math.exp(-0.1 * 0.75);
    expect((Number(valueOf('call', haug).value) * discount).toFixed(4)).toBe('1.7011');
    expect((Number(valueOf('put', haug).value) * discount).toFixed(4)).toBe('1.7011');
    // Hull, Options, Futures and Other Derivatives: F 20, K 20, 4 months, r 9 %, 25 %: a put of 1.12
    const hull = { F: '20', K: '20', sigma: '0.25', years: 1 / 3 };
    const put = Number(valueOf('put', hull).value) * Math.exp(-0.09 / 3);
    expect(put.toFixed(2)).toBe('1.12');
  });

  it('is worth what exercising gives when nothing can move any more', () => {
    const late = { F: '110', K: '100', sigma: '0.5', years: 0 };
    expect(valueOf('call', late).value.toFixed()).toBe('10');
    expect(valueOf('put', late).value.toFixed()).toBe('0');
    expect(valueOf('put', { ...late, F: '0', years: 1 }).value.toFixed()).toBe('100');
    expect(valueOf('call', { ...late, sigma: '0', years: 1 }).value.toFixed()).toBe('10');
  });

  it('keeps parity of puts and calls, rises with volatility, and lies within its bounds', () => {
    let inside = 0;
    fc.assert(
      fc.property(
        decimalIn(1, 200, 2),
        decimalIn(1, 200, 2),
        decimalIn(0.01, 3, 2),
        fc.integer({ min: 1, max: 800 }),
        (F, K, sigma, days) => {
          const at = { F, K, sigma, years: days / 365 };
          const call = valueOf('call', at);
          const put = valueOf('put', at);
          const gap = call.value.minus(put.value).minus(new Dec(F).minus(K));
          expect(gap.abs().lt('1e-37')).toBe(true);
          expect(call.value.gte(new Dec(F).minus(K).minus('1e-37'))).toBe(true);
          expect(call.value.lte(F)).toBe(true);
          expect(call.delta.minus(put.delta).minus(1).abs().lt('1e-37')).toBe(true);
          const wilder = valueOf('call', { ...at, sigma: new Dec(sigma).times(2).toFixed() });
          expect(wilder.value.gte(call.value.minus('1e-37'))).toBe(true);
          if (call.delta.gt('0.01') && call.delta.lt('0.99')) inside += 1;
        },
      ),
      { numRuns: 200, seed: 52 },
    );
    expect(inside).toBeGreaterThan(60);
  });
});

describe('the value of an option that is paid in coins', () => {
  const priced = (
    type: 'call' | 'put',
    K: string,
    sigma: string,
    F: Dec | string,
    left: number,
  ) => {
    const rules = { type, strike: new Dec(K), volatility: new Dec(sigma), inCoins: true as const };
    return optionValue(rules, { forward: new Dec(F), volatility: new Dec(sigma), left });
  };
  const month = 30 * 24 * 3600 * 1000;

  it('is that of Black over the forward, and moves with its logarithm', () => {
    // With 50 digits by another program: F 100, K 100, 60 %, 30 days; a put at 95 with K 110 and 70 %
    const call = priced('call', '100', '0.6', '100', month);
    expect(call.value.toFixed(30)).toBe('0.068539407182535472528041118059');
    expect(call.delta.toFixed(30)).toBe('0.465730296408732263735979440971');
    const put = priced('put', '110', '0.7', '95', month);
    expect(put.value.toFixed(30)).toBe('0.187101223870019878079745792444');
    expect(put.delta.toFixed(30)).toBe('-0.922812151139744105640022523609');
  });

  it('keeps parity in coins, and gains what its delta says in a small move', () => {
    let moved = 0;
    fc.assert(
      fc.property(
        decimalIn(50, 200, 2),
        decimalIn(50, 200, 2),
        decimalIn(0.1, 2, 1),
        (F, K, sigma) => {
          const [call, put] = (['call', 'put'] as const).map((type) =>
            priced(type, K, sigma, F, month),
          ) as [ReturnType<typeof priced>, ReturnType<typeof priced>];
          const parity = new Dec(1).minus(new Dec(K).div(F));
          expect(call.value.minus(put.value).minus(parity).abs().lt('1e-37')).toBe(true);
          const later = priced('call', K, sigma, new Dec(F).times('1.000001'), month);
          const gain = later.value.minus(call.value).div('0.000001');
          expect(gain.minus(call.delta).abs().lt('0.0001')).toBe(true);
          if (gain.abs().gt('0.01')) moved += 1;
        },
      ),
      { numRuns: 200, seed: 53 },
    );
    expect(moved).toBeGreaterThan(60);
  });

  it('is what exercising gives in coins, and nothing at no price', () => {
    const rules = { type: 'put' as const, strike: new Dec(100), inCoins: true as const };
    expect(exercisedValue(rules, new Dec(80)).toFixed()).toBe('0.25');
    expect(exercisedValue(rules, new Dec(125)).toFixed()).toBe('0');
    expect(attempt(() => exercisedValue(rules, new Dec(0)))).toMatchObject({
      ok: false,
      error: { code: 'market.price-not-positive', field: 'forward' },
    });
  });
});
