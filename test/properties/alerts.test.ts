import fc from 'fast-check';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import {
  Dec,
  Rational,
  marginPool,
  measurePool,
  isCalled,
  type AccountEvent,
} from '../../domain/index.js';
import { calledFrom, closedByHolder, poolShape } from '../support/called-account.js';

const RUNS = 200;

/** A holder of one long or two, whose price falls step by step until nothing is left. */
const fall = fc.record({
  /** Maintenance rate in percent. */
  rate: fc.integer({ min: 2, max: 9 }),
  /** Alert thresholds of equityRatio, percent. */
  at: fc.uniqueArray(fc.integer({ min: 3, max: 40 }), { minLength: 1, maxLength: 5 }),
  collateral: fc.integer({ min: 300, max: 4000 }),
  /** Basis points of the first price that each step takes away. */
  steps: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 40, maxLength: 80 }),
  second: fc.boolean(),
});

type Fall = typeof fall extends fc.Arbitrary<infer T> ? T : never;

const instrument = (id: string, rate: number) => ({
  id,
  kind: 'linear' as const,
  base: id,
  quote: 'USD',
  margin: { model: 'flat' as const, initial: '0.02', maintenance: `0.0${rate}` },
});

/** The events of each step of the fall. */
async function fallen({ rate, at, collateral, steps, second }: Fall): Promise<AccountEvent[][]> {
  const journal = new MemoryJournal();
  const engine = new PlimsollContainer(partsModule({ journal, clock: new FixedClock() })).engine();
  const alerts = { measure: 'equityRatio' as const, at: at.map(String) };
  const held = second ? ['ONE', 'TWO'] : ['ONE'];
  const setup = await engine.handleTogether([
    { type: 'setConfiguration', configuration: { engine: { alerts } } },
    ...held.map((id) => ({ type: 'listInstrument' as const, instrument: instrument(id, rate) })),
    { type: 'mark', marks: Object.fromEntries(held.map((id) => [id, '10000'])) },
  ]);
  expect(setup.every(({ ok }) => ok)).toBe(true);
  await engine.import([
    { type: 'deposit', account: 'a', asset: 'USD', amount: String(collateral) },
    ...held.map((id) => ({
      type: 'book' as const,
      account: 'a',
      instrument: id,
      side: 'long' as const,
      quantity: '1',
      entry: '10000',
    })),
  ]);
  const told: AccountEvent[][] = [];
  let seen = 0;
  const take = (): void => {
    told.push(journal.envelopes.slice(seen).map(({ event }) => event as AccountEvent));
    seen = journal.envelopes.length;
  };
  take();
  let price = 10_000;
  for (const step of steps) {
    price -= step;
    if (price <= 0) break;
    await engine.onMarks(Object.fromEntries(held.map((id) => [id, String(price)])));
    take();
  }
  return told;
}

describe('alerts of a steady fall', () => {
  it('are all told before the liquidation, those of its step first, and each once', async () => {
    const seen = { liquidated: 0, early: 0, same: 0 };
    await fc.assert(
      fc.asyncProperty(fall, async (setting) => {
        const steps = await fallen(setting);
        const start = steps.findIndex((events) =>
          events.some(({ type }) => type === 'LiquidationStarted'),
        );
        if (start < 0) return;
        seen.liquidated += 1;
        const before = steps.slice(0, start).flat();
        const step = steps[start]!;
        const begun = step.findIndex(({ type }) => type === 'LiquidationStarted');
        const raised = (events: readonly AccountEvent[]): string[] =>
          events.flatMap((event) => (event.type === 'MarginAlertRaised' ? [event.threshold] : []));
        const early = raised(before);
        const same = raised(step.slice(0, begun));
        const due = setting.at.filter((threshold) => threshold > setting.rate).map(String);
        for (const threshold of due) {
          const times = [...early, ...same].filter((told) => told === threshold).length;
          expect({ threshold, times }).toEqual({ threshold, times: 1 });
        }
        expect(raised(step.slice(begun))).toEqual([]);
        if (early.length > 0) seen.early += 1;
        if (same.length > 0) seen.same += 1;
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.liquidated).toBeGreaterThan(RUNS / 2);
    expect(seen.early).toBeGreaterThan(RUNS / 3);
    expect(seen.same).toBeGreaterThan(5);
  });
});

describe('the cure of a margin call', () => {
  it('lifts it, and a unit or a lot less does not', async () => {
    const seen = { amounts: 0, closes: 0, several: 0, never: 0 };
    await fc.assert(
      fc.asyncProperty(poolShape, async (shape) => {
        const called = await calledFrom(shape);
        if (called === undefined) return;
        const { engine, pool, cure, unit } = called;
        const stillCalled = async (id: string): Promise<boolean> => {
          const account = (await engine.account(id))!;
          const margin = measurePool(engine.market, marginPool(account, engine.market, pool));
          return isCalled(engine.market, margin, margin.valuations);
        };
        seen.amounts += 1;
        await called.add('enough', cure.amount);
        const less = Rational.fromDecimalString(cure.amount).minus(unit);
        if (less.sign() > 0) await called.add('short', less.toString());
        expect([await stillCalled('enough'), await stillCalled('short')]).toEqual([false, true]);
        if (cure.close === null) {
          seen.never += 1;
          // Nothing is left once all is closed: the fees are more than the equity.
          const account = (await engine.account('closer'))!;
          const { equity, notional } = measurePool(
            engine.market,
            marginPool(account, engine.market, pool),
          );
          expect(equity.minus(notional.scaled(new Dec(shape.taker))).sign()).toBe(-1);
          return;
        }
        seen.closes += 1;
        if (cure.close.length > 1) seen.several += 1;
        await closedByHolder(engine, 'closer', cure.close, '0');
        expect(await stillCalled('closer')).toBe(false);
        if (await closedByHolder(engine, 'almost', cure.close, called.lot)) {
          expect(await stillCalled('almost')).toBe(true);
        }
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.amounts).toBeGreaterThan(RUNS / 3);
    expect(seen.closes).toBeGreaterThan(RUNS / 10);
    expect(seen.several).toBeGreaterThan(3);
    expect(seen.never).toBeGreaterThan(3);
  });
});
