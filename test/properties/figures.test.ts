import fc from 'fast-check';
import { measurePool, type Exact } from '../../domain/index.js';
import { compare, sign, type Fraction } from '../support/oracle/pool-figures/fraction.js';
import { payAssetOf } from '../support/oracle/pool-figures/instrument.js';
import { measure } from '../support/oracle/pool-figures/pool.js';
import { fractionOf, poolView } from '../support/pool-view.js';
import { poolArbitrary } from './pool-arbitrary.js';

const RUNS = 500;

describe('figures (I-5)', () => {
  it('are those of the oracle, to the last digit', () => {
    const seen = {
      profitable: 0,
      breached: 0,
      inverse: 0,
      isolated: 0,
      hedged: 0,
      owing: 0,
      joined: 0,
    };
    fc.assert(
      fc.property(poolArbitrary, (oracle) => {
        const { market, pool } = poolView(oracle);
        const engine = measurePool(market, pool);
        const expected = measure(oracle);
        const { positions, balances } = oracle;
        if (sign(expected.unrealizedProfit) > 0) seen.profitable += 1;
        if (compare(expected.equity, expected.maintenance) <= 0) seen.breached += 1;
        if (positions.some(({ instrument }) => instrument.kind === 'inverse')) seen.inverse += 1;
        if (oracle.mode === 'isolated') seen.isolated += 1;
        if (positions.some(({ key }) => key === 'A-1:second')) seen.hedged += 1;
        if (balances.some(({ amount }) => sign(amount) < 0)) seen.owing += 1;
        const pays = (asset: string): boolean =>
          positions.some(({ instrument }) => payAssetOf(instrument) === asset);
        if (balances.some(({ joins, asset }) => joins && pays(asset))) seen.joined += 1;
        const same = (actual: Exact, wanted: Fraction): boolean =>
          compare(fractionOf(actual.toRational()), wanted) === 0;
        const differing = Object.entries({
          collateral: same(engine.collateral, expected.collateral),
          equity: same(engine.equity, expected.equity),
          unrealizedProfit: same(engine.unrealizedProfit, expected.unrealizedProfit),
          notional: same(engine.notional, expected.notional),
          initial: same(engine.initial, expected.initial),
          maintenance: same(engine.maintenance, expected.maintenance),
          used: same(engine.used, expected.used),
        }).filter(([, equal]) => !equal);
        expect(differing).toEqual([]);
        const line = engine.equity.minus(engine.maintenance);
        expect(line.sign()).toBe(compare(expected.equity, expected.maintenance));
      }),
      { numRuns: RUNS, seed: 7 },
    );
    expect(seen.profitable).toBeGreaterThan(RUNS / 10);
    expect(seen.breached).toBeGreaterThan(RUNS / 10);
    expect(seen.inverse).toBeGreaterThan(RUNS / 4);
    expect(seen.isolated).toBeGreaterThan(RUNS / 10);
    expect(seen.hedged).toBeGreaterThan(RUNS / 10);
    expect(seen.owing).toBeGreaterThan(RUNS / 10);
    expect(seen.joined).toBeGreaterThan(RUNS / 20);
  }, 60_000);
});
