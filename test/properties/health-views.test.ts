import fc from 'fast-check';
import {
  Rational,
  healthFigure,
  isBreached,
  liquidationPrice,
  measurePool,
  statedMaintenance,
  type HealthTerms,
} from '../../domain/index.js';
import { sign } from '../support/oracle/pool-figures/fraction.js';
import { measure as oracleOf, type OraclePool } from '../support/oracle/pool-figures/pool.js';
import { fractionOf, poolView } from '../support/pool-view.js';
import { compare } from '../support/oracle/pool-figures/fraction.js';
import { poolArbitrary } from './pool-arbitrary.js';

const RUNS = 400;

const view = (of: HealthTerms['view'], unit: 'percent' | 'number' = 'number'): HealthTerms => ({
  name: of,
  view: of,
  unit,
});

function shown(oracle: OraclePool, health: HealthTerms) {
  const { market, pool } = poolView(oracle, { health });
  const measured = measurePool(market, pool);
  return { measured, market, value: healthFigure(market, measured) };
}

/** The pool with its closing fees beside the maintenance margins, or without any. */
function changed(oracle: OraclePool, change: object): OraclePool {
  const positions = oracle.positions.map((position) => ({
    ...position,
    instrument: {
      ...position.instrument,
      margin: { ...position.instrument.margin, ...change },
    },
  }));
  return { ...oracle, positions };
}

describe('the views of health', () => {
  it('all speak of the one slack', () => {
    const seen = { breached: 0, safe: 0 };
    fc.assert(
      fc.property(poolArbitrary, (oracle) => {
        const { measured, market, value: cover } = shown(oracle, view('cover'));
        const rate = shown(oracle, view('rate')).value;
        const ratio = shown(oracle, view('ratio', 'percent')).value;
        if (!(cover instanceof Rational) || !(rate instanceof Rational)) return;
        const breached = isBreached(market, measured);
        seen[breached ? 'breached' : 'safe'] += 1;
        expect(cover.cmp(Rational.ONE) <= 0).toBe(breached);
        if (measured.equity.sign() > 0) expect(rate.cmp(Rational.ONE) >= 0).toBe(breached);
        expect(cover.times(rate).cmp(Rational.ONE)).toBe(0);
        expect(ratio).toEqual(rate.times(Rational.of(100n)));
      }),
      { numRuns: RUNS, seed: 71 },
    );
    expect(seen.breached).toBeGreaterThan(RUNS / 10);
    expect(seen.safe).toBeGreaterThan(RUNS / 10);
  }, 60_000);

  it('do not change with the place of the closing fee, and neither does the line', () => {
    const seen = { told: 0, priced: 0 };
    fc.assert(
      fc.property(poolArbitrary, (drawn) => {
        const oracle = changed(drawn, { closeFee: '0.0005' });
        const beside = changed(oracle, { closeFeeIn: 'ratio' });
        const [within, ratio] = [oracle, beside].map((one) => shown(one, view('cover')));
        expect(ratio!.value).toEqual(within!.value);
        const told = statedMaintenance(ratio!.market, ratio!.measured).toRational();
        const bare = oracleOf(changed(drawn, { closeFee: '0' })).maintenance;
        expect(compare(fractionOf(told), bare)).toBe(0);
        if (sign(bare) !== 0) seen.told += 1;
        for (const position of ratio!.measured.pool.positions) {
          const price = liquidationPrice(ratio!.market, ratio!.measured.pool, position);
          const other = liquidationPrice(within!.market, within!.measured.pool, position);
          expect(price.exact?.toString()).toBe(other.exact?.toString());
          if (price.exact !== null) seen.priced += 1;
        }
      }),
      { numRuns: RUNS, seed: 73 },
    );
    expect(seen.told).toBeGreaterThan(RUNS / 2);
    expect(seen.priced).toBeGreaterThan(RUNS / 2);
  }, 60_000);
});
