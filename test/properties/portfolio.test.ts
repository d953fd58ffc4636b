import fc from 'fast-check';
import { measureLine, measurePool, scenarioTable, type CrossPool } from '../../domain/index.js';
import { compare, fraction } from '../support/oracle/pool-figures/fraction.js';
import { requiredOf } from '../support/oracle/portfolio-oracle.js';
import { riskPool, viewOf } from './portfolio-arbitrary.js';

describe('portfolio margin', () => {
  it('requires what revaluing every position at every shock requires, to the last digit', () => {
    const seen = { inverse: 0, index: 0, required: 0, own: 0 };
    fc.assert(
      fc.property(riskPool(6), (plain) => {
        const { market, pool } = viewOf(plain);
        const measure = measurePool(market, pool);
        for (const part of ['maintenance', 'initial'] as const) {
          const { n, d } = measure[part].toRational();
          expect(compare(fraction(n, d), requiredOf(plain, part))).toBe(0);
        }
        if (plain.positions.some(({ kind }) => kind === 'inverse')) seen.inverse += 1;
        if (plain.stress === 'index') seen.index += 1;
        if (measure.maintenance.sign() > 0) seen.required += 1;
        if (plain.units.some(({ lossFactor }) => lossFactor === '1')) seen.own += 1;
      }),
      { numRuns: 400, seed: 11 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(60);
  });

  it('is the same however often a large pool was measured before', () => {
    let changes = 0;
    const step = fc.record({
      which: fc.nat(19),
      how: fc.constantFrom('gone' as const, 'smaller' as const, 'price' as const),
    });
    fc.assert(
      fc.property(riskPool(20), fc.array(step, { maxLength: 12 }), (plain, steps) => {
        const { market: first, pool: before } = viewOf(plain);
        let market = first;
        let pool: CrossPool = before;
        for (const { which, how } of steps) {
          const chosen = pool.positions[which % Math.max(1, pool.positions.length)];
          if (chosen === undefined) return;
          changes += 1;
          if (how === 'price') {
            const mark = market.marks.get(chosen.instrument)!;
            const moved = { ...mark, price: mark.price.times('1.07') };
            market = { ...market, marks: new Map(market.marks).set(chosen.instrument, moved) };
          } else {
            const rest = { ...chosen, quantity: chosen.quantity.times('0.5') };
            const kept = pool.positions.flatMap((one) => (one !== chosen ? [one] : []));
            pool = { ...pool, positions: how === 'gone' ? kept : [...kept, rest] };
          }
          const line = measureLine(market, pool);
          const { equity, maintenance } = measurePool(market, pool);
          expect(line.equity.cmp(equity)).toBe(0);
          expect(line.maintenance.cmp(maintenance)).toBe(0);
        }
      }),
      { numRuns: 150, seed: 12 },
    );
    expect(changes).toBeGreaterThan(300);
  });

  it('has a table of scenarios whose worst is the loss the requirement counts', () => {
    let worsts = 0;
    fc.assert(
      fc.property(riskPool(5), (plain) => {
        const { market, pool } = viewOf(plain);
        for (const { rows } of scenarioTable(market, pool) ?? []) {
          const losses = rows.map(({ loss }) => loss);
          const worst = rows.find((row) => row.worst);
          if (worst === undefined) {
            expect(losses.every((loss) => loss.sign() <= 0)).toBe(true);
            continue;
          }
          worsts += 1;
          expect(losses.every((loss) => loss.cmp(worst.loss) <= 0)).toBe(true);
        }
      }),
      { numRuns: 100, seed: 14 },
    );
    expect(worsts).toBeGreaterThan(50);
  });
});
